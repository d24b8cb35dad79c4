"""The dashboard of objectives: one planning cycle, by area or by owner. One objective on paper."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView, View

from objectives import documents, selectors
from objectives.dashboard import GROUPINGS, PAGE, Cycle, Dashboard
from objectives.models import Objective, Verdict
from objectives.views.register import VIEW
from smsplan.ui.parts import Action, Crumb
from smsplan.ui.today import today
from smsplan.ui.views import Entry


class OfCycle(Entry):
    """A page about the objectives of a planning cycle: `?cycle=2025&by=owner&verdict=at_risk`."""

    permission = VIEW
    title = gettext_lazy("Dashboard of objectives")

    @cached_property
    def dashboard(self) -> Dashboard:
        """What this person sees in the cycle that the address names. Raises Http404 for a year that there isn't."""
        given = self.request.GET.get("cycle", "")
        if given and not (given.isascii() and given.isdigit() and len(given) == 4):
            raise Http404
        try:
            return Dashboard(
                user=self.request.user,
                today=today(),
                year=int(given) if given else None,
                by=self.request.GET.get("by", ""),
                verdict=self.request.GET.get("verdict", ""),
            )
        except ValueError as error:
            raise Http404 from error

    def address(self, **changes: Any) -> str:
        """This page with another cycle, grouping, verdict or page; None leaves one out."""
        shown = self.dashboard
        query = {
            "cycle": None if shown.cycle == shown.running else shown.cycle.year,
            "by": None if shown.by == GROUPINGS[0] else shown.by,
            "verdict": shown.verdict,
            "as_of": self.request.GET.get("as_of"),
        } | changes
        query = {key: value for key, value in query.items() if value}
        return f"{self.request.path}?{urlencode(query)}" if query else self.request.path


class ObjectiveDashboard(OfCycle, TemplateView):
    """Every objective with its trend, last value, verdict and forecast; totals; one cycle beside another."""

    template_name = "objectives/dashboard.html"
    as_of = True

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Objectives"), reverse("objectives:list"))]

    def extra_actions(self) -> list[Action]:
        paper = reverse("objectives:dashboard_pdf")
        actions = []
        if self.dashboard.order:
            query = self.address(as_of=None).partition("?")[2]
            actions.append(Action(_("Print as PDF"), f"{paper}?{query}" if query else paper, "printer", method="post"))
        actions.append(Action(_("My PDFs"), paper, "files"))
        if self.may("objectives.view_objective"):
            actions.append(Action(_("Alignment"), reverse("objectives:alignment"), "target-arrow"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.dashboard
        count = len(shown.order)
        pages = max(1, -(-count // PAGE))
        given = self.request.GET.get("page", "1")
        page = min(max(int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1, 1), pages)
        groups = shown.groups((page - 1) * PAGE)
        return super().get_context_data(**kwargs) | {
            "shown": shown,
            "groups": groups,
            "totals": [(selectors.verdict_pill(verdict), n, self.link(verdict)) for verdict, n in shown.totals.items()],
            "cycles": [(cycle, self.address(cycle=cycle.year, page=None), cycle == shown.cycle) for cycle in self.near],
            "groupings": [
                (_("By area"), self.address(by=None, page=None), shown.by == "area"),
                (_("By owner"), self.address(by="owner", page=None), shown.by == "owner"),
            ],
            "years": shown.years,
            "year_heads": [selectors.verdict_pill(verdict) for verdict in Verdict],
            "chosen": selectors.verdict_pill(shown.verdict) if shown.verdict else None,
            "all_url": self.address(verdict=None, page=None),
            "over": shown.cycle.end < shown.today,
            "count": count,
            "page_number": page,
            "pages_in_all": pages,
            "previous_url": self.address(page=page - 1) if page > 1 else "",
            "next_url": self.address(page=page + 1) if page < pages else "",
            "followed": any(line.before for group in groups for line in group.lines),
        }

    @property
    def near(self) -> list[Cycle]:
        """The cycles to choose from: the shown one and those around it, oldest first."""
        found = self.dashboard.cycles
        place = found.index(self.dashboard.cycle)
        first = max(0, min(place - 2, len(found) - 5))
        return found[first : first + 5][::-1]

    def link(self, verdict: Verdict) -> str:
        """The list that explains a total: the register's, or of another cycle, which the register shows as of today,
        this page's own."""
        shown = self.dashboard
        if shown.cycle == shown.running:
            query = {"verdict": verdict.value, "cycle": shown.cycle.year}
            return f"{reverse('objectives:list')}?{urlencode(query)}"
        return self.address(verdict=verdict.value, page=None)


class ObjectivePdf(Entry, View):
    """One objective on paper: where it stands, its chart and its values."""

    permission = VIEW
    title = gettext_lazy("Objective as PDF")

    def get(self, request, pk: int):
        """The PDF."""
        visible = Objective.objects.visible_to(request.user).select_related("owner", "sponsor")
        objective = get_object_or_404(visible, pk=pk)
        return HttpResponse(
            documents.objective_pdf(objective, language=request.LANGUAGE_CODE),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{objective.reference}.pdf"'},
        )

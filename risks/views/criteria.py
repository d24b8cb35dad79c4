"""The risk criteria: as a reader sees them, each version, and the screen that makes a new one (6.1.2 a)."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView

from risks import services
from risks.criteria_form import CriteriaForm, as_proposal
from risks.effects import effects
from risks.models import CriteriaBook, Level, Risk, RiskCriteria
from risks.presets import DIMENSIONS, PRESETS
from risks.selectors import Cell, Matrix
from risks.tables import level_pill
from risks.wording import dimension_labels
from smsplan.ui.edits import take_error
from smsplan.ui.parts import Action, Crumb, Pill
from smsplan.ui.views import Entry, FormPage


def drawn(criteria: RiskCriteria) -> Matrix:
    """The levels of a version as a matrix, without counts."""
    size = range(1, criteria.size + 1)
    return Matrix(
        x_title=_("Likelihood"),
        y_title=_("Impact"),
        column_labels=[criteria.likelihood_label(step) for step in size],
        row_labels=[criteria.impact_label(step) for step in reversed(size)],
        rows=[
            [Cell(str(Level(level).label), criteria.colour(level), 0) for level in criteria.cells[impact - 1]]
            for impact in reversed(size)
        ],
    )


class CriteriaPage(Entry, TemplateView):
    """One version of the criteria, the one in force unless a number is asked for, and the list of all versions."""

    permission = "risks.view_riskcriteria"
    as_of = True
    template_name = "risks/criteria.html"

    @cached_property
    def book(self) -> CriteriaBook:
        """Every version."""
        return CriteriaBook()

    @cached_property
    def criteria(self) -> RiskCriteria:
        """The version shown. Raises Http404 for a number that never was."""
        number = self.kwargs.get("number")
        if number is None:
            return self.book.in_force
        for criteria in self.book.versions.values():
            if criteria.number == number:
                return criteria
        raise Http404

    def get_title(self) -> str:
        if self.kwargs.get("number") is None:
            return _("Risk criteria")
        return _("Risk criteria, version %(number)d") % {"number": self.criteria.number}

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Risks"), reverse("risks:list"))]
        if self.kwargs.get("number") is not None:
            crumbs.append(Crumb(_("Risk criteria"), reverse("risks:criteria")))
        return crumbs

    def get_primary(self) -> Action | None:
        if self.may("risks.add_riskcriteria") and self.criteria.pk == self.book.in_force.pk:
            return Action(_("Change the criteria"), reverse("risks:criteria_edit"), "edit")
        return None

    def extra_actions(self) -> list[Action]:
        actions = [Action(_("Risk matrix"), reverse("risks:matrix"), "grid-dots")]
        if self.may("risks.add_riskcriteria"):
            actions.append(Action(_("Risk categories"), reverse("risks:categories"), "tags"))
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = self.criteria
        size = range(1, criteria.size + 1)
        dimensions = dimension_labels()
        versions = RiskCriteria.objects.select_related("made_by").only(
            "number", "reason", "in_force_since", "made_by__full_name", "made_by__email"
        )
        visible = Risk.objects.visible_to(self.request.user).open()
        newest = self.book.in_force
        return super().get_context_data(**kwargs) | {
            "criteria": criteria,
            "versions": versions,
            "newest": newest,
            "is_newest": criteria.pk == newest.pk,
            "matrix": drawn(criteria),
            "likelihood_rows": [
                (criteria.likelihood_label(step), criteria.probability(step), criteria.definition(step))
                for step in reversed(size)
            ],
            "dimensions": [dimensions[name] for name in DIMENSIONS],
            "impact_rows": [
                (criteria.impact_label(step), [(dimensions[n], criteria.impact_text(step, n)) for n in DIMENSIONS])
                for step in reversed(size)
            ],
            "level_rows": [
                (level_pill(level, criteria), criteria.review_months(level), level >= criteria.acceptance_level)
                for level in reversed(criteria.used_levels)
            ],
            "acceptance_pill": level_pill(criteria.acceptance_level, criteria),
            "older": visible.exclude(criteria=None).exclude(criteria=newest).count(),
            "in_force_pill": Pill(_("In force"), "green"),
        }


class CriteriaEdit(FormPage):
    """Make a new version: edit, see what it would change, then put it into force.

    Each step posts the whole form; nothing is kept before the last one.
    """

    permission = "risks.add_riskcriteria"
    title = gettext_lazy("Change the risk criteria")
    form_class = CriteriaForm
    template_name = "risks/criteria_edit.html"
    success_url = reverse_lazy("risks:criteria")
    submit_label = gettext_lazy("See what would change")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list")), Crumb(_("Risk criteria"), reverse("risks:criteria"))]

    @cached_property
    def in_force(self) -> RiskCriteria:
        """The version in force as the page is asked for."""
        return RiskCriteria.in_force()

    @cached_property
    def start(self) -> str:
        """What the form begins with: a preset's name, or "v" and the number of a version."""
        asked = (self.request.POST if self.request.method == "POST" else self.request.GET).get("start", "")
        if asked in PRESETS:
            return asked
        number = re.fullmatch(r"v(\d{1,6})", asked)
        if number and RiskCriteria.objects.filter(number=int(number[1])).exists():
            return asked
        return f"v{self.in_force.number}"

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.start in PRESETS:
            begun_with = PRESETS[self.start]
        else:
            begun_with = as_proposal(get_object_or_404(RiskCriteria, number=int(self.start[1:])))
        return super().get_form_kwargs() | {"start": begun_with}

    def get_initial(self) -> dict[str, Any]:
        return {"base_number": self.in_force.number, "start": self.start}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form()
        step = request.POST.get("step", "preview")
        if step == "edit":
            return self.render_to_response(self.get_context_data(form=form))
        valid = form.is_valid()
        if step == "check":
            return self.check(form)
        if not valid:
            return self.refuse(form)
        if step != "confirm":
            return self.preview(form)
        try:
            criteria = services.criteria_change(
                actor=request.user,
                reason=form.cleaned_data["reason"],
                base_number=form.cleaned_data["base_number"],
                **form.proposal(),
            )
        except services.StaleCriteria as error:
            return self.stale(form, error)
        except ValidationError as error:
            take_error(form, error)
            return self.refuse(form)
        messages.success(
            request, _("Version %(number)d of the risk criteria is in force.") % {"number": criteria.number}
        )
        return HttpResponseRedirect(str(self.success_url))

    def check(self, form: CriteriaForm) -> HttpResponse:
        """What the page says while somebody edits: what has to be mended, or what would change."""
        # The reason comes last; nobody is reminded of it while they colour cells.
        wrong = [
            (form[name], error) if name in form.fields else (None, error)
            for name, errors in form.errors.items()
            if name != "reason"
            for error in errors
        ]
        found = None if wrong else effects(self.unsaved(form))
        return render(self.request, "risks/_criteria_check.html", {"wrong": wrong, "effects": found})

    def unsaved(self, form: CriteriaForm) -> RiskCriteria:
        """The version that the form would make."""
        return RiskCriteria(number=self.in_force.number + 1, **form.proposal())

    def preview(self, form: CriteriaForm) -> HttpResponse:
        """What the new version would mean for each open risk, with everything typed carried along."""
        criteria = self.unsaved(form)
        context = self.get_context_data(form=form) | {
            "criteria": criteria,
            "matrix": drawn(criteria),
            "effects": effects(criteria),
            "acceptance_pill": level_pill(criteria.acceptance_level, criteria),
            "reason": form.cleaned_data["reason"],
        }
        return render(self.request, "risks/criteria_preview.html", context)

    def stale(self, form: CriteriaForm, error: ValidationError) -> HttpResponseBase:
        """Another version came meanwhile: say so, keep what was typed, and let a second save go on top of it."""
        take_error(form, error)
        data: QueryDict = form.data.copy()
        data["base_number"] = str(RiskCriteria.in_force().number)
        form.data = data
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        starts = [(f"v{self.in_force.number}", _("Criteria in force")), *((name, name) for name in PRESETS)]
        if self.start not in dict(starts):
            starts.append((self.start, _("Version %(number)d") % {"number": int(self.start[1:])}))
        return super().get_context_data(**kwargs) | {"starts": starts, "start": self.start}

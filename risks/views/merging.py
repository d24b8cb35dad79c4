"""Merging a risk into another: find the other one, look at both side by side, then decide."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.forms import MergeForm
from risks.models import Risk
from risks.services.merging import LINKED_BY, LINKS
from risks.tables import level_pill, state_pill
from risks.views.acts import RiskAct
from smsplan.ui.templatetags.ui import day, render_pill

#: How many risks the search for the other one offers.
MOST_CANDIDATES = 12
#: From which likeness of titles on a risk is offered without being asked for.
ALIKE = 0.15


class RiskMerge(RiskAct):
    """Merge a duplicate into the risk it repeats."""

    form_class = MergeForm
    heading = gettext_lazy("Merge these risks?")
    reason_label = gettext_lazy("Why they are the same risk")
    submit_label = gettext_lazy("Merge")
    success_message = gettext_lazy("The risks are merged.")
    danger = True
    template_name = "risks/merge.html"
    policy = staticmethod(policies.can_merge)

    @cached_property
    def candidates(self) -> QuerySet[Risk]:
        """Every risk that this one may be merged into, as far as this person sees them."""
        return Risk.objects.visible_to(self.request.user).open().exclude(pk=self.record.pk)

    @cached_property
    def into(self) -> Risk | None:
        """The risk that was chosen."""
        chosen = self.request.POST.get("into") or self.request.GET.get("into") or ""
        if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
            return None
        return self.candidates.select_related("category", "owner", "inherent", "residual").filter(pk=chosen).first()

    def found(self, words: str) -> list[Risk]:
        """Candidates that hold every word in reference or title, else spelled alike; without words those alike."""
        rows = self.candidates.only("reference", "title", "state", "level")
        if not words:
            likeness = TrigramSimilarity("title", self.record.title)
            return list(rows.annotate(likeness=likeness).filter(likeness__gt=ALIKE).order_by("-likeness", "pk")[:6])
        exact = rows
        for word in words.split()[:8]:
            exact = exact.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        likeness = TrigramWordSimilarity(words[:200], "title")
        found = list(exact.annotate(likeness=likeness).order_by("-likeness", "pk")[:MOST_CANDIDATES])
        if found:
            return found
        alike = rows.annotate(likeness=likeness).filter(likeness__gt=2 * ALIKE)
        return list(alike.order_by("-likeness", "pk")[:MOST_CANDIDATES])

    def get_title(self) -> str:
        return super().get_title() if self.into is not None else _("Merge into another risk")

    def get_consequence(self) -> str:
        if self.into is None:
            return ""
        return _(
            "%(risk)s becomes read-only and leaves the register; its links and open actions go over to %(into)s. "
            "Files, discussion, assessments and history are kept and can be read from both."
        ) % {"risk": self.record.reference, "into": self.into.reference}

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"candidates": self.candidates}

    def get_initial(self) -> dict:
        return {"into": self.into.pk if self.into else None}

    def get(self, request, *args, **kwargs):
        if self.into is not None:
            return super().get(request, *args, **kwargs)
        words = request.GET.get("q", "").replace("\0", "").strip()
        context = {
            "page": self.get_page(),
            "record": self.record,
            "words": words,
            "candidates": [(risk, state_pill(risk), level_pill(risk.level)) for risk in self.found(words)],
            "gone": bool(request.GET.get("into")),
        }
        page = "risks/_merge_candidates.html" if request.headers.get("HX-Request") else "risks/merge_choose.html"
        return render(request, page, context)

    def act(self, form):
        services.risk_merge(
            risk=self.record,
            into=form.cleaned_data["into"],
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
        )

    def get_success_url(self) -> str:
        return self.into.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {"into": self.into}
        if self.into is not None:
            context["rows"] = _side_by_side(self.record, self.into, self.request.user)
        return context


def _side_by_side(risk: Risk, into: Risk, user) -> list[tuple[str, str, str]]:
    """(label, the one, the other) of what tells two risks apart or shows that they are the same."""
    rows = [(label, value(risk), value(into)) for label, value in _COMPARED.items()]
    for name in (*LINKS, *LINKED_BY):
        field = Risk._meta.get_field(name)
        label = field.verbose_name if name in LINKS else field.related_model._meta.verbose_name_plural
        rows.append((label, *(_names(getattr(one, name), user) for one in (risk, into))))
    rows += [
        (_("Open actions"), risk.actions.open().count(), into.actions.open().count()),
        (_("Assessments"), risk.assessments.count(), into.assessments.count()),
    ]
    return [(str(label)[:1].upper() + str(label)[1:], left, right) for label, left, right in rows]


def _names(linked, user) -> str:
    rows = linked.visible_to(user) if hasattr(linked, "visible_to") else linked.all()
    return ", ".join(one.title for one in rows)


_COMPARED = {
    gettext_lazy("Risk"): lambda risk: risk.title,
    gettext_lazy("Cause"): lambda risk: risk.cause,
    gettext_lazy("Consequence"): lambda risk: risk.consequence,
    gettext_lazy("Category"): lambda risk: risk.category or "",
    gettext_lazy("State"): lambda risk: render_pill(state_pill(risk)),
    gettext_lazy("Level"): lambda risk: render_pill(level_pill(risk.level)) if risk.level else "",
    gettext_lazy("Owner"): lambda risk: risk.accountable,
    gettext_lazy("Review date"): lambda risk: day(risk.review_date),
    gettext_lazy("Treatment plan"): lambda risk: risk.treatment,
}

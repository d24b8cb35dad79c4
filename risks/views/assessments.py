"""Assessing a risk, and the tab that keeps all its assessments."""

from typing import Any

from django.db.models import Max
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, selectors, services
from risks.charts import level_chart
from risks.forms import AssessForm
from risks.models import Assessment, Level, Risk, RiskCriteria
from risks.presets import DIMENSIONS
from risks.tables import level_pill
from risks.views.one import OneRisk
from risks.wording import dimension_labels
from smsplan.ui.parts import Pill
from smsplan.ui.views import FormPage


class RiskAssess(OneRisk, FormPage):
    """One more assessment: the definitions beside each step, and the level that follows."""

    permission = "risks.assess_risk"
    title = gettext_lazy("Assess risk")
    form_class = AssessForm
    template_name = "risks/assess.html"
    submit_label = gettext_lazy("Keep this assessment")

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_assess(self.request.user, self.record)

    @cached_property
    def criteria(self) -> RiskCriteria:
        """The criteria in force."""
        return RiskCriteria.in_force()

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        initial: dict[str, Any] = {
            "kind": kind if kind in Assessment.Kind.values else Assessment.Kind.RESIDUAL,
            "seen": self.record.assessments.aggregate(newest=Max("pk"))["newest"] or 0,
            "criteria_number": self.criteria.number,
        }
        current = self.record.target if kind == Assessment.Kind.TARGET else self.record.current
        # Steps of a longer or shorter scale say nothing here.
        if current and current.criteria.size == self.criteria.size:
            initial |= {"likelihood": current.likelihood, "impact": current.impact}
        return initial

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"criteria": self.criteria}

    def save(self, form):
        data = dict(form.cleaned_data)
        seen = data.pop("seen")
        self.kept = services.risk_assess(risk=self.record, actor=self.request.user, **data)
        self.meanwhile = [] if seen is None else selectors.assessed_since(self.record, seen, self.kept)
        return self.record

    def get_success_message(self) -> str:
        level = _("The assessment is kept; the level is %(level)s.") % {"level": self.kept.get_level_display()}
        others = [other for other in self.meanwhile if other.assessor_id != self.request.user.pk]
        if not others:
            return level
        other = others[-1]
        return _(
            "%(who)s assessed this risk a moment ago (likelihood %(likelihood)s × impact %(impact)s: %(level)s). Both "
            "assessments are kept; yours came later and is the current one."
        ) % {
            "who": other.assessor or "smsplan",
            "likelihood": other.likelihood_words,
            "impact": other.impact_words,
            "level": other.get_level_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, criteria = kwargs["form"], self.criteria
        size = range(criteria.size)
        likelihood, impact = list(form["likelihood"]), list(form["impact"])
        dimensions = dimension_labels()
        current = self.record.current
        return super().get_context_data(**kwargs) | {
            "criteria": criteria,
            "likelihood_cards": [
                (likelihood[step], criteria.probability(step + 1), criteria.definition(step + 1)) for step in size
            ],
            "impact_cards": [
                (impact[step], [(dimensions[name], criteria.impact_text(step + 1, name)) for name in DIMENSIONS])
                for step in size
            ],
            "grid": [
                (
                    criteria.impact_label(row + 1),
                    [
                        (column + 1, row + 1, Level(level).label, criteria.colour(level))
                        for column, level in enumerate(criteria.cells[row])
                    ],
                )
                for row in reversed(size)
            ],
            "columns": [criteria.likelihood_label(step + 1) for step in size],
            "previous": [
                (row, level_pill(row.level, row.criteria))
                for row in self.record.assessments.select_related("assessor", "criteria")[:3]
            ],
            "under_older": current is not None and current.criteria_id != criteria.pk,
        }


def assessments_tab(risk: Risk) -> dict[str, Any]:
    """What the tab Assessments of a risk shows: every assessment, which of them count, and how the level moved."""
    rows = list(risk.assessments.select_related("assessor", "criteria"))
    newest = RiskCriteria.in_force()
    counting = {risk.inherent_id, risk.residual_id, risk.target_id}
    return {
        "assessments": [
            (row, level_pill(row.level, row.criteria), row.pk in counting, row.criteria_id != newest.pk) for row in rows
        ],
        "chart": level_chart(risk, rows),
        "current_pill": Pill(_("Current"), "blue"),
    }

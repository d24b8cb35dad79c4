"""The form of an objective, criterion by criterion, with the rows of its plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import alignment, smart
from objectives.completeness import is_manager, of_rows, shown, standing_statements
from objectives.forms.figures import FigureField
from objectives.forms.links import risk_picker, risks_to_choose
from objectives.forms.plan import PARTS
from objectives.models import Objective
from objectives.plans import row_words
from smsplan.context.models import Organization, Service
from smsplan.records.forms import people_to_choose
from smsplan.records.rows.forms import PlanForm
from smsplan.ui.forms import dress_widget

FIGURES = ("baseline", "target", "upper")


class ObjectiveForm(PlanForm):
    """Create or edit a draft. Everything but the sentence may be filled in later; what can't be meant is refused.

    `sections` are the fieldsets with the criterion that each stands for; `rows` the parts of the plan, by name.
    """

    parts = PARTS
    # The form says nothing of the day on which a milestone was reached.
    told_elsewhere = {"done_on": None}
    #: Each line is one field, or a tuple of short ones that stand beside each other.
    sections = (
        (
            smart.Criterion.SPECIFIC,
            gettext_lazy("Specific: what exactly is improved, and for whom"),
            ["title", "description", ("area", "for_whom"), "services", "sms_wide"],
        ),
        (
            smart.Criterion.MEASURABLE,
            gettext_lazy("Measurable: how success is defined and measured"),
            [
                "metric", ("unit", "decimals"), ("direction", "rule"), ("baseline", "target", "upper"), "frequency",
                "measurement_approach", "evaluation",
            ],
        ),
        (
            smart.Criterion.ACHIEVABLE,
            gettext_lazy("Achievable: with which activities and resources"),
            ["achievable", ("owner", "owner_role"), "activities", "resources"],
        ),
        (
            smart.Criterion.RELEVANT,
            gettext_lazy("Relevant: what it serves, and who stands behind it"),
            [
                "serves", "alignment", "sponsor", ("communicated_to", "communicated_when", "communicated_how"),
                "risks",
            ],
        ),
        (smart.Criterion.TIME_BOUND, gettext_lazy("Time-bound: from when to when"), [("start_date", "due_date")]),
        (None, gettext_lazy("Why"), ["change_reason"]),
    )  # fmt: skip
    #: The part of the plan that is asked for in a criterion's section.
    section_rows = {
        smart.Criterion.ACHIEVABLE: "committed",
        smart.Criterion.RELEVANT: "consultations",
        smart.Criterion.TIME_BOUND: "milestones",
    }
    fieldsets = [
        (legend, [name for line in lines for name in ([line] if isinstance(line, str) else line)])
        for _criterion, legend, lines in sections
    ]

    baseline = FigureField(
        label=gettext_lazy("Baseline"), required=False, help_text=gettext_lazy("The value at the start.")
    )
    target = FigureField(label=gettext_lazy("Target"), required=False, help_text=gettext_lazy("The value to reach."))
    upper = FigureField(
        label=gettext_lazy("Upper edge of the band"),
        required=False,
        help_text=gettext_lazy("Only for a band; the target is its lower edge."),
    )
    serves = forms.MultipleChoiceField(
        label=gettext_lazy("What it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Objective
        fields = (
            "title", "area", "description", "for_whom", "services", "sms_wide", "metric", "unit", "decimals",
            "baseline", "target", "direction", "upper", "rule", "frequency", "measurement_approach", "evaluation",
            "achievable", "owner", "owner_role", "activities", "resources", "serves", "alignment", "sponsor",
            "communicated_to", "communicated_when", "communicated_how", "risks", "start_date", "due_date",
        )  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "services": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 3}),
            "decimals": forms.NumberInput(attrs={"min": 0, "max": 4}),
            "measurement_approach": forms.Textarea(attrs={"rows": 2}),
            "evaluation": forms.Textarea(attrs={"rows": 2}),
            "achievable": forms.Textarea(attrs={"rows": 3}),
            "activities": forms.Textarea(attrs={"rows": 3}),
            "resources": forms.Textarea(attrs={"rows": 2}),
            "alignment": forms.Textarea(attrs={"rows": 2}),
            "risks": risk_picker(),
        }
        labels = {"resources": gettext_lazy("About the resources"), "alignment": gettext_lazy("How it serves them")}
        help_texts = {
            "resources": gettext_lazy("What the rows below don't say."),
            "alignment": gettext_lazy("In a sentence, for those who ask why."),
            "communicated_to": gettext_lazy("For example: all service teams and the customers concerned."),
            "communicated_when": gettext_lazy("For example: at the start, and each quarter."),
            "communicated_how": gettext_lazy("For example: town hall and intranet."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = self.fields["services"]
        services.queryset = Service.objects.only("reference", "title").order_by("title")
        services.label_from_instance = lambda service: service.title
        if not services.queryset:
            del self.fields["services"]
        self.fields["sponsor"].queryset = people_to_choose(self.instance.sponsor_id)
        if "risks" in self.fields:
            self.fields["risks"].queryset = risks_to_choose(self.instance)
        self.fields["serves"].choices = self._statements()
        dress_widget(self.fields["serves"].widget)
        unit = self._typed("unit", self.instance.unit)
        for name in FIGURES:
            reduced = name == "target" and self._typed("rule", self.instance.rule) == "reduction"
            self.fields[name].unit = "%" if reduced else unit
        self.read_rows(unit=unit)

    def _typed(self, name: str, otherwise: str) -> str:
        return self.data.get(self.add_prefix(name), "") if self.is_bound else otherwise

    def _statements(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What an objective can serve, grouped; also what it says to serve and what no longer stands."""
        organization = Organization.get()
        groups = [
            (_("Strategic priorities"), alignment.priorities(organization.strategic_priorities)),
            (_("Statements of the service management policy"), alignment.statements(organization.policy)),
        ]
        known = {text for _label, texts in groups for text in texts}
        groups.append((_("No longer stands"), [text for text in self.instance.serves if text not in known]))
        return [(label, [(text, text) for text in texts]) for label, texts in groups if texts]

    # Checking --------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """What can't be meant is said beside its field: dates and figures that contradict each other."""
        data = super().clean()
        if data.get("direction") != "within" and "upper" not in self.errors:
            # Without a band an upper edge says nothing.
            data["upper"] = None
        #: What was typed, before anything is taken out for contradicting something else.
        self.typed = dict(data)
        for name, message in smart.impossible(data).items():
            self.add_error(name, message)
        start, due = data.get("start_date"), data.get("due_date")
        if start and due and due <= start:
            self.add_error("due_date", _("The due date must lie after the start date."))
        return data

    def check_rows(self) -> None:
        """Milestones lie on the way."""
        if "milestones" not in self.sent:
            return
        start, due = self.cleaned_data.get("start_date"), self.cleaned_data.get("due_date")
        for form in self.rows["milestones"].filled:
            day = None if "due" in form.errors else form.cleaned_data["due"]
            if day and ((start and day < start) or (due and day > due)):
                form.add_error("due", _("A milestone lies between the start date and the due date."))

    def _get_validation_exclusions(self) -> set[str]:
        # The dates are checked above, beside their field; the constraint would say it a second time above the form.
        exclusions = super()._get_validation_exclusions()
        if "due_date" in self.errors:
            exclusions.add("due_date")
        return exclusions

    # What it says ----------------------------------------------------------------------------------

    def row_words(self, kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
        """A row of the plan in one line."""
        return row_words(kind, row, people)

    def marks(self) -> list[smart.Mark]:
        """The five criteria as they stand with what is typed, valid or not. Saves nothing."""
        self.is_valid()
        marks = smart.marks(self._values())
        return [smart.Mark(mark.criterion, tuple(map(self._or_error, mark.findings))) for mark in marks]

    def _values(self) -> dict[str, Any]:
        typed = getattr(self, "typed", {})
        standing = standing_statements()
        return {
            **typed,
            "services": list(typed.get("services") or ()),
            "serves": [text for text in typed.get("serves") or () if text in standing],
            **of_rows({"committed": [], "consultations": []} | self.plan_rows()),
            "sponsor_is_manager": is_manager(typed.get("sponsor")),
            "shown": shown(typed),
        }

    def _or_error(self, finding: smart.Finding) -> smart.Finding:
        """A finding about what can't be read says so, instead of asking for what stands there."""
        errors = self.errors.get(finding.field)
        if not errors or not self._typed(finding.field, ""):
            return finding
        return smart.Finding(finding.field, finding.criterion, str(errors[0]), finding.suggestion)

"""The form of an SMS change plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.forms.rows import PARTS
from changes.forms.significance import add_questions, answers_of
from changes.models import Change, SmpSection
from changes.plans import ASKED_FIELDS, Missing, missing_of, row_in_words
from changes.significance import answers_in_words, verdict
from risks.models import Risk
from smsplan.records.rows.forms import PlanForm
from smsplan.ui.forms import dress
from smsplan.ui.parts import Conflict
from smsplan.ui.picker import RecordPicker

#: The fields that a draft may leave empty and a submitted plan may not.
ASKED_LATER = ("description", "purpose", "owner", "planned_end")


@dataclass(frozen=True)
class Mark:
    """A question of the plan, and what is still to be said of it."""

    key: str
    legend: str
    missing: list[Missing]


class ChangeForm(PlanForm):
    """Write a change plan: the guide's seven questions, answered in any order; only submitting asks for all of them.

    `sections` are the fieldsets: key, legend, and what is asked for, line by line: a field, several that stand beside
    each other, or a part that consists of rows.
    """

    parts = PARTS

    smp_sections = forms.MultipleChoiceField(
        label=gettext_lazy("Affected parts of the Service Management Plan"),
        choices=SmpSection.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    significance = forms.ChoiceField(
        label=gettext_lazy("Significance"),
        required=False,
        choices=[("", gettext_lazy("As the answers say")), *Change.Significance.choices],
        help_text=gettext_lazy("A significant change, once it is verified, has to be taken up by the plan."),
    )

    sections = (
        (
            "what",
            gettext_lazy("1. What is changing?"),
            ["title", "description", "services", "practices", "obligations", "smp_sections"],
        ),
        ("significance", gettext_lazy("How significant is it?"), ["significance", "significance_reason"]),
        ("why", gettext_lazy("2. Why is it changing?"), ["purpose"]),
        (
            "who",
            gettext_lazy("3. Who is responsible, and by when?"),
            [("owner", "owner_role"), ("planned_start", "planned_end"), "milestones"],
        ),
        ("resources", gettext_lazy("4. What resources are required?"), ["committed", "resources"]),
        ("impacts", gettext_lazy("5. What risks or impacts could result?"), ["impact_rows", "impacts", "risks"]),
        (
            "people",
            gettext_lazy("6. How is it communicated, and who is trained?"),
            ["communications", "communication", "trainings", "training"],
        ),
        ("success", gettext_lazy("7. How will success be verified?"), ["criteria", "success_criteria"]),
        ("reason", gettext_lazy("Why this edit"), ["change_reason"]),
    )

    class Meta:
        model = Change
        fields = (
            "title", "description", "services", "practices", "obligations", "smp_sections", "significance",
            "significance_reason", "purpose", "owner", "owner_role", "planned_start", "planned_end", "resources",
            "impacts", "risks", "communication", "training", "success_criteria",
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in (
                "significance_reason", "resources", "impacts", "communication", "training", "success_criteria"
            )
        } | {"risks": RecordPicker(options_url=reverse_lazy("risks:pick"))}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Closed risks stay on a plan that names them, and are not offered anew.
        linked = self.instance.risks.values_list("pk", flat=True) if self.instance.pk else ()
        self.fields["risks"].queryset = (
            Risk.objects.filter(~Q(state=Risk.State.CLOSED) | Q(pk__in=list(linked)))
            .order_by("reference")
            .only("reference", "title")
        )
        answers = self.instance.significance_answers
        if self.instance.significance == verdict(answers).significance:
            self.initial["significance"] = ""
        add_questions(self, answers)
        for name in ASKED_LATER:
            self.fields[name].asked_later = True
        dress(self)
        self.read_rows()

    def clean(self) -> dict[str, Any]:
        """The plan ends on or after the day it starts; the significance follows from the answers or has a reason."""
        data = super().clean()
        start, end = data.get("planned_start"), data.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", _("The planned end must not lie before the planned start."))
        data["significance"] = data.get("significance") or verdict(answers_of(data)).significance
        return data

    def check_rows(self) -> None:
        """Milestones lie on the way."""
        if "milestones" not in self.sent:
            return
        start, end = self.cleaned_data.get("planned_start"), self.cleaned_data.get("planned_end")
        for form in self.rows["milestones"].filled:
            day = None if "due" in form.errors else form.cleaned_data["due"]
            if day and ((start and day < start) or (end and day > end)):
                form.add_error("due", _("A milestone lies between the planned start and the planned end."))

    def marks(self) -> list[Mark]:
        """The questions of the plan as they stand with what is typed, valid or not. Saves nothing."""
        if self.is_bound:
            self.is_valid()
            values = {name: self.data.get(name, "") for name in ASKED_FIELDS}
            answers = answers_of(self.cleaned_data)
        else:
            values = {name: self.initial.get(name) for name in ASKED_FIELDS}
            answers = self.instance.significance_answers
        values |= {name: len(rows.filled) if rows.is_bound else len(rows.initial) for name, rows in self.rows.items()}
        open_points = missing_of(values | {"significance_answers": verdict(answers).complete})
        return [Mark(key, str(legend), open_points[key]) for key, legend, _names in self.sections if key in open_points]

    def _post_clean(self) -> None:
        # Before the instance is validated, since the answers are not among its form fields.
        self.instance.significance_answers = answers_of(self.cleaned_data)
        super()._post_clean()

    def row_words(self, kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
        """A row of the plan in one line."""
        return row_in_words(kind, row, people)

    def further_conflicts(self, current: Change) -> list[Conflict]:
        """Also the questions on significance."""
        yours, theirs = (answers_in_words(one.significance_answers) for one in (self.instance, current))
        told = [] if yours == theirs else [Conflict(_("How significant is it?"), yours, theirs)]
        return [*told, *super().further_conflicts(current)]

"""The rows of an objective's plan as parts of its form: resources, consultations, milestones."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.forms.figures import FigureField
from objectives.models import Consultation, Milestone, Resource
from smsplan.records.rows.forms import NeededResourceRow, OwnedRow, Part, RowForm, not_to_come


class ObjectiveRow(RowForm):
    """A row of an objective's plan; its figures are in the objective's `unit`."""

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, FigureField):
                field.unit = unit


class ResourceRow(ObjectiveRow, NeededResourceRow):
    """A resource, and who has committed it since when."""

    committed_on = forms.DateField(label=gettext_lazy("Committed on"), required=False, validators=[not_to_come])

    class Meta:
        model = Resource
        fields = ("kind", "description", "amount", "unit", "committed_on")

    field_order = (*NeededResourceRow.field_order, "committed_on")

    def clean(self) -> dict[str, Any]:
        """A day of commitment needs somebody who committed."""
        data = super().clean()
        if data.get("committed_on") and not data.get("committed_by") and "committed_by" not in self.errors:
            self.add_error("committed_by", _("Choose who has committed it."))
        return data


class ConsultationRow(ObjectiveRow):
    """Who was asked before the objective was set."""

    on = forms.DateField(label=gettext_lazy("When"), validators=[not_to_come])

    class Meta:
        model = Consultation
        fields = ("group", "who", "on", "note")


class MilestoneRow(ObjectiveRow, OwnedRow):
    """A step on the way."""

    expected = FigureField(label=gettext_lazy("Value planned by then"), required=False)

    class Meta:
        model = Milestone
        fields = ("title", "due", "expected")

    field_order = ("title", "due", "expected", "owner")


PARTS = {
    "committed": Part(
        ResourceRow,
        label=gettext_lazy("Resources"),
        one=gettext_lazy("Resource %(number)d"),
        new=gettext_lazy("New resource"),
        add=gettext_lazy("Add a resource"),
        hint=gettext_lazy("Budget, people, tools, training; an approval asks who has committed each of them."),
    ),
    "consultations": Part(
        ConsultationRow,
        label=gettext_lazy("Who was consulted"),
        one=gettext_lazy("Consultation %(number)d"),
        new=gettext_lazy("New consultation"),
        add=gettext_lazy("Add a consultation"),
        hint=gettext_lazy(
            "An objective is not set by the SMS team alone: top management, and a business unit or customers, have a"
            " say."
        ),
    ),
    "milestones": Part(
        MilestoneRow,
        label=gettext_lazy("Milestones"),
        one=gettext_lazy("Milestone %(number)d"),
        new=gettext_lazy("New milestone"),
        add=gettext_lazy("Add a milestone"),
        hint=gettext_lazy("Steps on the way. A value planned by then bends the line that progress is held against."),
    ),
}

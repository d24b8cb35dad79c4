"""The rows of a change plan as parts of its form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from changes.models import ChangeMilestone, ChangeResource, Communication, Criterion, Impact, Training
from smsplan.records.rows.forms import NeededResourceRow, OwnedRow, Part, PersonField, RowForm


class ResourceRow(NeededResourceRow):
    """A resource, and who has committed it."""

    class Meta:
        model = ChangeResource
        fields = ("kind", "description", "amount", "unit")


class ImpactRow(RowForm):
    """What the change could do beside its purpose."""

    class Meta:
        model = Impact
        fields = ("description", "severity", "response")
        widgets = {"response": forms.TextInput}


class CommunicationRow(RowForm):
    """Who is told what, how, by when and by whom."""

    owner = PersonField(label=_("By whom"))

    class Meta:
        model = Communication
        fields = ("audience", "message", "channel", "due")

    field_order = ("audience", "message", "channel", "due", "owner")


class TrainingRow(RowForm):
    """Who learns what by when."""

    owner = PersonField(label=_("By whom"))

    class Meta:
        model = Training
        fields = ("audience", "topic", "due", "expected")

    field_order = ("audience", "topic", "due", "owner", "expected")


class CriterionRow(RowForm):
    """What will show that the change worked."""

    class Meta:
        model = Criterion
        fields = ("description", "measure")


class MilestoneRow(OwnedRow):
    """A step on the way."""

    class Meta:
        model = ChangeMilestone
        fields = ("title", "due")

    field_order = ("title", "due", "owner")


PARTS = {
    "milestones": Part(
        MilestoneRow,
        label=_("Milestones"),
        one=_("Milestone %(number)d"),
        new=_("New milestone"),
        add=_("Add a milestone"),
        hint=_("Steps on the way, each with a day and somebody who answers for it."),
    ),
    "committed": Part(
        ResourceRow,
        label=_("Resources"),
        one=_("Resource %(number)d"),
        new=_("New resource"),
        add=_("Add a resource"),
        hint=_("Budget, people, tools, training, and who has committed each of them."),
    ),
    "impact_rows": Part(
        ImpactRow,
        label=_("Risks and impacts"),
        one=_("Impact %(number)d"),
        new=_("New impact"),
        add=_("Add an impact"),
        hint=_("What the change could do to services, customers and people, and how that is prevented or undone."),
    ),
    "communications": Part(
        CommunicationRow,
        label=_("Communication"),
        one=_("Communication %(number)d"),
        new=_("New communication"),
        add=_("Add a communication"),
        hint=_("Who is told what, how and by when: staff, customers, suppliers."),
    ),
    "trainings": Part(
        TrainingRow,
        label=_("Training"),
        one=_("Training %(number)d"),
        new=_("New training"),
        add=_("Add a training"),
        hint=_("Who has to learn what before the change is in place."),
    ),
    "criteria": Part(
        CriterionRow,
        label=_("Success criteria"),
        one=_("Success criterion %(number)d"),
        new=_("New success criterion"),
        add=_("Add a success criterion"),
        hint=_("Each is judged by itself once the change is in place, by somebody who neither owns it nor made it."),
    ),
}

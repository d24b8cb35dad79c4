from django import forms
from django.utils.translation import gettext_lazy as _

from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.records.forms import RecordForm
from smsplan.ui.numbers import NumberField


class ServiceForm(RecordForm):
    """Create or edit a service."""

    fieldsets = [
        (_("The service"), ["title", "description", "state", "criticality", "customers", "targets"]),
        (_("In the SMS"), ["governed", "supported", "improved"]),
        (_("Who"), ["owner", "owner_role"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Service
        fields = (
            "title", "description", "state", "criticality", "customers", "targets", "governed", "supported",
            "improved", "owner", "owner_role",
        )  # fmt: skip


class PracticeForm(RecordForm):
    """Create or edit a practice."""

    fieldsets = [
        (_("The practice"), ["title", "clause", "purpose", "quality_criteria"]),
        (_("Who"), ["owner", "owner_role"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Practice
        fields = ("title", "clause", "purpose", "quality_criteria", "owner", "owner_role")


class ObligationForm(RecordForm):
    """Create or edit an obligation."""

    fieldsets = [
        (_("The obligation"), ["title", "kind", "issued_by", "requirement"]),
        (_("What it bears on"), ["services", "practices"]),
        (_("Who"), ["owner", "owner_role"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Obligation
        fields = ("title", "kind", "issued_by", "requirement", "services", "practices", "owner", "owner_role")


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        """The lines as a list, empty ones left out."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value):
        """No line may be longer than the list's items."""
        for line in value:
            if len(line) > 200:
                raise forms.ValidationError(_("Each line has at most 200 characters."))


class ShareField(NumberField):
    """Percent as people write them; the model holds the bounds."""

    places = 2


class OrganizationForm(RecordForm):
    """Describe the organization."""

    at_risk_of_way = ShareField(
        label=_("Short of the plan by at most, in percent of the way"),
        help_text=_("Of the way from baseline to target. What falls further short is off track."),
    )
    at_risk_of_target = ShareField(
        label=_("Where there is no way to go: in percent of the target"),
        help_text=_("For averages, extremes and values that must hold."),
    )
    strategic_priorities = LinesField(
        label=_("Strategic priorities"), required=False, help_text=_("One a line; objectives are aligned to them.")
    )
    fieldsets = [
        (_("The organization"), ["name", "profile"]),
        (_("The SMS"), ["scope", "policy", "strategic_priorities"]),
        (_("Planning"), ["cycle_start_month", "time_zone", "language", "classification"]),
        (_("When an objective is at risk"), ["at_risk_of_way", "at_risk_of_target"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Organization
        fields = (
            "name", "profile", "scope", "policy", "strategic_priorities", "cycle_start_month", "time_zone",
            "language", "classification", "at_risk_of_way", "at_risk_of_target",
        )  # fmt: skip

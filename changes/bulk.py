"""What may be changed of many SMS changes at once: drafts only, since a submitted plan stays as it is."""

from django import forms
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change
from smsplan.context.models import Practice, Service
from smsplan.records.bulk import BulkField, BulkRegister
from smsplan.records.forms import people_to_choose


def why_not(user, change: Change) -> str:
    """Why this person may not edit the plan now, or nothing."""
    if policies.can_write(user, change):
        return ""
    if change.state == states.DRAFT:
        return _("You may not change it.")
    return _("%(reference)s is “%(state)s”. Only a draft can be edited.") % {
        "reference": change.reference,
        "state": change.get_state_display(),
    }


CHANGES = BulkRegister(
    model=Change,
    permission="changes.change_change",
    why_not=why_not,
    fields=(
        BulkField("owner", lambda: forms.ModelChoiceField(people_to_choose()), clearable=True),
        BulkField(
            "owner_role",
            lambda: forms.CharField(max_length=Change._meta.get_field("owner_role").max_length),
            clearable=True,
        ),
        BulkField("services", lambda: forms.ModelMultipleChoiceField(Service.objects.all()), many=True),
        BulkField("practices", lambda: forms.ModelMultipleChoiceField(Practice.objects.all()), many=True),
    ),
    writers="written_by",
)

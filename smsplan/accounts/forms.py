from django import forms
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import ROLE_LABELS, ROLES
from smsplan.ui.forms import BaseModelForm


class PersonForm(BaseModelForm):
    """A person, their roles and their access window. An edit carries the history row it was read at, and a reason."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_LABELS[role]) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a role a person can sign in, but sees nothing."),
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Kept in the history beside what you changed."),
    )
    fieldsets = [
        (_("Person"), ["full_name", "email", "job_title"]),
        (_("Access"), ["roles", "access_from", "access_until"]),
        (_("Language and time"), ["language", "time_zone"]),
        (_("History"), ["change_reason"]),
    ]

    class Meta:
        model = User
        fields = ("full_name", "email", "job_title", "access_from", "access_until", "language", "time_zone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = [group.name for group in self.instance.groups.all()]
            self.initial["revision"] = version_of(self.instance)
        else:
            del self.fields["revision"]
            del self.fields["change_reason"]


class OwnForm(BaseModelForm):
    """What people set for themselves."""

    class Meta:
        model = User
        fields = ("language", "time_zone", "theme")


def version_of(person: User) -> int:
    """The number of the person's newest history row: what an edit was read at. 0 when there is none."""
    return person.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0

"""Forms of register records: the revision they were read at, and a reason for the change."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.ui.forms import BaseModelForm


class RecordForm(BaseModelForm):
    """The base of every register's form.

    An edit carries the revision it was read at and asks for a reason, which goes into the history.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Kept in the history beside what you changed."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision
        else:
            del self.fields["revision"]
            del self.fields["change_reason"]
        if "owner" in self.fields:
            self.fields["owner"].queryset = people_to_choose(self.instance.owner_id)

    def clean_revision(self):
        """The revision must come with an edit, else a stale save could slip through."""
        revision = self.cleaned_data["revision"]
        if revision is None:
            raise forms.ValidationError(_("Open the form again and repeat the change."))
        return revision


def people_to_choose(present: int | None = None):
    """Active people, plus whoever holds the record at present."""
    active = User.objects.active()
    return (User.objects.filter(pk=present) | User.objects.filter(pk__in=active.values("pk"))).distinct()


def not_past(value: datetime.date) -> None:
    """A validator of dates that are being set. Raises ValidationError for a day before today."""
    if value < timezone.localdate():
        raise ValidationError(_("The date lies in the past. Choose today or later."))

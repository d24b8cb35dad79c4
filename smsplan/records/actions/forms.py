"""The forms of actions."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.records.forms import RecordForm
from smsplan.records.models import ActionItem
from smsplan.ui.forms import BaseForm
from smsplan.ui.numbers import MoneyField


class ActionForm(RecordForm):
    """Decide on an action, or change one that is still to be done."""

    fieldsets = [
        (_("The action"), ["title", "cause", "detail"]),
        (_("Who and by when"), ["owner", "owner_role", "due"]),
        (_("What it costs"), ["cost", "currency"]),
        (_("Why"), ["change_reason"]),
    ]

    cost = MoneyField(
        label=_("Cost"), required=False, help_text=_("The whole amount, written as 1.500.000 or 1,500,000.")
    )
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Za-z]{3}$",
        initial="IDR",
        required=False,
        max_length=3,
        help_text=_("Its three letters, such as IDR or USD."),
        error_messages={"invalid": _("Write the currency's three letters, such as IDR or USD.")},
    )

    class Meta:
        model = ActionItem
        fields = ("title", "cause", "detail", "owner", "owner_role", "due", "cost", "currency")
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Asked of what follows from something that went wrong; a treatment has its reason in the record it serves.
        if not (self.instance.cause or self.initial.get("cause")) and not self.data.get("cause"):
            del self.fields["cause"]

    def clean_due(self):
        """Not in the past when it is being set."""
        due = self.cleaned_data["due"]
        if due and "due" in self.changed_data and due < timezone.localdate():
            raise forms.ValidationError(_("The date lies in the past. Choose today or later."))
        return due

    def clean_currency(self):
        """In capitals; IDR when it was emptied."""
        return self.cleaned_data["currency"].upper() or "IDR"


class FinishForm(BaseForm):
    """What was done, when, and the file that proves it."""

    done_on = forms.DateField(label=_("Done on"), initial=timezone.localdate)
    outcome = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, strip=True
    )
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("A file that shows it: minutes, a report, a picture.")
    )

    def clean_done_on(self):
        """Not in the future."""
        done_on = self.cleaned_data["done_on"]
        if done_on > timezone.localdate():
            raise forms.ValidationError(_("An action can't be done on a day to come."))
        return done_on


class CheckForm(BaseForm):
    """Whether it worked, and what shows it (6.1.3 b)."""

    effectiveness = forms.ChoiceField(
        label=_("Was the action effective?"), choices=ActionItem.Effectiveness.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What shows it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        strip=True,
        help_text=_("What was measured or observed since: fewer incidents, an audit, a test."),
    )

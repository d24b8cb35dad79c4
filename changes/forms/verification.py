"""The form by which an SMS change is verified."""

from django import forms
from django.utils.translation import gettext_lazy as _

from smsplan.ui.forms import ReasonForm


class VerifyForm(ReasonForm):
    """The outcome of a change: effective or not, with the evidence (in the place of a reason)."""

    effective = forms.TypedChoiceField(
        label=_("Was the change effective?"),
        choices=[
            ("yes", _("Yes, the success criteria are met")),
            ("no", _("No, the success criteria are not met")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = self.fields.pop("reason")
        self.fields["evidence"].label = _("Evidence of verification")
        self.fields["evidence"].help_text = _("What was measured or observed, when, and where the proof is kept.")

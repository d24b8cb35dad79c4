"""The forms by which an SMS change is verified: criterion by criterion, and as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changes.models import Change, Criterion
from smsplan.ui.forms import BaseForm, ReasonForm


class CriterionForm(BaseForm):
    """Whether a success criterion is met, with the evidence."""

    met = forms.TypedChoiceField(
        label=_("Is the criterion met?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("What was measured or observed, when, and where the proof is kept."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        strip=True,
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("The proof itself, such as a report. It is kept with the change.")
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.met is not None:
            self.initial |= {"met": "yes" if criterion.met else "no", "evidence": criterion.evidence}


class VerifyForm(ReasonForm):
    """The outcome of a change: effective or not, with the evidence (in the place of a reason)."""

    effective = forms.TypedChoiceField(
        label=_("Was the change effective?"),
        choices=[
            ("yes", _("Yes, it did what it was made for")),
            ("no", _("No, it has to be followed up")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, change: Change, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = self.fields.pop("reason")
        self.fields["evidence"].label = _("Evidence of verification")
        self.fields["evidence"].help_text = _("What was measured or observed, when, and where the proof is kept.")
        if any(criterion.met is False for criterion in change.criteria.all()):
            self.initial["effective"] = "no"
            self.fields["effective"].help_text = _("Not every success criterion is met, so it was not effective.")

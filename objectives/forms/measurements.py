"""The forms of measured values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives.models import Measurement
from smsplan.ui.forms import BaseForm
from smsplan.ui.numbers import NumberField


class MeasureForm(BaseForm):
    """The value of one period."""

    value = NumberField(label=_("Value"), widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, help_text=_("What the reader should know of this value.")
    )


class CorrectForm(MeasureForm):
    """Another value for a period that has one. Sending the recorded value again needs no reason: nothing changes."""

    reason = forms.CharField(
        label=_("Reason for the correction"),
        max_length=500,
        error_messages={"required": _("This period has a value already. Say why it is corrected.")},
        help_text=_("The old value stays in the history beside it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, measurement: Measurement, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self._same_as(measurement):
            self.fields["reason"].required = False

    def _same_as(self, measurement: Measurement) -> bool:
        note = self.data.get(self.add_prefix("note"), "").strip()
        changed = self.fields["value"].has_changed(measurement.value, self.data.get(self.add_prefix("value"), ""))
        return not changed and note == measurement.note

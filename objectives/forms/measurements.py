"""The forms of measured values."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.durations import seconds_of
from objectives.forms.figures import FigureField
from objectives.models import Measurement, Objective
from smsplan.records.services import ALLOWED_FILES
from smsplan.ui.forms import BaseForm


def value_field(objective: Objective) -> FigureField:
    """The field for a value of this objective, in its unit."""
    field = FigureField(
        label=_("Value in %(unit)s") % {"unit": objective.unit} if objective.unit else _("Value"),
        error_messages={"required": _("Enter the value that was measured.")},
    )
    field.unit = objective.unit
    if seconds_of(objective.unit):
        field.help_text = _("A number, or a time such as 1 h 30 min.")
        field.widget.attrs["inputmode"] = "text"
    return field


class MeasureForm(BaseForm):
    """The value of one period."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("What the reader should know of this value."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where the value was read, such as the monitoring report."),
    )
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("A file that shows it; it is kept among the objective's files."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{name}" for name in sorted(ALLOWED_FILES))}),
    )

    def __init__(self, *args, objective: Objective, **kwargs):
        self.base_fields = {"value": value_field(objective)} | type(self).base_fields
        super().__init__(*args, **kwargs)

    def clean_evidence(self):
        """The file, when it is not too large to be kept."""
        upload = self.cleaned_data["evidence"]
        if upload and upload.size > settings.ATTACHMENT_MAX_BYTES:
            most = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
            raise ValidationError(_("The file is larger than %(most)d MB."), params={"most": most})
        return upload


class CorrectForm(MeasureForm):
    """Another value for a period that has one. Sending the recorded value again needs no reason: nothing changes."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the correction"),
        max_length=500,
        error_messages={"required": gettext_lazy("This period has a value already. Say why it is corrected.")},
        help_text=gettext_lazy("The old value stays in the history beside it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    read_at = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, measurement: Measurement, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self._same_as(measurement):
            self.fields["reason"].required = False

    def _same_as(self, kept: Measurement) -> bool:
        """Whether nothing was typed but what is kept; a field that was not sent leaves it as it is."""
        if self.fields["value"].has_changed(kept.value, self.data.get(self.add_prefix("value"), "")):
            return False
        if self.files.get(self.add_prefix("evidence")):
            return False
        return all(
            self.data.get(self.add_prefix(name), "").strip() == getattr(kept, name) for name in ("note", "source")
        )


class QuickForm(BaseForm):
    """One row of the page on which all that is due is entered. `about` says which, to those who do not see it."""

    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500)
    reason = forms.CharField(
        label=gettext_lazy("Reason for the correction"), required=False, max_length=500, widget=forms.HiddenInput
    )

    def __init__(self, *args, objective: Objective, about: str, **kwargs):
        self.base_fields = {"value": value_field(objective)} | type(self).base_fields
        self.about = about
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": f"{field.label}: {about}", "form": "quick-entry"}
        self.fields["value"].widget.attrs |= {"class": "form-control entry-value", "data-entry": "value"}
        self.fields["note"].widget.attrs |= {"data-entry": "note", "autocomplete": "off"}
        if self.is_bound and self.data.get(self.add_prefix("reason"), "").strip():
            self.ask_reason()

    def ask_reason(self) -> None:
        """Show the field for the reason: the period has a value already."""
        attrs = self.fields["reason"].widget.attrs
        self.fields["reason"].widget = forms.TextInput(attrs={**attrs, "class": "form-control", "autocomplete": "off"})

    @property
    def asks_reason(self) -> bool:
        """Whether the reason is asked for."""
        return not self.fields["reason"].widget.is_hidden

    def add_error(self, field, error) -> None:
        """Point the reader of the field at what is wrong with it."""
        super().add_error(field, error)
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"error-{self.prefix}",
                    "data-autofocus": "",
                }

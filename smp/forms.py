"""Forms of the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from smp import content
from smp.models import Section, Version
from smsplan.records.forms import RecordForm
from smsplan.ui.forms import ReasonForm
from smsplan.ui.richtext import RichTextField


class VersionForm(RecordForm):
    """Begin a version, or change what a draft says of itself."""

    number = forms.ChoiceField(
        label=_("Number"),
        widget=forms.RadioSelect,
        help_text=_("A major version when scope or direction change; a minor one for everything else."),
    )

    class Meta:
        model = Version
        fields = ("title", "reason_kind", "change_summary")

    field_order = ("number", "reason_kind", "change_summary", "title")

    def __init__(self, *args, numbers: list[tuple[str, str]] | None = None, first: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [
            (value, label)
            for value, label in Version.ReasonKind.choices
            if (value == Version.ReasonKind.INITIAL) == first or value == self.initial.get("reason_kind")
        ]
        self.fields["reason_kind"].choices = kinds if first else [("", _("Choose the reason")), *kinds]
        if numbers:
            self.fields["number"].choices = numbers
            self.initial.setdefault("number", numbers[0][0])
        else:
            del self.fields["number"]


class SectionForm(RecordForm):
    """The text of a section and the live blocks under it."""

    body = RichTextField(label=_("Text"), required=False)
    blocks = forms.MultipleChoiceField(
        label=_("Live blocks"),
        choices=content.block_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tables that the registers write. They stay live until the version is submitted, then freeze."),
    )

    class Meta:
        model = Section
        fields = ("title", "body", "blocks")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.required:
            self.fields["body"].help_text = self.instance.required.guidance
            del self.fields["title"]


class ApprovalForm(ReasonForm):
    """The signature: of which submission and content, that its meaning was read, and the password."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    submission_number = forms.IntegerField(widget=forms.HiddenInput)
    signed = forms.BooleanField(
        label=_("I approve, and put my name to this"),
        error_messages={"required": _("Tick this to approve; or return the version with comments.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Typed again, it is your signature. It is checked and not kept."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=128,
        strip=False,
    )

    field_order = ("sha256", "submission_number", "reason", "signed", "password")

"""Forms of the plan."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from smp.models import Version
from smp.taking_up import to_take_up
from smsplan.accounts.models import User
from smsplan.records.forms import RecordForm
from smsplan.ui.forms import ReasonForm
from smsplan.ui.ordered import OrderedChoiceField


class VersionForm(RecordForm):
    """Begin a version, or change what a draft says of itself."""

    number = forms.ChoiceField(
        label=_("Number"),
        widget=forms.RadioSelect,
        help_text=_("A major version when scope or direction change; a minor one for everything else."),
    )

    class Meta:
        model = Version
        fields = ("title", "reason_kind", "change_summary", "changes")

    field_order = ("number", "reason_kind", "changes", "change_summary", "title")

    def __init__(
        self,
        *args,
        numbers: list[tuple[str, str]] | None = None,
        first: bool = False,
        base: Version | None = None,
        **kwargs,
    ):
        """`base` is the version that it is based on: changes that are in the plan with it are no choices."""
        super().__init__(*args, **kwargs)
        possible = to_take_up(base, of=self.instance)
        if possible.exists():
            self.fields["changes"].queryset = possible
            self.fields["changes"].label_from_instance = lambda change: f"{change.reference} {change.title}"
        else:
            del self.fields["changes"]
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


class SubmitForm(ReasonForm):
    """Who has to approve, in which manner, and what they should know."""

    PARALLEL, IN_ORDER = "parallel", "in_order"

    approvers = OrderedChoiceField(
        label=_("Approvers"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Each person chosen has to approve. Choose nobody, and any one Manager may."),
        error_messages={
            "invalid_choice": _("Somebody among these cannot approve this version any more. Choose again.")
        },
    )
    manner = forms.ChoiceField(
        label=_("Several approvers approve"),
        choices=[
            (PARALLEL, _("At the same time, each when they come to it")),
            (IN_ORDER, _("One after the other, in the order above")),
        ],
        initial=PARALLEL,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, people: Sequence[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approvers"].queryset = User.objects.filter(pk__in=[person.pk for person in people])
        self.fields["approvers"].label_from_instance = lambda person: ", ".join(
            part for part in (person.full_name or person.email, person.job_title) if part
        )

    @property
    def in_order(self) -> bool:
        """Whether one approves after the other."""
        return self.cleaned_data["manner"] == self.IN_ORDER


class RefusalForm(ReasonForm):
    """Why a submission is sent away; which one was read."""

    submission_number = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ApprovalForm(RefusalForm):
    """The signature: of which submission and content, that its meaning was read, and the password."""

    submission_number = forms.IntegerField(widget=forms.HiddenInput)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The signature comes last, after what one has to say.
        self.order_fields(("sha256", "submission_number", "reason", "signed", "password"))

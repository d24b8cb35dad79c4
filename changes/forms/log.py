"""The forms in which is said what came of the plan: people told, people trained."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changes.models import Communication, Training
from smsplan.accounts.models import User
from smsplan.ui.forms import ReasonForm


class LogForm(ReasonForm):
    """On which day, and how it went. What was said before can be corrected or taken back, with a reason."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    #: The field that says on which day.
    day = ""

    def __init__(self, *args: Any, row: Communication | Training, **kwargs: Any) -> None:
        self.again = getattr(row, self.day) is not None
        super().__init__(*args, reason_required=self.again, reason_label=_("Why it is corrected"), **kwargs)
        field = self.fields[self.day]
        if self.again:
            field.required = field.widget.is_required = False
            field.help_text = _("Leave it empty to take back that it was done.")
            self.initial |= {self.day: getattr(row, self.day), "note": row.note}
        else:
            del self.fields["reason"]
            self.initial |= {self.day: timezone.localdate()}


class CommunicationLogForm(LogForm):
    """When people were told, and what came back."""

    day = "done_on"
    done_on = forms.DateField(label=_("Done on"))
    field_order = ("done_on", "note", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("What was said, and what came back")


class TrainingLogForm(LogForm):
    """When a training was held, and who attended."""

    day = "held_on"
    held_on = forms.DateField(label=_("Held on"))
    attended = forms.ModelMultipleChoiceField(label=_("Attended"), queryset=User.objects.none(), required=False)
    attended_others = forms.CharField(
        label=_("Others who attended"),
        help_text=_("People without an account, one a line."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
    )
    field_order = ("held_on", "attended", "attended_others", "note", "reason")

    def __init__(self, *args: Any, row: Training, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        present = list(row.attended.values_list("pk", flat=True))
        active = Q(pk__in=User.objects.active().values("pk"))
        self.fields["attended"].queryset = User.objects.filter(active | Q(pk__in=present)).order_by("full_name", "pk")
        self.fields["note"].label = _("How it went")
        if self.again:
            self.initial |= {"attended": present, "attended_others": row.attended_others}

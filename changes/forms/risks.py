"""The form that links an SMS change and risks of the register."""

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from changes.models import Change
from risks.models import Risk
from risks.models.risks import OPEN_STATES
from smsplan.ui.forms import ReasonForm
from smsplan.ui.picker import RecordPicker


class ChangeRisksForm(ReasonForm):
    """Which risks bear on a change: open ones, and those linked already, whatever became of them."""

    risks = forms.ModelMultipleChoiceField(
        label=_("Linked risks"),
        queryset=Risk.objects.none(),
        widget=RecordPicker(options_url=reverse_lazy("risks:pick")),
        required=False,
        help_text=_("Risks that the change brings, lowers or has to watch (6.1)."),
    )

    def __init__(self, *args, change: Change, **kwargs):
        super().__init__(*args, reason_required=False, **kwargs)
        linked = list(change.risks.values_list("pk", flat=True))
        self.fields["risks"].queryset = (
            Risk.objects.filter(Q(state__in=OPEN_STATES) | Q(pk__in=linked))
            .only("reference", "title")
            .order_by("reference")
        )

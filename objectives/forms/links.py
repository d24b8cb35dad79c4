"""The forms that link risks and objectives."""

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from objectives.models import Objective
from objectives.services.links import AT_STAKE
from risks.models import Risk
from risks.models.risks import OPEN_STATES
from smsplan.ui.forms import ReasonForm
from smsplan.ui.picker import RecordPicker


def risks_to_choose(objective: Objective):
    """Open risks, and those linked already, whatever became of them."""
    linked = objective.risks.values_list("pk", flat=True) if objective.pk else ()
    return (
        Risk.objects.filter(Q(state__in=OPEN_STATES) | Q(pk__in=list(linked)))
        .only("reference", "title")
        .order_by("reference")
    )


def risk_picker() -> RecordPicker:
    """The widget that offers risks."""
    return RecordPicker(options_url=reverse_lazy("risks:pick"))


class _LinksForm(ReasonForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, reason_required=False, **kwargs)


class ObjectiveRisksForm(_LinksForm):
    """Which risks bear on an objective."""

    risks = forms.ModelMultipleChoiceField(
        label=_("Risks to it"),
        queryset=Risk.objects.none(),
        widget=risk_picker(),
        required=False,
        help_text=_("Risks that could keep the objective from being reached (6.1)."),
    )

    def __init__(self, *args, objective: Objective, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risks"].queryset = risks_to_choose(objective)


class AtStakeForm(_LinksForm):
    """Which objectives are at stake if a risk occurs."""

    objectives = forms.ModelMultipleChoiceField(
        label=_("Objectives at stake"),
        queryset=Objective.objects.filter(state__in=AT_STAKE).only("reference", "title").order_by("reference"),
        widget=RecordPicker(options_url=reverse_lazy("objectives:pick")),
        required=False,
        help_text=_("Objectives that the risk could keep from being reached (6.1)."),
    )

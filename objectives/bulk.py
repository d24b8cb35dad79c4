"""What may be changed of many objectives at once: drafts only, since what was approved is changed by a revision."""

from django import forms
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from smsplan.records.bulk import BulkField, BulkRegister
from smsplan.records.forms import people_to_choose


def why_not(user, objective: Objective) -> str:
    """Why this person may not edit the objective now, or nothing."""
    if policies.can_change(user, objective):
        return ""
    if objective.state == Objective.State.APPROVED:
        return _("It is approved: its owner, sponsor and scope change by a revision.")
    if objective.state == Objective.State.DRAFT:
        return _("You may not change it.")
    return _("It is “%(state)s” and can't be edited.") % {"state": objective.get_state_display()}


OBJECTIVES = BulkRegister(
    model=Objective,
    permission="objectives.change_objective",
    why_not=why_not,
    fields=(
        BulkField("owner", lambda: forms.ModelChoiceField(people_to_choose()), clearable=True),
        BulkField("sponsor", lambda: forms.ModelChoiceField(people_to_choose()), clearable=True),
        BulkField(
            "area", lambda: forms.CharField(max_length=Objective._meta.get_field("area").max_length), clearable=True
        ),
    ),
)

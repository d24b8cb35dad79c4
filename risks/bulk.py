"""What may be changed of many risks, or of many opportunities, at once."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Category, Opportunity, Risk
from smsplan.context.models import Practice
from smsplan.records.bulk import BulkField, BulkRegister
from smsplan.records.forms import not_past, people_to_choose


def _why_not(can_change: Callable) -> Callable:
    def why_not(user, record) -> str:
        """Why this person may not edit the record now, or nothing."""
        if can_change(user, record):
            return ""
        if record.is_open:
            return _("You may not change it.")
        return _("It is “%(state)s” and can't be edited.") % {"state": record.get_state_display()}

    return why_not


OWNER = BulkField("owner", lambda: forms.ModelChoiceField(people_to_choose()))
REVIEW_DATE = BulkField("review_date", lambda: forms.DateField(validators=[not_past]), clearable=True)
PRACTICES = BulkField("practices", lambda: forms.ModelMultipleChoiceField(Practice.objects.all()), many=True)

RISKS = BulkRegister(
    model=Risk,
    permission="risks.change_risk",
    why_not=_why_not(policies.can_change),
    fields=(
        OWNER,
        REVIEW_DATE,
        BulkField("category", lambda: forms.ModelChoiceField(Category.objects.all()), clearable=True),
        PRACTICES,
    ),
)
OPPORTUNITIES = BulkRegister(
    model=Opportunity,
    permission="risks.change_opportunity",
    why_not=_why_not(policies.can_change_opportunity),
    fields=(OWNER, REVIEW_DATE, PRACTICES),
)

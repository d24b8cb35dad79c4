"""What waits in the register of objectives."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from objectives.models import Objective
from objectives.selectors import missing_measurements
from objectives.wording import period_label
from smsplan.records.due import DueItem


def due_items(*, today: datetime.date, user=None) -> list[DueItem]:
    """Values of approved objectives that are due today or overdue: one item a period, due on its last day.

    For `user`, only of what they own.
    """
    queryset = Objective.objects.filter(owner=user) if user is not None else None
    return [
        DueItem(
            key=f"measurement:{objective.pk}:{period.start.isoformat()}",
            kind="measurement",
            owner_id=objective.owner_id,
            reference=objective.reference,
            title=objective.title,
            due=period.end,
            url=reverse("objectives:measure", args=[objective.pk, period.start.isoformat()]),
            act=_("Record the value for %(period)s")
            % {"period": period_label(objective.frequency, period.start, period.end)},
        )
        for objective, period in missing_measurements(today, queryset=queryset, ended=False)
    ]

"""What waits in the change register."""

import datetime

from django.utils.translation import gettext as _

from changes import states
from changes.models import Change
from smsplan.records.due import DueItem


def due_items(*, today: datetime.date, user=None, horizon: int = 30) -> list[DueItem]:
    """Approved changes and changes in progress whose planned end is past or within `horizon` days.

    For `user`, only what they own.
    """
    waiting = Change.objects.awaiting_implementation().filter(planned_end__lte=today + datetime.timedelta(days=horizon))
    if user is not None:
        waiting = waiting.filter(owner=user)
    return [
        DueItem(
            key=f"change:{change.pk}:{change.planned_end.isoformat()}",
            kind="change",
            owner_id=change.owner_id,
            reference=change.reference,
            title=change.title,
            due=change.planned_end,
            url=change.get_absolute_url(),
            act=_("Start the change") if change.state == states.APPROVED else _("Implement the change"),
        )
        for change in waiting.order_by("planned_end", "pk").only(
            "reference", "title", "owner_id", "planned_end", "state"
        )
    ]

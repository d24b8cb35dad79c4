"""Everything that waits for somebody, gathered from every register by name."""

import datetime

from changes import due as change_due
from objectives import due as objective_due
from risks import due as risk_due
from smp import due as smp_due
from smsplan.accounts.models import User
from smsplan.records.actions import due as action_due
from smsplan.records.due import DueItem
from smsplan.reviews import due as review_due

#: How far ahead things are gathered, in days: the first reminder of the plan's annual review.
HORIZON = 60


def due_items(today: datetime.date, user: User | None = None) -> list[DueItem]:
    """What is overdue, due, or due soon, in all registers; the longest overdue first. Words in the active language.

    For `user`, the large registers give only what is theirs.
    """
    items = [
        *smp_due.due_items(today=today, horizon=HORIZON, user=user),
        *objective_due.due_items(today=today, user=user),
        *risk_due.due_items(today=today, user=user),
        *action_due.due_items(today=today, user=user),
        *change_due.due_items(today=today, user=user),
        *review_due.due_items(today=today),
    ]
    return sorted(items, key=lambda item: (item.due, item.reference, item.key))


def my_work(user: User, today: datetime.date) -> list[DueItem]:
    """What waits for this person, the longest overdue first."""
    return [item for item in due_items(today, user) if item.owner_id == user.pk]

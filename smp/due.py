"""What waits for somebody in the Service Management Plan."""

import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from smp import policies
from smp.models import Version
from smp.rounds import round_of
from smp.selectors import review_due
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.records.due import DueItem

#: A version in review waits for this many days before its approval counts as late.
APPROVAL_DAYS = 7


def due_items(*, today: datetime.date, horizon: int = 60) -> list[DueItem]:
    """The annual review within `horizon` days or overdue, and the version that waits for approval."""
    items = []
    version = review_due(within=horizon, today=today)
    if version is not None:
        items.append(
            DueItem(
                key=f"smp_review:{version.pk}",
                kind="smp_review",
                owner_id=_reviewer(version),
                reference=str(version),
                title=version.title,
                due=version.next_review_on,
                url=version.get_absolute_url(),
                act=_("Review the Service Management Plan"),
            )
        )
    return items + _approvals()


def _reviewer(version: Version) -> int | None:
    """The author while they are here, else the Compliance person who has been here longest."""
    if User.objects.active().filter(pk=version.created_by_id).exists():
        return version.created_by_id
    person = User.objects.active().with_role(COMPLIANCE).order_by("pk").first()
    return person.pk if person else None


def _approvals() -> list[DueItem]:
    waiting = Version.objects.filter(state=Version.State.IN_REVIEW, approved_at=None).first()
    if waiting is None:
        return []
    approvals = round_of(waiting)
    people = approvals.next_in_turn if approvals.asked else policies.possible_approvers(waiting)
    submitted = localtime(waiting.submitted_at)
    return [
        DueItem(
            key=f"smp_approval:{waiting.pk}:{submitted.isoformat()}:{person.pk}",
            kind="smp_approval",
            owner_id=person.pk,
            reference=str(waiting),
            title=waiting.title,
            due=submitted.date() + datetime.timedelta(days=APPROVAL_DAYS),
            url=waiting.get_absolute_url(),
            act=_("Approve or return the version"),
        )
        for person in people
    ]

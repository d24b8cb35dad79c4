"""What waits among the management reviews."""

import datetime

from django.utils.translation import gettext as _

from smsplan.records.due import DueItem
from smsplan.reviews.models import Review


def due_items(*, today: datetime.date, user=None, horizon: int = 30) -> list[DueItem]:
    """Reviews to be held within `horizon` days, or held and not yet frozen; they wait for their chair."""
    waiting = Review.objects.filter(
        state=Review.State.DRAFT, held_on__lte=today + datetime.timedelta(days=horizon)
    ).order_by("held_on", "pk")
    if user is not None:
        waiting = waiting.filter(chair=user)
    return [
        DueItem(
            key=f"review:{review.pk}:{review.held_on.isoformat()}",
            kind="review",
            owner_id=review.chair_id,
            reference=review.reference,
            title=review.title,
            due=review.held_on,
            url=review.get_absolute_url(),
            act=_("Hold and freeze the management review"),
        )
        for review in waiting
    ]

"""What waits in the risk register."""

import datetime

from django.utils.translation import gettext as _

from risks.models import Opportunity, Risk
from smsplan.records.due import DueItem


def due_items(*, today: datetime.date, user=None, horizon: int = 30) -> list[DueItem]:
    """Reviews of open risks and opportunities that are overdue or due within `horizon` days.

    For `user`, only of what they own.
    """
    until = today + datetime.timedelta(days=horizon)
    risks = Risk.objects.open().filter(review_date__lte=until)
    opportunities = Opportunity.objects.open().filter(review_date__lte=until)
    if user is not None:
        risks, opportunities = risks.filter(owner=user), opportunities.filter(owner=user)
    items = [
        DueItem(
            key=f"risk_review:{risk.pk}:{risk.review_date.isoformat()}",
            kind="risk_review",
            owner_id=risk.owner_id,
            reference=risk.reference,
            title=risk.title,
            due=risk.review_date,
            url=risk.get_absolute_url(),
            act=_("Review the risk"),
        )
        for risk in risks.only("reference", "title", "owner_id", "review_date", "state")
    ]
    items += [
        DueItem(
            key=f"opportunity_review:{opportunity.pk}:{opportunity.review_date.isoformat()}",
            kind="opportunity_review",
            owner_id=opportunity.owner_id,
            reference=opportunity.reference,
            title=opportunity.title,
            due=opportunity.review_date,
            url=opportunity.get_absolute_url(),
            act=_("Review the opportunity"),
        )
        for opportunity in opportunities
    ]
    return items

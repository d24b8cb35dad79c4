"""Reviewing a risk: "still valid", and when it is looked at next (6.1)."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies
from risks.intervals import UNASSESSED_MONTHS, after_months
from risks.models import Risk, RiskCriteria
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record


def next_review(*, level: int | None, criteria: RiskCriteria, today: datetime.date) -> datetime.date:
    """The day of the next review of a risk of `level`: the interval that the criteria give it, counted from `today`."""
    return after_months(today, UNASSESSED_MONTHS if level is None else criteria.review_months(level))


@transaction.atomic
def risk_review(*, risk: Risk, actor, note: str = "", revision: int | None = None) -> Risk:
    """Reviewed, still valid: the next review date follows from the level's interval.

    `revision` is the one that the person looked at. Raises PermissionDenied, NotAllowed for a risk that is not open or
    that somebody changed meanwhile.
    """
    risk = locked(risk)
    not_in(risk, Risk.State.PROPOSED, Risk.State.CLOSED, Risk.State.MERGED)
    require(policies.may_review(actor, risk))
    if revision is not None and revision != risk.revision:
        raise NotAllowed(_("Somebody changed the risk after you opened it. Look at it again before you confirm it."))
    today = timezone.localdate()
    risk.reviewed_on = today
    risk.review_date = next_review(level=risk.level, criteria=RiskCriteria.in_force(), today=today)
    save_record(risk, actor=actor, reason=note)
    record_event(
        action=Action.REVIEWED, target=risk, actor=actor, reason=note, detail={"next": risk.review_date.isoformat()}
    )
    return risk

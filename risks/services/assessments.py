"""Assessing a risk: every assessment is kept, the newest of its kind counts (6.1.2)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies, scoring
from risks.models import Acceptance, Assessment, Risk, RiskCriteria
from risks.services.acceptance import void
from risks.services.review import next_review
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.records.services import locked, require, save_record


@transaction.atomic
def risk_assess(
    *,
    risk: Risk,
    kind: str,
    likelihood: int,
    impact: int,
    actor,
    rationale: str = "",
    assessed_on: datetime.date | None = None,
    criteria_number: int | None = None,
) -> Assessment:
    """Keep one more assessment of a risk (6.1.2); the newest of its kind counts.

    `likelihood` over the next 12 months and `impact` are steps of the criteria in force; `criteria_number` is the
    version that the person looked at. Raises PermissionDenied, NotAllowed for a risk that is not open, ValidationError
    off the scale, for a date to come, or when other criteria came into force meanwhile.
    """
    risk = locked(risk)
    not_in(risk, Risk.State.PROPOSED, Risk.State.CLOSED, Risk.State.MERGED)
    require(policies.can_assess(actor, risk))
    criteria = RiskCriteria.in_force()
    if criteria_number is not None and criteria_number != criteria.number:
        raise ValidationError(
            _("New risk criteria (version %(number)d) came into force while you assessed. Choose again under them.")
            % {"number": criteria.number}
        )
    assessment = keep_assessment(
        risk, kind, likelihood, impact, actor=actor, rationale=rationale, assessed_on=assessed_on, criteria=criteria
    )
    save_record(risk, actor=actor, reason=rationale)
    record_event(
        action=Action.ASSESSED,
        target=risk,
        actor=actor,
        reason=rationale,
        detail={"version": criteria.number},
    )
    return assessment


def keep_assessment(
    risk, kind, likelihood, impact, *, actor, rationale, assessed_on, criteria: RiskCriteria | None = None
) -> Assessment:
    """Keep an assessment and let it count on `risk`, which the caller saves.

    An assessment that changes where the risk stands ends the acceptance of the one before, and brings the next review
    forward to the level's interval; an earlier review date stays.
    """
    criteria = criteria or RiskCriteria.in_force()
    today = timezone.localdate()
    try:
        level = scoring.level_of(criteria.cells, likelihood, impact)
    except scoring.OffScale:
        raise ValidationError(
            _("Likelihood and impact must be steps of the scale 1 to %(most)d.") % {"most": len(criteria.cells)}
        ) from None
    if assessed_on is not None and assessed_on > today:
        raise ValidationError({"assessed_on": _("The assessment can't lie in the future.")})
    assessment = Assessment(
        risk=risk,
        kind=kind,
        likelihood=likelihood,
        impact=impact,
        level=level,
        criteria=criteria,
        rationale=rationale,
        assessor=actor,
        assessed_on=assessed_on or today,
    )
    assessment.full_clean()
    assessment.save()
    if kind == Assessment.Kind.INHERENT:
        risk.inherent = assessment
    elif kind == Assessment.Kind.RESIDUAL:
        risk.residual = assessment
    else:
        risk.target = assessment
    risk.count_assessments()
    if risk.current is not None and risk.current.pk == assessment.pk:
        void(risk=risk, why=Acceptance.Void.RESCORED, actor=actor)
        latest = next_review(level=level, criteria=criteria, today=today)
        if risk.review_date is None or not today <= risk.review_date <= latest:
            risk.review_date = latest
    if risk.state == Risk.State.IDENTIFIED:
        risk.state = Risk.State.ASSESSED
    return assessment

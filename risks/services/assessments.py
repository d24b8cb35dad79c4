"""Assessing a risk: every assessment is kept, the newest of its kind counts (6.1.2)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies, scoring
from risks.models import Assessment, Risk, RiskCriteria
from risks.services.states import not_in
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
) -> Assessment:
    """Keep one more assessment of a risk (6.1.2); the newest of its kind counts.

    `likelihood` over the next 12 months and `impact` are steps of the criteria in force. Raises PermissionDenied,
    NotAllowed for a closed risk, ValidationError off the scale or for a date to come.
    """
    risk = locked(risk)
    not_in(risk, Risk.State.CLOSED)
    require(policies.can_assess(actor, risk))
    assessment = keep_assessment(
        risk, kind, likelihood, impact, actor=actor, rationale=rationale, assessed_on=assessed_on
    )
    save_record(risk, actor=actor, reason=rationale)
    return assessment


def keep_assessment(risk, kind, likelihood, impact, *, actor, rationale, assessed_on) -> Assessment:
    """Keep an assessment and let it count on `risk`, which the caller saves."""
    criteria = RiskCriteria.in_force()
    try:
        level = scoring.level_of(criteria.cells, likelihood, impact)
    except scoring.OffScale:
        raise ValidationError(
            _("Likelihood and impact must be steps of the scale 1 to %(most)d.") % {"most": len(criteria.cells)}
        ) from None
    if assessed_on is not None and assessed_on > timezone.localdate():
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
        assessed_on=assessed_on or timezone.localdate(),
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
    if risk.state == Risk.State.IDENTIFIED:
        risk.state = Risk.State.ASSESSED
    return assessment

"""Every write to risks and opportunities that is more than a plain form save (6.1)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies, scoring
from risks.models import Assessment, Opportunity, Risk, RiskCriteria
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record


def _not_in(record, *states: str) -> None:
    if record.state in states:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; this is not possible any more.")
            % {"reference": record.reference, "state": record.get_state_display()}
        )


@transaction.atomic
def risk_create(
    *,
    actor,
    reason: str = "",
    likelihood: int | None = None,
    impact: int | None = None,
    rationale: str = "",
    many: dict | None = None,
    **fields,
) -> Risk:
    """Put a risk into the register, with its inherent assessment when likelihood and impact are given.

    Raises ValidationError, also when only one of the two is given.
    """
    if (likelihood is None) != (impact is None):
        raise ValidationError(_("An assessment needs both likelihood and impact."))
    risk = Risk(**fields)

    def assess() -> None:
        _keep(risk, Assessment.Kind.INHERENT, likelihood, impact, actor=actor, rationale=rationale, assessed_on=None)
        risk.save(update_fields=["inherent", "likelihood", "impact", "level", "state"])

    save_record(risk, actor=actor, reason=reason, many=many, complete=assess if likelihood is not None else None)
    return risk


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
    _not_in(risk, Risk.State.CLOSED)
    require(policies.can_assess(actor, risk))
    assessment = _keep(risk, kind, likelihood, impact, actor=actor, rationale=rationale, assessed_on=assessed_on)
    save_record(risk, actor=actor, reason=rationale)
    return assessment


def _keep(risk, kind, likelihood, impact, *, actor, rationale, assessed_on) -> Assessment:
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
    risk.count_assessments()
    if risk.state == Risk.State.IDENTIFIED:
        risk.state = Risk.State.ASSESSED
    return assessment


def _move(risk: Risk, to: str, *, actor, reason: str) -> Risk:
    risk.state = to
    save_record(risk, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=risk, actor=actor, reason=reason, detail={"to": to})
    return risk


@transaction.atomic
def risk_treat(*, risk: Risk, actor, reason: str = "") -> Risk:
    """Begin treatment (6.1.3). Raises PermissionDenied, NotAllowed without an assessment or a treatment plan."""
    risk = locked(risk)
    if risk.state != Risk.State.ASSESSED or not risk.treatment:
        raise NotAllowed(_("Treatment begins once a risk is assessed and says what will be done about it."))
    require(policies.can_treat(actor, risk))
    return _move(risk, Risk.State.TREATED, actor=actor, reason=reason)


@transaction.atomic
def risk_monitor(*, risk: Risk, actor, reason: str = "") -> Risk:
    """Go over to monitoring. Raises PermissionDenied, NotAllowed before it is assessed."""
    risk = locked(risk)
    if risk.state not in {Risk.State.ASSESSED, Risk.State.TREATED}:
        raise NotAllowed(_("Only an assessed or treated risk goes over to monitoring."))
    require(policies.can_monitor(actor, risk))
    return _move(risk, Risk.State.MONITORED, actor=actor, reason=reason)


@transaction.atomic
def risk_close(*, risk: Risk, actor, reason: str) -> Risk:
    """Close a risk, with the reason. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    risk = locked(risk)
    _not_in(risk, Risk.State.CLOSED)
    require(policies.can_close(actor, risk))
    if not reason.strip():
        raise ValidationError(_("Say why the risk is closed."))
    return _move(risk, Risk.State.CLOSED, actor=actor, reason=reason)


@transaction.atomic
def risk_reopen(*, risk: Risk, actor, reason: str) -> Risk:
    """Take a closed risk up again, with the reason. Raises PermissionDenied, NotAllowed."""
    risk = locked(risk)
    if risk.state != Risk.State.CLOSED:
        raise NotAllowed(_("Only a closed risk can be reopened."))
    require(policies.can_reopen(actor, risk))
    return _move(risk, Risk.State.ASSESSED if risk.current else Risk.State.IDENTIFIED, actor=actor, reason=reason)


@transaction.atomic
def opportunity_evaluate(
    *, opportunity: Opportunity, benefit: int, effort: int, actor, reason: str = ""
) -> Opportunity:
    """Weigh an opportunity: benefit and effort from 1 (low) to 3 (high). Raises PermissionDenied, NotAllowed."""
    opportunity = locked(opportunity)
    _not_in(opportunity, Opportunity.State.CONVERTED, Opportunity.State.DECLINED)
    require(policies.can_evaluate(actor, opportunity))
    opportunity.benefit = benefit
    opportunity.effort = effort
    opportunity.state = Opportunity.State.EVALUATED
    return save_record(opportunity, actor=actor, reason=reason)


@transaction.atomic
def opportunity_decline(*, opportunity: Opportunity, actor, reason: str) -> Opportunity:
    """Decline an opportunity, with the reason. Raises PermissionDenied, NotAllowed, ValidationError."""
    opportunity = locked(opportunity)
    _not_in(opportunity, Opportunity.State.CONVERTED, Opportunity.State.DECLINED)
    require(policies.can_decline(actor, opportunity))
    if not reason.strip():
        raise ValidationError(_("Say why the opportunity is declined."))
    opportunity.state = Opportunity.State.DECLINED
    save_record(opportunity, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=opportunity, actor=actor, reason=reason, detail={"to": opportunity.state})
    return opportunity

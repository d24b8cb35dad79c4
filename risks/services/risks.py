"""The life of a risk: into the register, through treatment and monitoring, to its end (6.1)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Acceptance, Assessment, Risk, RiskCriteria
from risks.services.acceptance import void
from risks.services.assessments import keep_assessment
from risks.services.review import next_review
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record


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

    A risk that is assessed and has no review date gets that of its level. Raises ValidationError, also when only one
    of the two is given.
    """
    if (likelihood is None) != (impact is None):
        raise ValidationError(_("An assessment needs both likelihood and impact."))
    risk = Risk(**fields)

    def assess() -> None:
        keep_assessment(
            risk, Assessment.Kind.INHERENT, likelihood, impact, actor=actor, rationale=rationale, assessed_on=None
        )
        # A date that was given stands; otherwise it follows from the level.
        risk.review_date = fields.get("review_date") or risk.review_date
        risk.save(update_fields=["inherent", "likelihood", "impact", "level", "criteria", "state", "review_date"])

    save_record(risk, actor=actor, reason=reason, many=many, complete=assess if likelihood is not None else None)
    return risk


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
    """Close a risk, with the reason; an acceptance in force ends with it.

    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    risk = locked(risk)
    not_in(risk, Risk.State.PROPOSED, Risk.State.CLOSED, Risk.State.MERGED)
    require(policies.can_close(actor, risk))
    if not reason.strip():
        raise ValidationError(_("Say why the risk is closed."))
    void(risk=risk, why=Acceptance.Void.ENDED, actor=actor, reason=reason)
    risk.closing_reason = reason
    return _move(risk, Risk.State.CLOSED, actor=actor, reason=reason)


@transaction.atomic
def risk_reopen(*, risk: Risk, actor, reason: str) -> Risk:
    """Take a closed risk up again, with the reason. A review date that passed meanwhile gives way to the next one.

    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    risk = locked(risk)
    if risk.state != Risk.State.CLOSED:
        raise NotAllowed(_("Only a closed risk can be reopened."))
    require(policies.can_reopen(actor, risk))
    if not reason.strip():
        raise ValidationError(_("Say why the risk is taken up again."))
    risk.closing_reason = ""
    today = timezone.localdate()
    if risk.review_date is None or risk.review_date < today:
        risk.review_date = next_review(level=risk.level, criteria=RiskCriteria.in_force(), today=today)
    return _move(risk, Risk.State.ASSESSED if risk.current else Risk.State.IDENTIFIED, actor=actor, reason=reason)

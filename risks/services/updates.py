"""Changing a risk or an opportunity as a whole, outside its form: one act, one history row (6.1)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Assessment, Opportunity, Risk
from risks.services.assessments import keep_assessment
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.records.services import locked, require, save_record


@transaction.atomic
def risk_update(
    *,
    risk: Risk,
    actor,
    reason: str = "",
    likelihood: int | None = None,
    impact: int | None = None,
    many: dict | None = None,
    **fields,
) -> Risk:
    """Change fields of a risk that is open, with a new assessment when likelihood and impact are given.

    The assessment is the residual one, or the inherent one of a risk that has none. Raises PermissionDenied,
    NotAllowed for a risk that is not open, ValidationError.
    """
    if (likelihood is None) != (impact is None):
        raise ValidationError(_("An assessment needs both likelihood and impact."))
    risk = locked(risk)
    not_in(risk, Risk.State.PROPOSED, Risk.State.CLOSED, Risk.State.MERGED)
    require(policies.can_change(actor, risk))
    for name, value in fields.items():
        setattr(risk, name, value)
    assessment = None
    if likelihood is not None:
        require(policies.can_assess(actor, risk))
        kind = Assessment.Kind.RESIDUAL if risk.inherent_id else Assessment.Kind.INHERENT
        assessment = keep_assessment(risk, kind, likelihood, impact, actor=actor, rationale=reason, assessed_on=None)
    save_record(risk, actor=actor, reason=reason, many=many)
    if assessment is not None:
        record_event(
            action=Action.ASSESSED,
            target=risk,
            actor=actor,
            reason=reason,
            detail={
                "kind": assessment.kind,
                "level": int(assessment.level),
                "version": assessment.criteria.number,
            },
        )
    return risk


@transaction.atomic
def opportunity_update(
    *, opportunity: Opportunity, actor, reason: str = "", many: dict | None = None, **fields
) -> Opportunity:
    """Change fields of an opportunity that is open; with benefit and effort both known it is evaluated.

    Raises PermissionDenied, NotAllowed for one that is not open, ValidationError.
    """
    opportunity = locked(opportunity)
    not_in(opportunity, Opportunity.State.PROPOSED, Opportunity.State.CONVERTED, Opportunity.State.DECLINED)
    require(policies.can_change_opportunity(actor, opportunity))
    if {"benefit", "effort"} & fields.keys():
        require(policies.can_evaluate(actor, opportunity))
    for name, value in fields.items():
        setattr(opportunity, name, value)
    evaluated(opportunity)
    return save_record(opportunity, actor=actor, reason=reason, many=many)


@transaction.atomic
def opportunity_create(*, actor, reason: str = "", many: dict | None = None, **fields) -> Opportunity:
    """Put an opportunity into the register, evaluated when benefit and effort are known. Raises ValidationError."""
    return save_record(evaluated(Opportunity(**fields)), actor=actor, reason=reason, many=many)


def evaluated(opportunity: Opportunity) -> Opportunity:
    """Move an identified opportunity on once benefit and effort are known. Raises ValidationError for one alone."""
    if (opportunity.benefit is None) != (opportunity.effort is None):
        raise ValidationError(_("An evaluation needs both benefit and effort."))
    if opportunity.benefit is not None and opportunity.state == Opportunity.State.IDENTIFIED:
        opportunity.state = Opportunity.State.EVALUATED
    return opportunity

"""Writes to opportunities (6.1)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Opportunity
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.records.services import locked, require, save_record


@transaction.atomic
def opportunity_evaluate(
    *, opportunity: Opportunity, benefit: int, effort: int, actor, reason: str = ""
) -> Opportunity:
    """Weigh an opportunity: benefit and effort from 1 (low) to 3 (high). Raises PermissionDenied, NotAllowed."""
    opportunity = locked(opportunity)
    not_in(opportunity, Opportunity.State.CONVERTED, Opportunity.State.DECLINED)
    require(policies.can_evaluate(actor, opportunity))
    opportunity.benefit = benefit
    opportunity.effort = effort
    opportunity.state = Opportunity.State.EVALUATED
    return save_record(opportunity, actor=actor, reason=reason)


@transaction.atomic
def opportunity_decline(*, opportunity: Opportunity, actor, reason: str) -> Opportunity:
    """Decline an opportunity, with the reason. Raises PermissionDenied, NotAllowed, ValidationError."""
    opportunity = locked(opportunity)
    not_in(opportunity, Opportunity.State.CONVERTED, Opportunity.State.DECLINED)
    require(policies.can_decline(actor, opportunity))
    if not reason.strip():
        raise ValidationError(_("Say why the opportunity is declined."))
    opportunity.state = Opportunity.State.DECLINED
    save_record(opportunity, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=opportunity, actor=actor, reason=reason, detail={"to": opportunity.state})
    return opportunity

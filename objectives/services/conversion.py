"""An opportunity becomes an objective (6.1, 6.2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from risks.models import Opportunity
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.context.models import Organization
from smsplan.records.services import NotAllowed, locked, require, save_record


@transaction.atomic
def objective_from_opportunity(*, opportunity: Opportunity, actor, reason: str = "") -> Objective:
    """Convert an evaluated opportunity into a draft objective; each links to the other (6.1, 6.2).

    Text, services, owner and accountable role are carried over, and the obligations as what it is aligned with.

    Raises PermissionDenied, NotAllowed when it is not evaluated or was converted before.
    """
    opportunity = locked(opportunity)
    require(policies.may_convert(actor, opportunity))
    if opportunity.state != Opportunity.State.EVALUATED:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”: only an evaluated opportunity can be converted.")
            % {"reference": opportunity.reference, "state": opportunity.get_state_display()}
        )
    obligations = [str(obligation) for obligation in opportunity.obligations.all()]
    objective = Objective(
        title=opportunity.title,
        description="\n\n".join(filter(None, (opportunity.description, opportunity.benefit_note))),
        # An objective names what it serves in words; the obligations stay linked to the opportunity.
        alignment=_("Obligations: %(titles)s") % {"titles": "; ".join(obligations)} if obligations else "",
        opportunity=opportunity,
        owner=opportunity.owner,
        owner_role=opportunity.owner_role,
        cycle_month=Organization.get().cycle_start_month,
    )
    why = reason or reason_kept("Converted from %(reference)s", reference=opportunity.reference)
    save_record(objective, actor=actor, reason=why, many={"services": opportunity.services.all()})
    opportunity.state = Opportunity.State.CONVERTED
    save_record(
        opportunity,
        actor=actor,
        reason=reason or reason_kept("Converted into %(reference)s", reference=objective.reference),
    )
    record_event(
        action=Action.CONVERTED,
        target=opportunity,
        actor=actor,
        reason=reason,
        detail={"objective": objective.reference},
    )
    return objective

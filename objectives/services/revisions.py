"""Changing an objective that was approved (the guide's "Monitoring and Updating")."""

from django.db import transaction
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from objectives.services.guards import expect, need_reason
from objectives.services.objectives import reopen
from smsplan.audit.events import Action, record_event
from smsplan.records.services import locked, require, save_record

State = Objective.State


@transaction.atomic
def objective_revise(*, objective: Objective, actor, reason: str) -> Objective:
    """Open an approved objective for a change; it needs a new approval (the guide's "Monitoring and Updating").

    The history keeps what was approved. Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    objective = locked(objective)
    require(policies.may_revise(actor, objective))
    expect(objective, State.APPROVED)
    need_reason(reason, _("Say why the objective has to be revised."))
    reopen(objective)
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=objective, actor=actor, reason=reason, detail={"to": State.DRAFT.value})
    return objective

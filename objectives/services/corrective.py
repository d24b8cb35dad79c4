"""Deciding what is done about an objective that is at risk or off track (6.2; 10.1)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from objectives.services.guards import expect
from smsplan.records.actions.services import action_decided
from smsplan.records.models import ActionItem
from smsplan.records.services import locked, require


@transaction.atomic
def corrective_action_add(*, objective: Objective, actor, reason: str = "", **fields: Any) -> ActionItem:
    """Decide on a corrective action for a running objective, and tell its owner.

    `fields` are those of an action; `cause` is asked for besides the title. The owner of the objective may do it, too.
    Raises PermissionDenied, NotAllowed, ValidationError.
    """
    objective = locked(objective)
    require(policies.may_correct(actor, objective))
    expect(objective, Objective.State.APPROVED)
    missing = {
        name: message
        for name, message in {
            "cause": _("Say why it became necessary: what keeps the objective from its plan."),
            "due": _("Say by when it is done."),
        }.items()
        if not fields.get(name)
    }
    if not fields.get("owner") and not fields.get("owner_role"):
        missing["owner"] = _("Say who does it.")
    if missing:
        raise ValidationError(missing)
    return action_decided(target=objective, actor=actor, reason=reason, **fields)

"""Changing a draft as a whole, outside its form: one act, one history row (6.2.1)."""

from typing import Any

from django.db import transaction

from objectives.models import Objective
from objectives.services.guards import expect
from smsplan.records.services import locked, require, save_record


@transaction.atomic
def objective_update(
    *, objective: Objective, actor, reason: str = "", many: dict | None = None, **fields: Any
) -> Objective:
    """Change fields of a draft; what was approved is revised. Raises PermissionDenied, NotAllowed, ValidationError."""
    objective = locked(objective)
    require(actor.has_perm("objectives.change_objective"))
    expect(objective, Objective.State.DRAFT)
    for name, value in fields.items():
        setattr(objective, name, value)
    return save_record(objective, actor=actor, reason=reason, many=many)

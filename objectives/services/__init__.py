"""Every write to objectives and measurements that is more than a plain form save (6.2). Import them from here."""

from objectives.completeness import lacking, missing
from objectives.services.closing import objective_close
from objectives.services.conversion import objective_from_opportunity
from objectives.services.corrective import corrective_action_add
from objectives.services.guards import Incomplete
from objectives.services.links import objective_set_risks, risk_set_objectives
from objectives.services.measurements import measurement_record
from objectives.services.objectives import (
    objective_approve,
    objective_create,
    objective_edit,
    objective_return,
    objective_submit,
    objective_withdraw,
)
from objectives.services.planning import milestone_done, objective_plan
from objectives.services.revisions import revision_approve, revision_propose, revision_reject, revision_withdraw

__all__ = [
    "Incomplete",
    "corrective_action_add",
    "lacking",
    "measurement_record",
    "milestone_done",
    "missing",
    "objective_approve",
    "objective_close",
    "objective_create",
    "objective_edit",
    "objective_from_opportunity",
    "objective_plan",
    "objective_return",
    "objective_set_risks",
    "objective_submit",
    "objective_withdraw",
    "revision_approve",
    "revision_propose",
    "revision_reject",
    "revision_withdraw",
    "risk_set_objectives",
]

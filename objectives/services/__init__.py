"""Every write to objectives and measurements that is more than a plain form save (6.2). Import them from here."""

from objectives.completeness import lacking, missing
from objectives.services.conversion import objective_from_opportunity
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
from objectives.services.revisions import objective_revise

__all__ = [
    "Incomplete",
    "lacking",
    "measurement_record",
    "milestone_done",
    "missing",
    "objective_approve",
    "objective_create",
    "objective_edit",
    "objective_from_opportunity",
    "objective_plan",
    "objective_return",
    "objective_revise",
    "objective_set_risks",
    "objective_submit",
    "objective_withdraw",
    "risk_set_objectives",
]

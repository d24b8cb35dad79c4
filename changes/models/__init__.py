"""SMS changes (6.3): the plan, its parts row by row, and what came of them."""

from changes.models.change import CONTENT, Change, SmpSection
from changes.models.plan import (
    ChangeMilestone,
    ChangeResource,
    Communication,
    Criterion,
    Impact,
    Training,
)

__all__ = [
    "CONTENT",
    "Change",
    "ChangeMilestone",
    "ChangeResource",
    "Communication",
    "Criterion",
    "Impact",
    "SmpSection",
    "Training",
]

"""The life of an SMS change plan as plain rules: values in, values out (6.3)."""

import re
from collections.abc import Mapping
from typing import Any

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
IN_PROGRESS = "in_progress"
IMPLEMENTED = "implemented"
VERIFIED = "verified"
CLOSED = "closed"
REJECTED = "rejected"
CANCELLED = "cancelled"

#: The stages in the order in which a change passes them.
PATH = (DRAFT, SUBMITTED, APPROVED, IN_PROGRESS, IMPLEMENTED, VERIFIED, CLOSED)
#: Approved, and not yet shown to have worked.
IN_FLIGHT = (APPROVED, IN_PROGRESS, IMPLEMENTED)
#: Shown to have worked, or not to.
OUTCOME = (VERIFIED, CLOSED)
#: Where a change's life ends.
ENDS = (CLOSED, REJECTED, CANCELLED)
#: While what was planned is carried out, recorded as done, and such a record still corrected.
LOGGED = (APPROVED, IN_PROGRESS, IMPLEMENTED, VERIFIED)
#: Only reached through an approval; the database asks for one.
AFTER_APPROVAL = (APPROVED, IN_PROGRESS, IMPLEMENTED, VERIFIED, CLOSED)

#: act -> (states it starts from, state it leads to)
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": ((DRAFT,), SUBMITTED),
    "approve": ((SUBMITTED,), APPROVED),
    "return": ((SUBMITTED,), DRAFT),
    "reject": ((SUBMITTED,), REJECTED),
    "start": ((APPROVED,), IN_PROGRESS),
    "implement": ((IN_PROGRESS,), IMPLEMENTED),
    "verify": ((IMPLEMENTED,), VERIFIED),
    "close": ((VERIFIED,), CLOSED),
    "cancel": ((DRAFT, SUBMITTED, APPROVED, IN_PROGRESS), CANCELLED),
}

#: What a plan must say before it can be submitted: the guide's seven questions and how significant the change is. Each
#: is made of points, and a point is met by any of the fields or kinds of rows that it names.
QUESTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "what": (("description",),),
    "significance": (("significance_answers",),),
    "why": (("purpose",),),
    "who": (("owner",), ("planned_end",)),
    "resources": (("committed", "resources"),),
    "impacts": (("impact_rows", "impacts"),),
    "people": (("communications",), ("trainings", "training")),
    "success": (("criteria",),),
}


def can_move(act: str, state: str) -> bool:
    """Whether `act` is possible in `state`. Raises KeyError for an act that does not exist."""
    return state in MOVES[act][0]


def missing(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Question -> its points that nothing is said about, by the first name of each; none for a question that is met.

    A text says nothing when it is empty, blank, or only punctuation such as "-"; a number of rows when it is 0.
    """
    return {
        question: [point[0] for point in points if not any(_says_something(values.get(name)) for name in point)]
        for question, points in QUESTIONS.items()
    }


def _says_something(value: Any) -> bool:
    return bool(re.search(r"\w", value)) if isinstance(value, str) else bool(value)

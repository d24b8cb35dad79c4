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
#: Where a change's life ends.
ENDS = (CLOSED, REJECTED, CANCELLED)
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

#: What a plan must say before it can be submitted: the guide's seven questions and the fields that answer each.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "what": ("description",),
    "why": ("purpose",),
    "who": ("owner", "planned_end"),
    "resources": ("resources",),
    "impacts": ("impacts",),
    "people": ("communication", "training"),
    "success": ("success_criteria",),
}


def can_move(act: str, state: str) -> bool:
    """Whether `act` is possible in `state`. Raises KeyError for an act that does not exist."""
    return state in MOVES[act][0]


def missing(values: Mapping[str, Any]) -> list[str]:
    """The fields of the seven questions that say nothing: empty, blank, or only punctuation such as "-"."""
    return [name for fields in QUESTIONS.values() for name in fields if not _says_something(values.get(name))]


def _says_something(value: Any) -> bool:
    return bool(re.search(r"\w", value)) if isinstance(value, str) else value is not None

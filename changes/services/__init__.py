"""Every write to an SMS change (6.3). An act locks the row, then looks at the state and at who asks."""

from changes.services.deciding import change_approve, change_reject, change_return, change_submit
from changes.services.driving import change_cancel, change_implement, change_start
from changes.services.planning import change_missing, change_save
from changes.services.verifying import change_close, change_follow_up, change_verify, criterion_verify, follow_up_of

__all__ = [
    "change_approve",
    "change_cancel",
    "change_close",
    "change_follow_up",
    "change_implement",
    "change_missing",
    "change_reject",
    "change_return",
    "change_save",
    "change_start",
    "change_submit",
    "change_verify",
    "criterion_verify",
    "follow_up_of",
]

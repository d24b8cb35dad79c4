"""Actions on records: who may do what with them, every write, what waits, and their table (6.1.3, 10.1)."""

from smsplan.records.actions.exports import action_sheet
from smsplan.records.actions.services import (
    action_add,
    action_cancel,
    action_check,
    action_edit,
    action_finish,
    action_start,
)

__all__ = [
    "action_add",
    "action_cancel",
    "action_check",
    "action_edit",
    "action_finish",
    "action_sheet",
    "action_start",
]

"""The pages of the SMS change register."""

from changes.views.acts import (
    ChangeApprove,
    ChangeCancel,
    ChangeClose,
    ChangeImplement,
    ChangeReject,
    ChangeReturn,
    ChangeStart,
    ChangeSubmit,
    ChangeVerify,
)
from changes.views.detail import ChangeDetail
from changes.views.lists import ChangeList
from changes.views.writing import ChangeCreate, ChangeUpdate

__all__ = [
    "ChangeApprove",
    "ChangeCancel",
    "ChangeClose",
    "ChangeCreate",
    "ChangeDetail",
    "ChangeImplement",
    "ChangeList",
    "ChangeReject",
    "ChangeReturn",
    "ChangeStart",
    "ChangeSubmit",
    "ChangeUpdate",
    "ChangeVerify",
]

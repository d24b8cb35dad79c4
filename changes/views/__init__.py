"""The pages of the SMS change register."""

from changes.views.acts import (
    ChangeApprove,
    ChangeCancel,
    ChangeImplement,
    ChangeReject,
    ChangeReturn,
    ChangeStart,
    ChangeSubmit,
)
from changes.views.detail import ChangeDetail
from changes.views.lists import ChangeList
from changes.views.verifying import ChangeClose, ChangeFollowUp, ChangeVerify, CriterionVerify
from changes.views.writing import ChangeCreate, ChangeUpdate, FormMarks

__all__ = [
    "ChangeApprove",
    "ChangeCancel",
    "ChangeClose",
    "ChangeCreate",
    "ChangeDetail",
    "ChangeFollowUp",
    "ChangeImplement",
    "ChangeList",
    "ChangeReject",
    "ChangeReturn",
    "ChangeStart",
    "ChangeSubmit",
    "ChangeUpdate",
    "ChangeVerify",
    "CriterionVerify",
    "FormMarks",
]

"""The pages of the Service Management Plan."""

from smp.views.acts import (
    VersionApprove,
    VersionDiscard,
    VersionReject,
    VersionReturn,
    VersionSubmit,
    VersionTakeBack,
)
from smp.views.pages import PlanHome, VersionDetail
from smp.views.writing import VersionCreate, VersionUpdate

__all__ = [
    "PlanHome",
    "VersionApprove",
    "VersionCreate",
    "VersionDetail",
    "VersionDiscard",
    "VersionReject",
    "VersionReturn",
    "VersionSubmit",
    "VersionTakeBack",
    "VersionUpdate",
]

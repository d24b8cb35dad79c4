"""The pages of the Service Management Plan."""

from smp.views.acts import (
    VersionApprove,
    VersionDiscard,
    VersionReject,
    VersionReturn,
    VersionSubmit,
    VersionTakeBack,
)
from smp.views.compare import VersionCompare
from smp.views.drifting import PlanDrift
from smp.views.home import PlanHome
from smp.views.pages import VersionDetail
from smp.views.writing import VersionCreate, VersionUpdate

__all__ = [
    "PlanDrift",
    "PlanHome",
    "VersionApprove",
    "VersionCompare",
    "VersionCreate",
    "VersionDetail",
    "VersionDiscard",
    "VersionReject",
    "VersionReturn",
    "VersionSubmit",
    "VersionTakeBack",
    "VersionUpdate",
]

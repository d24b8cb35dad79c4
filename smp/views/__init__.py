"""The pages of the Service Management Plan."""

from smp.views.acts import (
    VersionApprove,
    VersionDiscard,
    VersionReject,
    VersionReturn,
    VersionSubmit,
    VersionTakeBack,
)
from smp.views.documents import DocumentDownload, PublicationPoll, PublicationRetry, VersionPreview
from smp.views.pages import PlanHome, VersionDetail
from smp.views.writing import VersionCreate, VersionUpdate

__all__ = [
    "DocumentDownload",
    "PlanHome",
    "PublicationPoll",
    "PublicationRetry",
    "VersionApprove",
    "VersionCreate",
    "VersionDetail",
    "VersionDiscard",
    "VersionPreview",
    "VersionReject",
    "VersionReturn",
    "VersionSubmit",
    "VersionTakeBack",
    "VersionUpdate",
]

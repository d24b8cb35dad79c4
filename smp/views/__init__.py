"""The pages of the Service Management Plan."""

from smp.views.acts import VersionApprove, VersionDiscard, VersionReturn, VersionSubmit
from smp.views.documents import DocumentDownload, PublicationPoll, PublicationRetry, VersionPreview
from smp.views.pages import PlanHome, VersionDetail
from smp.views.writing import SectionUpdate, VersionCreate, VersionUpdate

__all__ = [
    "DocumentDownload",
    "PlanHome",
    "PublicationPoll",
    "PublicationRetry",
    "SectionUpdate",
    "VersionApprove",
    "VersionCreate",
    "VersionDetail",
    "VersionDiscard",
    "VersionPreview",
    "VersionReturn",
    "VersionSubmit",
    "VersionUpdate",
]

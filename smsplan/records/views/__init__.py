"""What every register's pages share on top of smsplan.ui. Import it from here."""

from smsplan.records.views.bulk import BulkPage
from smsplan.records.views.comments import CommentPage, CommentPeople, CommentResolve, CommentWithdraw
from smsplan.records.views.details import RecordDetailPage
from smsplan.records.views.files import AttachmentDownload, AttachView, DetachView
from smsplan.records.views.forms import RecordFormPage
from smsplan.records.views.imports import ImportInto, import_paths
from smsplan.records.views.listing import list_paths
from smsplan.records.views.lists import RecordListPage
from smsplan.records.views.work import WorkPoll, WorkRetry, WorkStatus

__all__ = [
    "AttachView",
    "AttachmentDownload",
    "BulkPage",
    "CommentPage",
    "CommentPeople",
    "CommentResolve",
    "CommentWithdraw",
    "DetachView",
    "ImportInto",
    "RecordDetailPage",
    "RecordFormPage",
    "RecordListPage",
    "WorkPoll",
    "WorkRetry",
    "WorkStatus",
    "import_paths",
    "list_paths",
]

"""What every register's pages share on top of smsplan.ui. Import it from here."""

from smsplan.records.views.comments import CommentPage, CommentPeople, CommentWithdraw
from smsplan.records.views.details import RecordDetailPage
from smsplan.records.views.files import AttachmentDownload, AttachView, DetachView
from smsplan.records.views.forms import RecordFormPage
from smsplan.records.views.imports import ImportPage, ImportTemplate
from smsplan.records.views.lists import RecordListPage
from smsplan.records.views.work import WorkPoll, WorkRetry, WorkStatus

__all__ = [
    "AttachView",
    "AttachmentDownload",
    "CommentPage",
    "CommentPeople",
    "CommentWithdraw",
    "DetachView",
    "ImportPage",
    "ImportTemplate",
    "RecordDetailPage",
    "RecordFormPage",
    "RecordListPage",
    "WorkPoll",
    "WorkRetry",
    "WorkStatus",
]

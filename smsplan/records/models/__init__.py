"""What every register row has, and what is kept beside it. Import it from here."""

from smsplan.records.models.actions import ActionItem
from smsplan.records.models.base import Counter, Record, RecordQuerySet, Submission
from smsplan.records.models.comments import Comment
from smsplan.records.models.files import Attachment
from smsplan.records.models.imports import ImportMemory, ImportRow, ImportRun
from smsplan.records.models.lists import ListPreference, SavedView
from smsplan.records.models.rows import NeededResource, PlannedStep
from smsplan.records.models.work import LongWork

__all__ = [
    "ActionItem",
    "Attachment",
    "Comment",
    "Counter",
    "ImportMemory",
    "ImportRow",
    "ImportRun",
    "ListPreference",
    "LongWork",
    "NeededResource",
    "PlannedStep",
    "Record",
    "RecordQuerySet",
    "SavedView",
    "Submission",
]

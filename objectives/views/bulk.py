"""Changing many objectives at once."""

from objectives.bulk import OBJECTIVES
from objectives.views.lists import ObjectiveList
from smsplan.records.views import BulkPage


class ObjectiveBulk(BulkPage):
    """Owner, sponsor and area of many drafts."""

    permission = OBJECTIVES.permission
    list_page = ObjectiveList

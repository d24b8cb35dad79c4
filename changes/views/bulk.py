"""Changing many SMS changes at once."""

from changes.bulk import CHANGES
from changes.views.lists import ChangeList
from smsplan.records.views import BulkPage


class ChangeBulk(BulkPage):
    """Owner, role, services and practices of many drafts."""

    permission = CHANGES.permission
    list_page = ChangeList

"""Changing many risks or opportunities at once."""

from risks.bulk import OPPORTUNITIES, RISKS
from risks.views.lists import RiskList
from risks.views.opportunities import OpportunityList
from smsplan.records.views import BulkPage


class RiskBulk(BulkPage):
    """Owner, review date, category and practices of many risks."""

    permission = RISKS.permission
    list_page = RiskList


class OpportunityBulk(BulkPage):
    """Owner, review date and practices of many opportunities."""

    permission = OPPORTUNITIES.permission
    list_page = OpportunityList

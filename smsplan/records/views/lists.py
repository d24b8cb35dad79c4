"""The list page of every register: its exports are audit events."""

from smsplan.audit.events import Action, record_event, request_address
from smsplan.ui.views import ListPage


class RecordListPage(ListPage):
    """A register's list; its exports are audit events."""

    def exported(self, format: str, count: int) -> None:
        """Write the export into the audit trail."""
        record_event(
            action=Action.EXPORTED,
            actor=self.request.user,
            label=str(self.title),
            detail={"format": format, "rows": count, "query": self.request.GET.urlencode()[:1000]},
            address=request_address(self.request),
        )

"""The page of one record: files and history beside what the register shows."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.records.services import (
    attachments_of,
)
from smsplan.ui.views import DetailPage


class RecordDetailPage(DetailPage):
    """A record's page with the tabs Overview, Files and History."""

    #: The permission that attaching and withdrawing files needs.
    change_permission = ""

    def get_title(self) -> str:
        """The record's title, under whatever name the register keeps it."""
        return self.record.heading

    def get_tabs(self):
        """(key, label, count, template) of each tab."""
        return [
            ("overview", _("Overview"), None, ""),
            ("files", _("Files"), attachments_of(self.record).count(), "ui/_files.html"),
            ("history", _("History"), None, "ui/_history.html"),
        ]

    def may_change(self) -> bool:
        """Whether this person may attach files here."""
        return self.request.user.has_perm(self.change_permission)

    def get_tab_context(self, key: str) -> dict:
        """Files or history, for the tab that shows them."""
        if key == "files":
            content_type = ContentType.objects.get_for_model(self.record)
            return {
                "attachments": attachments_of(self.record),
                "can_upload": self.may_change(),
                "upload_url": reverse("records:attach", args=[content_type.pk, self.record.pk]),
            }
        if key == "history":
            return {"saves": diff.saves(self.record)}
        return {}

"""The page of one record: discussion, files and history beside what the register shows."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.records.comments import comment_count
from smsplan.records.services import (
    attachments_of,
)
from smsplan.records.views import action_tab
from smsplan.records.views.comments import discussion
from smsplan.ui.views import DetailPage


class RecordDetailPage(DetailPage):
    """A record's page with the tabs Overview, Actions on registers that have them, Discussion, Files, History."""

    #: The permission that attaching and withdrawing files needs.
    change_permission = ""

    def get_title(self) -> str:
        """The record's title, under whatever name the register keeps it."""
        return self.record.heading

    def get_family(self) -> list[int]:
        """Keys of the records whose files and comments are shown here together: this one's, unless others joined it."""
        return [self.record.pk]

    @cached_property
    def family(self) -> list[int]:
        """`get_family`, asked once."""
        return list(self.get_family())

    def get_tabs(self):
        """(key, label, count, template) of each tab."""
        discussed = comment_count(self.record, self.family)
        tabs = [("overview", _("Overview"), None, "")]
        if hasattr(self.record, "actions"):
            decided = action_tab.actions_of(self.record, self.family).count()
            tabs.append(("actions", _("Actions"), decided, "records/_actions.html"))
        return [
            *tabs,
            ("discussion", _("Discussion"), discussed, "records/_comments.html"),
            ("files", _("Files"), attachments_of(self.record, self.family).count(), "ui/_files.html"),
            ("history", _("History"), None, "ui/_history.html"),
        ]

    def may_change(self) -> bool:
        """Whether this person may attach files here."""
        return self.request.user.has_perm(self.change_permission)

    def get_tab_context(self, key: str) -> dict:
        """Actions, discussion, files or history, for the tab that shows them."""
        if key == "actions":
            return action_tab.tab_context(self.request.user, self.record, self.family)
        if key == "discussion":
            return discussion(self.record, self.family, self.request.user)
        if key == "files":
            content_type = ContentType.objects.get_for_model(self.record)
            return {
                "attachments": self.files(),
                "can_upload": self.may_change(),
                "upload_url": reverse("records:attach", args=[content_type.pk, self.record.pk]),
            }
        if key == "history":
            return {"saves": diff.saves(self.record)}
        return {}

    def files(self) -> list:
        """The files of the family, each with `kept_with`, the record it belongs to, when that is another one."""
        files = list(attachments_of(self.record, self.family))
        others = {file.target_id for file in files} - {self.record.pk}
        names = {other.pk: str(other) for other in type(self.record)._default_manager.filter(pk__in=others)}
        for file in files:
            file.kept_with = names.get(file.target_id, "")
        return files

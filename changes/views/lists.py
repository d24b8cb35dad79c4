"""The register of SMS changes."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import exports
from changes.bulk import CHANGES
from changes.filters import ChangeFilter
from changes.models import Change
from changes.tables import ChangeTable
from changes.views.one import VIEW
from smsplan.records.views import RecordListPage
from smsplan.ui.parts import Empty, Face


class ChangesPage(RecordListPage):
    """The register, however one looks at it: what may be seen, the filters, and the way to the other faces."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("SMS changes")
    filterset_class = ChangeFilter
    table_class = ChangeTable
    create_url = reverse_lazy("changes:create")
    create_label = gettext_lazy("Plan a change")
    create_permission = "changes.add_change"
    export_name = "changes"
    #: The name of the address of this face.
    face = "list"

    def get_queryset(self):
        """What this person may see."""
        return Change.objects.visible_to(self.request.user).for_list()

    def get_faces(self) -> list[Face]:
        """List, board and calendar, with the same filters."""
        query = self.known_query(self.request.GET.urlencode())
        return [
            Face(label, reverse(f"changes:{name}") + (f"?{query}" if query else ""), icon, active=name == self.face)
            for name, label, icon in (
                ("list", _("List"), "list"),
                ("board", _("Board"), "layout-kanban"),
                ("calendar", _("Calendar"), "calendar-month"),
            )
        ]

    def get_sheets(self, queryset):
        """The register's table."""
        return exports.sheets(queryset=queryset)

    def get_empty(self) -> Empty:
        """What belongs here."""
        return Empty(
            title=_("No SMS changes yet"),
            text=_(
                "A change to the management system itself is planned before it is made: what and why, who, with which"
                " resources, which risks, who is told and trained, and what will show that it worked."
            ),
            clause=_("ISO/IEC 20000-1, 6.3"),
            example=_("Adopt a new service desk tool; expand the scope to a new service."),
            action=self.get_primary(),
        )


class ChangeList(ChangesPage):
    """The register as a list."""

    list_key = "changes"
    bulk = CHANGES

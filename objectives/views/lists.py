"""The register's list."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import exports
from objectives.bulk import OBJECTIVES
from objectives.filters import ObjectiveFilter
from objectives.models import Objective
from objectives.tables import ObjectiveTable
from objectives.views.register import VIEW
from smsplan.records.views import RecordListPage
from smsplan.ui.parts import Action, Empty


class ObjectiveList(RecordListPage):
    """The register."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Objectives")
    filterset_class = ObjectiveFilter
    table_class = ObjectiveTable
    create_url = reverse_lazy("objectives:create")
    create_label = gettext_lazy("New objective")
    create_permission = "objectives.add_objective"
    export_name = "objectives"
    list_key = "objectives"
    bulk = OBJECTIVES

    def get_queryset(self):
        return Objective.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        return exports.sheets(queryset=queryset.defer(None))

    def paginate(self, table) -> None:
        """Cut the page, then read where its objectives stand."""
        super().paginate(table)
        table.prepare()

    def extra_actions(self) -> list[Action]:
        actions = [Action(_("Dashboard"), reverse("objectives:dashboard"), "chart-line")]
        if self.may("objectives.view_objective"):
            actions.append(Action(_("Alignment"), reverse("objectives:alignment"), "target-arrow"))
        if self.may("objectives.add_objective"):
            actions.append(Action(_("Import"), reverse("objectives:import"), "upload"))
        return actions

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No objectives yet"),
            text=_(
                "What should service management achieve, measured how and by when? Each objective has an owner, a"
                " target and a due date."
            ),
            clause=_("ISO/IEC 20000-1, 6.2"),
            example=_("Reduce the time to resolve P1 incidents from 4 hours to 2 hours by the end of the year."),
            action=Action(_("Import objectives"), reverse("objectives:import"), "upload")
            if self.may("objectives.add_objective")
            else None,
        )

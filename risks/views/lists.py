"""The risk register's list."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import exports
from risks.bulk import RISKS
from risks.filters import RiskFilter
from risks.models import Risk
from risks.tables import RiskTable
from risks.views.one import VIEW
from smsplan.records.views import RecordListPage
from smsplan.ui.parts import Action, Empty
from smsplan.ui.picker import PickOptions


class RiskList(RecordListPage):
    """The register."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Risks")
    filterset_class = RiskFilter
    table_class = RiskTable
    create_url = reverse_lazy("risks:create")
    create_label = gettext_lazy("New risk")
    create_permission = "risks.add_risk"
    export_name = "risks"
    list_key = "risks"
    bulk = RISKS

    def get_queryset(self):
        return Risk.objects.visible_to(self.request.user).for_list()

    def get_table_kwargs(self):
        return {"book": self.filterset.book}

    def get_sheets(self, queryset):
        return exports.sheets(queryset=queryset)

    def get_primary(self) -> Action | None:
        if create := super().get_primary():
            return create
        if self.may("risks.propose_risk"):
            return Action(_("Propose a risk"), reverse("risks:propose"), "bulb")
        return None

    def extra_actions(self) -> list[Action]:
        actions = [Action(_("Risk matrix"), reverse("risks:matrix"), "grid-dots")]
        if self.may("risks.add_risk"):
            actions.append(Action(_("Import"), reverse("risks:import"), "upload"))
        return actions

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No risks yet"),
            text=_(
                "What could keep the SMS or a service from reaching its objectives? Each risk gets an owner, an "
                "assessment and a review date."
            ),
            clause=_("ISO/IEC 20000-1, 6.1"),
            example=_("Service desk tool fails or loses data; ticket history lost."),
            action=Action(_("Import a register"), reverse("risks:import"), "upload")
            if self.may("risks.add_risk")
            else None,
        )


class RiskPick(PickOptions):
    """What a picker of risks offers: the open ones that this person sees."""

    permission = VIEW

    def get_queryset(self):
        return Risk.objects.visible_to(self.request.user).open().only("reference", "title").order_by("reference")

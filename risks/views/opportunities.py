"""The opportunity register: its list, and its matrix of benefit and effort."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from risks import exports, selectors
from risks.bulk import OPPORTUNITIES
from risks.filters import OpportunityFilter
from risks.models import Opportunity
from risks.tables import OpportunityTable
from risks.views.opportunity import VIEW
from smsplan.records.views import RecordListPage
from smsplan.ui.parts import Action, Crumb, Empty
from smsplan.ui.views import Entry


class OpportunityList(RecordListPage):
    """The register."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Opportunities")
    filterset_class = OpportunityFilter
    table_class = OpportunityTable
    create_url = reverse_lazy("opportunities:create")
    create_label = gettext_lazy("New opportunity")
    create_permission = "risks.add_opportunity"
    export_name = "opportunities"
    list_key = "opportunities"
    bulk = OPPORTUNITIES

    def get_queryset(self):
        return Opportunity.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        return [exports.opportunity_sheet(queryset)]

    def extra_actions(self) -> list[Action]:
        actions = [Action(_("Benefit and effort"), reverse("opportunities:matrix"), "grid-dots")]
        if self.may("risks.propose_opportunity"):
            actions.append(Action(_("Propose an opportunity"), reverse("opportunities:propose"), "bulb"))
        return actions

    def get_empty(self) -> Empty:
        return Empty(
            title=_("No opportunities yet"),
            text=_(
                "Where can the SMS be strengthened, a service improved or a cost reduced? A good one becomes an "
                "objective."
            ),
            clause=_("ISO/IEC 20000-1, 6.1"),
            example=_("Automate incident categorization, reducing mean time to resolution by 20%."),
        )


class OpportunityMatrix(Entry, View):
    """Benefit against effort: counts per cell, each cell a link to the list."""

    permission = VIEW
    as_of = True
    title = gettext_lazy("Benefit and effort")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Opportunities"), reverse("opportunities:list"))]

    def get(self, request):
        def link(effort: int, benefit: int) -> str:
            state = {"attention": "open", "effort": effort, "benefit": benefit}
            return f"{reverse('opportunities:list')}?{urlencode(state)}"

        visible = Opportunity.objects.visible_to(request.user)
        context = {
            "page": self.get_page(),
            "matrix": selectors.opportunity_matrix(queryset=visible, link=link),
            "unevaluated": visible.filter(state=Opportunity.State.IDENTIFIED).count(),
            "proposed": visible.proposed().count(),
        }
        return render(request, "risks/opportunity_matrix.html", context)

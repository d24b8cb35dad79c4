"""The opportunity register's pages, in the same form as the risk register's."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from risks import exports, policies, selectors, services
from risks.filters import OpportunityFilter
from risks.forms import EvaluateForm, OpportunityForm
from risks.models import Opportunity
from risks.tables import OpportunityTable, state_pill
from smsplan.records.views import RecordDetailPage, RecordFormPage, RecordListPage
from smsplan.ui.parts import Action, Crumb, Empty, Fact, Move, Step
from smsplan.ui.templatetags.ui import day
from smsplan.ui.views import ConfirmPage, Entry

VIEW = ("risks.view_opportunity", "risks.own_opportunity")


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

    def get_queryset(self):
        return Opportunity.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        return [exports.opportunity_sheet(queryset)]

    def extra_actions(self) -> list[Action]:
        return [Action(_("Benefit and effort"), reverse("opportunities:matrix"), "grid-dots")]

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
        }
        return render(request, "risks/opportunity_matrix.html", context)


class OneOpportunity:
    """A page about one opportunity that this person may see (404 otherwise)."""

    def get_queryset(self):
        return Opportunity.objects.visible_to(self.request.user).select_related("owner", "created_by", "updated_by")

    def get_object(self) -> Opportunity:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Opportunities"), reverse("opportunities:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class OpportunityDetail(OneOpportunity, RecordDetailPage):
    """One opportunity."""

    permission = VIEW
    as_of = True
    change_permission = "risks.change_opportunity"
    template_name = "risks/opportunity_detail.html"

    def get_pill(self):
        return state_pill(self.record)

    def get_steps(self) -> list[Step]:
        declined = self.record.state == Opportunity.State.DECLINED
        end = Opportunity.State.DECLINED if declined else Opportunity.State.CONVERTED
        states = [Opportunity.State.IDENTIFIED, Opportunity.State.EVALUATED, end]
        now = states.index(Opportunity.State(self.record.state))
        return [
            Step(str(state.label), "done" if position < now else "current" if position == now else "todo")
            for position, state in enumerate(states)
        ]

    def get_primary(self) -> Action | None:
        if policies.can_evaluate(self.request.user, self.record):
            return Action(_("Evaluate"), reverse("opportunities:evaluate", args=[self.record.pk]), "scale")
        return None

    def extra_actions(self) -> list[Action]:
        if policies.can_change_opportunity(self.request.user, self.record):
            return [Action(_("Edit"), reverse("opportunities:update", args=[self.record.pk]), "edit")]
        return []

    def get_moves(self) -> list[Move]:
        user, record = self.request.user, self.record
        moves = []
        if record.state == Opportunity.State.EVALUATED and user.has_perm("objectives.add_objective"):
            # The act lives in the objectives register, which stands above this one.
            url = f"/objectives/from-opportunity/{record.pk}/"
            moves.append(Move(_("Convert into an objective"), url, "primary"))
        if policies.can_decline(user, record):
            moves.append(Move(_("Decline"), reverse("opportunities:decline", args=[record.pk])))
        return moves

    def get_facts(self) -> list[Fact]:
        record = self.record
        return [
            Fact(_("Owner"), record.accountable),
            Fact(_("Benefit"), record.get_benefit_display()),
            Fact(_("Effort"), record.get_effort_display()),
            Fact(_("Review date"), day(record.review_date)),
            Fact(_("Last changed"), day(record.updated_at)),
        ]

    def get_tab_context(self, key: str) -> dict:
        if key == "overview":
            return {"services": self.record.services.all(), "practices": self.record.practices.all()}
        return super().get_tab_context(key)


class OpportunityCreate(RecordFormPage):
    """A new opportunity."""

    permission = "risks.add_opportunity"
    title = gettext_lazy("New opportunity")
    form_class = OpportunityForm
    success_message = gettext_lazy("The opportunity is in the register.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Opportunities"), reverse("opportunities:list"))]


class OpportunityUpdate(OneOpportunity, RecordFormPage):
    """Edit an opportunity."""

    permission = "risks.change_opportunity"
    title = gettext_lazy("Edit opportunity")
    form_class = OpportunityForm

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_change_opportunity(self.request.user, self.record)


class OpportunityEvaluate(OneOpportunity, ConfirmPage):
    """Weigh benefit against effort."""

    permission = "risks.evaluate_opportunity"
    heading = gettext_lazy("Evaluate this opportunity")
    consequence = gettext_lazy(
        "Benefit against effort gives its priority; an evaluated opportunity can become an objective."
    )
    form_class = EvaluateForm
    reason_required = False
    submit_label = gettext_lazy("Save evaluation")

    def get_initial(self) -> dict:
        return {"benefit": self.record.benefit, "effort": self.record.effort}

    def allowed(self) -> bool:
        return policies.can_evaluate(self.request.user, self.record)

    def act(self, form):
        services.opportunity_evaluate(opportunity=self.record, actor=self.request.user, **form.cleaned_data)


class OpportunityDecline(OneOpportunity, ConfirmPage):
    """Decline an opportunity."""

    permission = "risks.evaluate_opportunity"
    heading = gettext_lazy("Decline this opportunity?")
    consequence = gettext_lazy("It stays in the register with your reason, and can't become an objective.")
    danger = True

    def allowed(self) -> bool:
        return policies.can_decline(self.request.user, self.record)

    def act(self, form):
        services.opportunity_decline(
            opportunity=self.record, actor=self.request.user, reason=form.cleaned_data["reason"]
        )

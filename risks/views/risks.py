"""The risk register's pages."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from risks import exports, policies, selectors, services
from risks.filters import RiskFilter
from risks.forms import AssessForm, NewRiskForm, RiskForm
from risks.imports import RisksImporter
from risks.models import Risk
from risks.tables import RiskTable, level_pill, state_pill
from smsplan.records.views import (
    ImportPage,
    ImportTemplate,
    RecordDetailPage,
    RecordFormPage,
    RecordListPage,
)
from smsplan.ui.parts import Action, Crumb, Empty, Fact, Move, Step
from smsplan.ui.templatetags.ui import day
from smsplan.ui.views import ConfirmPage, Entry, FormPage

VIEW = ("risks.view_risk", "risks.own_risk")


class RiskList(RecordListPage):
    """The register."""

    permission = VIEW
    title = gettext_lazy("Risks")
    filterset_class = RiskFilter
    table_class = RiskTable
    create_url = reverse_lazy("risks:create")
    create_label = gettext_lazy("New risk")
    create_permission = "risks.add_risk"
    export_name = "risks"

    def get_queryset(self):
        return Risk.objects.visible_to(self.request.user).for_list()

    def get_sheets(self, queryset):
        return exports.sheets(queryset=queryset)

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


class OneRisk:
    """A page about one risk that this person may see (404 otherwise)."""

    pk_url_kwarg = "pk"

    def get_queryset(self):
        return Risk.objects.visible_to(self.request.user).select_related(
            "category", "owner", "inherent", "residual", "created_by", "updated_by"
        )

    def get_object(self) -> Risk:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Risks"), reverse("risks:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class RiskDetail(OneRisk, RecordDetailPage):
    """One risk."""

    permission = VIEW
    change_permission = "risks.change_risk"
    template_name = "risks/risk_detail.html"

    def get_pill(self):
        return state_pill(self.record)

    def get_primary(self) -> Action | None:
        if policies.can_assess(self.request.user, self.record):
            return Action(_("Assess"), reverse("risks:assess", args=[self.record.pk]), "chart-dots")
        return None

    def extra_actions(self) -> list[Action]:
        if policies.can_change(self.request.user, self.record):
            return [Action(_("Edit"), reverse("risks:update", args=[self.record.pk]), "edit")]
        return []

    def get_steps(self) -> list[Step]:
        states = list(Risk.State)
        now = states.index(Risk.State(self.record.state))
        return [
            Step(str(state.label), "done" if position < now else "current" if position == now else "todo")
            for position, state in enumerate(states)
        ]

    def get_moves(self) -> list[Move]:
        user, risk = self.request.user, self.record
        offered = [
            (policies.can_treat, Move(_("Start treatment"), reverse("risks:treat", args=[risk.pk]), "primary")),
            (policies.can_monitor, Move(_("Monitor"), reverse("risks:monitor", args=[risk.pk]))),
            (policies.can_close, Move(_("Close"), reverse("risks:close", args=[risk.pk]))),
            (policies.can_reopen, Move(_("Reopen"), reverse("risks:reopen", args=[risk.pk]))),
        ]
        return [move for allowed, move in offered if allowed(user, risk)]

    def get_facts(self) -> list[Fact]:
        risk = self.record
        return [
            Fact(_("Owner"), risk.accountable),
            Fact(_("Category"), risk.category),
            Fact(_("Source"), risk.get_source_display()),
            Fact(_("Review date"), day(risk.review_date)),
            Fact(_("Treatment"), risk.get_strategy_display()),
            Fact(_("Last changed"), day(risk.updated_at)),
        ]

    def get_tabs(self):
        overview, files, history = super().get_tabs()
        assessments = (
            "assessments", _("Assessments"), self.record.assessments.count(), "risks/_assessments.html"
        )  # fmt: skip
        return [overview, assessments, files, history]

    def get_tab_context(self, key: str) -> dict:
        if key == "overview":
            risk = self.record
            return {
                "services": risk.services.all(),
                "practices": risk.practices.all(),
                "obligations": risk.obligations.all(),
                "levels": [
                    (_("Inherent"), risk.inherent, level_pill(risk.inherent.level if risk.inherent else None)),
                    (_("Residual"), risk.residual, level_pill(risk.residual.level if risk.residual else None)),
                ],
            }
        if key == "assessments":
            rows = self.record.assessments.select_related("assessor", "criteria")
            return {"assessments": [(row, level_pill(row.level)) for row in rows]}
        return super().get_tab_context(key)


class RiskCreate(RecordFormPage):
    """A new risk."""

    permission = "risks.add_risk"
    title = gettext_lazy("New risk")
    form_class = NewRiskForm
    success_message = gettext_lazy("The risk is in the register.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def perform(self, form):
        data = dict(form.cleaned_data)
        many = {name: data.pop(name) for name in ("services", "practices", "obligations")}
        return services.risk_create(actor=self.request.user, many=many, **data)


class RiskUpdate(OneRisk, RecordFormPage):
    """Edit a risk."""

    permission = "risks.change_risk"
    title = gettext_lazy("Edit risk")
    form_class = RiskForm

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_change(self.request.user, self.record)


class RiskAssess(OneRisk, FormPage):
    """One more assessment."""

    permission = "risks.assess_risk"
    title = gettext_lazy("Assess risk")
    form_class = AssessForm
    success_message = gettext_lazy("The assessment is kept.")

    def get_initial(self) -> dict:
        current = self.record.current
        return {"likelihood": current.likelihood, "impact": current.impact} if current else {}

    def save(self, form):
        services.risk_assess(risk=self.record, actor=self.request.user, **form.cleaned_data)
        return self.record


class RiskAct(OneRisk, ConfirmPage):
    """Base of the acts on a risk."""

    permission = "risks.change_risk"
    policy = staticmethod(policies.can_change)
    service = staticmethod(services.risk_close)

    def allowed(self) -> bool:
        return type(self).policy(self.request.user, self.record)

    def act(self, form):
        type(self).service(risk=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])


class RiskTreat(RiskAct):
    """Begin treatment."""

    heading = gettext_lazy("Start treatment?")
    consequence = gettext_lazy("The risk is shown as in treatment until it goes over to monitoring.")
    reason_required = False
    policy = staticmethod(policies.can_treat)
    service = staticmethod(services.risk_treat)


class RiskMonitor(RiskAct):
    """Go over to monitoring."""

    heading = gettext_lazy("Go over to monitoring?")
    consequence = gettext_lazy("Treatment counts as done; the risk is reviewed on its review date.")
    reason_required = False
    policy = staticmethod(policies.can_monitor)
    service = staticmethod(services.risk_monitor)


class RiskClose(RiskAct):
    """Close a risk."""

    heading = gettext_lazy("Close this risk?")
    consequence = gettext_lazy("It leaves the matrix and is not reviewed any more. The record and its history stay.")
    danger = True
    policy = staticmethod(policies.can_close)
    service = staticmethod(services.risk_close)


class RiskReopen(RiskAct):
    """Take a closed risk up again."""

    heading = gettext_lazy("Reopen this risk?")
    consequence = gettext_lazy("It returns to the matrix and to the work of its owner.")
    policy = staticmethod(policies.can_reopen)
    service = staticmethod(services.risk_reopen)


class RiskMatrix(Entry, View):
    """The matrix: counts per cell, each cell a link to the list."""

    permission = VIEW
    title = gettext_lazy("Risk matrix")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def get(self, request):
        kind = "inherent" if request.GET.get("kind") == "inherent" else "residual"

        def link(likelihood: int, impact: int) -> str:
            state = {"attention": "open", "likelihood": likelihood, "impact": impact}
            if kind == "inherent":
                state["kind"] = kind
            return f"{reverse('risks:list')}?{urlencode(state)}"

        visible = Risk.objects.visible_to(request.user)
        drawn = selectors.matrix(kind=kind, queryset=visible, link=link)
        context = {
            "page": self.get_page(),
            "matrix": drawn,
            "kind": kind,
            "unassessed": visible.open().filter(level=None).count(),
        }
        return render(request, "risks/matrix.html", context)


class RiskImport(ImportPage):
    """Import a register."""

    permission = "risks.add_risk"
    title = gettext_lazy("Import risks")
    register_title = gettext_lazy("Risks")
    register_url = "risks:list"
    template_url = "risks:import_template"
    lead = gettext_lazy("A CSV or XLSX file with one risk a row. Nothing is saved before you confirm.")

    @property
    def importer(self) -> RisksImporter:
        """A new one each time: it remembers people and risks while it reads a file."""
        return RisksImporter()


class RiskImportTemplate(ImportTemplate):
    """The headings."""

    permission = "risks.add_risk"
    importer = RisksImporter()
    file_name = "risks-template"

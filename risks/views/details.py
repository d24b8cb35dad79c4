"""A risk's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Risk
from risks.tables import level_pill, state_pill
from risks.views.one import VIEW, OneRisk
from smsplan.records.views import RecordDetailPage
from smsplan.ui.parts import Action, Fact, Move, Step
from smsplan.ui.templatetags.ui import day


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
        left_out = {Risk.State.PROPOSED, Risk.State.MERGED} - {self.record.state}
        states = [state for state in Risk.State if state not in left_out]
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
        overview, *others = super().get_tabs()
        assessments = (
            "assessments", _("Assessments"), self.record.assessments.count(), "risks/_assessments.html"
        )  # fmt: skip
        return [overview, assessments, *others]

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

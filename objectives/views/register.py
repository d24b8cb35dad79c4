"""The register of objectives: list and detail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from objectives import charts, plans, policies, selectors, services, trail
from objectives.models import Objective
from objectives.views import steering
from risks.tables import level_pill
from smsplan.records.views import RecordDetailPage
from smsplan.records.views.linked import shown
from smsplan.ui.numbers import figure
from smsplan.ui.parts import Action, Crumb, Fact, Move, Step
from smsplan.ui.templatetags.ui import day
from smsplan.ui.today import today

VIEW = ("objectives.view_objective", "objectives.own_objective")
State = Objective.State


def not_now(request: HttpRequest, objective: Objective) -> HttpResponseRedirect:
    """Back to the objective, which says where it stands: what was asked for is not possible in that state."""
    words = _("%(reference)s is “%(state)s”; this is not possible now.")
    messages.info(request, words % {"reference": objective.reference, "state": objective.get_state_display()})
    return HttpResponseRedirect(objective.get_absolute_url())


class OneObjective:
    """A page about one objective that this person may see (404 otherwise)."""

    def get_queryset(self):
        return Objective.objects.visible_to(self.request.user).select_related(
            "owner", "sponsor", "opportunity", "approved_by", "submitted_by", "updated_by", "closed_by"
        )

    def get_object(self) -> Objective:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = [Crumb(_("Objectives"), reverse("objectives:list"))]
        if not isinstance(self, RecordDetailPage):
            crumbs.append(Crumb(self.record.reference, self.record.get_absolute_url()))
        return crumbs


class ObjectiveDetail(OneObjective, RecordDetailPage):
    """One objective: where it stands, what it lacks, its values."""

    permission = VIEW
    as_of = True
    change_permission = "objectives.change_objective"
    template_name = "objectives/detail.html"

    def get_pill(self):
        return selectors.state_pill(self.record.state)

    def extra_actions(self) -> list[Action]:
        actions = []
        if policies.can_change(self.request.user, self.record):
            actions.append(Action(_("Edit"), reverse("objectives:update", args=[self.record.pk]), "edit"))
        return [*actions, Action(_("Print as PDF"), reverse("objectives:pdf", args=[self.record.pk]), "printer")]

    def get_steps(self) -> list[Step]:
        if self.record.state == State.WITHDRAWN:
            return [Step(str(State.WITHDRAWN.label), "current")]
        last = State.MISSED if self.record.state == State.MISSED else State.ACHIEVED
        states = [State.DRAFT, State.SUBMITTED, State.APPROVED, last]
        now = states.index(State(self.record.state))
        return [
            Step(str(state.label), "done" if place < now else "current" if place == now else "todo")
            for place, state in enumerate(states)
        ]

    def get_moves(self) -> list[Move]:
        user, objective = self.request.user, self.record
        offered = [
            (policies.can_submit, _("Submit for approval"), "submit", "primary"),
            (policies.can_approve, _("Approve"), "approve", "primary"),
            (policies.can_return, _("Return with comments"), "return", "secondary"),
            (policies.can_revise, _("Revise"), "revise", "secondary"),
            (policies.can_close, _("Review at year-end"), "close", "secondary"),
            (policies.can_withdraw, _("Withdraw"), "withdraw", "secondary"),
        ]
        return [
            Move(label, reverse(f"objectives:{name}", args=[objective.pk]), style)
            for allowed, label, name, style in offered
            if allowed(user, objective)
        ]

    def get_facts(self) -> list[Fact]:
        one = self.record
        facts = [
            Fact(_("Owner"), one.accountable),
            Fact(_("Sponsor"), one.sponsor),
            Fact(_("Area"), one.area),
            Fact(_("Metric"), one.metric),
            Fact(_("Baseline"), figure(one.baseline, one.unit)),
            Fact(_("Target"), selectors.target_figure(one)),
            Fact(_("Held against the target"), one.get_rule_display()),
            Fact(_("Review frequency"), one.get_frequency_display()),
            Fact(_("Start"), day(one.start_date)),
            Fact(_("Due"), day(one.due_date)),
        ]
        if one.opportunity_id:
            facts.append(Fact(_("Converted from"), shown(self.request.user, one.opportunity)))
        if one.approved_by_id:
            facts.append(Fact(_("Approved by"), f"{one.approved_by}, {day(one.approved_at)}"))
        return facts

    def get_tabs(self):
        overview, *others = super().get_tabs()
        count = self.record.measurements.count()
        tabs = [overview, ("measurements", _("Measurements"), count, "objectives/_measurements.html")]
        if self.record.state in Objective.APPROVED_STATES:
            revised = self.record.revisions.count()
            tabs.append(("revisions", _("Revisions"), revised, "objectives/_revisions.html"))
        return [*tabs, *others]

    def get_tab_context(self, key: str) -> dict:
        on = today()
        if key == "overview":
            view = selectors.with_progress([self.record])[0]
            before = self.record.state in (State.DRAFT, State.SUBMITTED)
            rows = charts.period_rows(self.record, today=on) if self.can_measure else []
            return {
                "view": view,
                "notes": steering.notes(view, self.request.user),
                "linked": steering.linked_cycles(self.record, self.request.user),
                "decided": self.record.state in Objective.APPROVED_STATES,
                "chart": charts.chart_of(view),
                "missing": services.missing(self.record) if before else [],
                "before": before,
                "may_edit": policies.can_change(self.request.user, self.record),
                "services": self.record.services.all(),
                "plan": plans.plan_of(self.record),
                "can_finish": self.can_measure,
                "uncommitted": _("Not committed yet"),
                "fallen": _("No longer stands"),
                "risks": [
                    (risk, level_pill(risk.level) if risk.level else None)
                    for risk in self.record.risks.visible_to(self.request.user).only(
                        "reference", "title", "level", "state"
                    )
                ],
                "may_link_risks": policies.can_link_risks(self.request.user, self.record),
                "due_rows": [row for row in reversed(rows) if row.due][:4],
            }
        if key == "measurements":
            rows = charts.period_rows(self.record, today=on)
            return {"rows": rows, "can_measure": self.can_measure}
        if key == "revisions":
            return steering.revisions_tab(self.record, self.request.user)
        if key == "history":
            return {"saves": trail.saves(self.record)}
        return super().get_tab_context(key)

    @property
    def can_measure(self) -> bool:
        """Whether this person may record values here now."""
        return policies.can_measure(self.request.user, self.record)

"""A risk's page."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from risks import policies, services
from risks.forms import ReviewForm
from risks.models import Risk, RiskCriteria
from risks.tables import level_pill, state_pill
from risks.views.assessments import assessments_tab
from risks.views.attention import notes
from risks.views.one import VIEW, OneRisk
from smsplan.audit.events import Action as Act
from smsplan.audit.events import events_of
from smsplan.records.models import ActionItem
from smsplan.records.views import RecordDetailPage
from smsplan.ui.parts import Action, Fact, Move, Step
from smsplan.ui.templatetags.ui import day, due
from smsplan.ui.today import past_day, today

#: How many of the past reviews the overview names; the rest is in the history.
PAST_REVIEWS = 5


class RiskDetail(OneRisk, RecordDetailPage):
    """One risk."""

    permission = VIEW
    as_of = True
    change_permission = "risks.change_risk"
    template_name = "risks/risk_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("target", "criteria", "merged_into")

    @cached_property
    def criteria(self) -> RiskCriteria:
        """The criteria in force."""
        return RiskCriteria.in_force()

    @cached_property
    def merged(self) -> list[Risk]:
        """The risks that were merged into this one, as far as this person sees them."""
        return services.family_of(self.record, Risk.objects.visible_to(self.request.user))

    @cached_property
    def may_accept(self) -> bool:
        """Whether this person may accept the risk now."""
        return past_day() is None and policies.can_accept(
            self.request.user, self.record, self.criteria.acceptance_level
        )

    def get_family(self) -> list[int]:
        return [self.record.pk, *(risk.pk for risk in self.merged)]

    def may_change(self) -> bool:
        return super().may_change() and self.record.takes_files

    def get_pill(self):
        return state_pill(self.record)

    def get_primary(self) -> Action | None:
        if policies.can_decide_proposal(self.request.user, self.record):
            return Action(_("Take into the register"), self._url("adopt"), "check")
        if policies.can_assess(self.request.user, self.record):
            return Action(_("Assess"), self._url("assess"), "chart-dots")
        return None

    def extra_actions(self) -> list[Action]:
        user, risk = self.request.user, self.record
        offered = [
            (policies.can_change, Action(_("Edit"), self._url("update"), "edit")),
            (policies.can_withdraw_acceptance, Action(_("Withdraw the acceptance"), self._url("withdraw"), "x")),
            (policies.can_merge, Action(_("Merge into another risk"), self._url("merge"), "git-merge")),
        ]
        actions = [action for allowed, action in offered if allowed(user, risk)]
        if risk.is_open and self.may("objectives.change_objective"):
            at_stake = Action(_("Objectives at stake"), reverse("objectives:at_stake", args=[risk.pk]), "target")
            actions.insert(1 if actions else 0, at_stake)
        return actions

    def _url(self, name: str) -> str:
        return reverse(f"risks:{name}", args=[self.record.pk])

    def get_steps(self) -> list[Step]:
        """The stages of the risk's life; of one that ended, those it went through are marked as done."""
        now = Risk.State(self.record.state)
        left_out = {Risk.State.PROPOSED, Risk.State.MERGED} - {now}
        if now == Risk.State.MERGED:
            left_out.add(Risk.State.CLOSED)
        states = [state for state in Risk.State if state not in left_out]
        position = states.index(now)
        done = set(states[:position])
        if now in {Risk.State.CLOSED, Risk.State.MERGED}:
            done &= {Risk.State(state) for state in self.record.history.values_list("state", flat=True).distinct()}
        return [
            Step(str(state.label), "current" if state == now else "done" if state in done else "todo")
            for state in states
        ]

    def get_moves(self) -> list[Move]:
        user, risk = self.request.user, self.record
        accepting = "secondary" if risk.state == Risk.State.TREATED else "primary"
        offered = [
            (policies.can_treat(user, risk), Move(_("Start treatment"), self._url("treat"), "primary")),
            (self.may_accept, Move(_("Accept"), self._url("accept"), accepting)),
            (policies.can_monitor(user, risk), Move(_("Monitor"), self._url("monitor"))),
            (policies.can_decide_proposal(user, risk), Move(_("Decline"), self._url("decline"))),
            (policies.can_close(user, risk), Move(_("Close"), self._url("close"))),
            (policies.can_reopen(user, risk), Move(_("Reopen"), self._url("reopen"))),
        ]
        return [move for allowed, move in offered if allowed]

    def get_facts(self) -> list[Fact]:
        risk = self.record
        facts = [
            Fact(_("Owner"), risk.accountable),
            Fact(_("Category"), risk.category),
            Fact(_("Source"), risk.get_source_display()),
            Fact(_("Review date"), due(risk.review_date) if risk.is_open else day(risk.review_date)),
            Fact(_("Last reviewed"), day(risk.reviewed_on)),
        ]
        if risk.accepted_until:
            facts.append(Fact(_("Accepted until"), due(risk.accepted_until)))
        return [*facts, Fact(_("Added by"), risk.created_by), Fact(_("Last changed"), day(risk.updated_at))]

    def get_tabs(self):
        overview, *others = super().get_tabs()
        risk = self.record
        own = [("assessments", _("Assessments"), risk.assessments.count(), "risks/_assessments.html")]
        own.append(("acceptance", _("Acceptance"), risk.acceptances.count(), "risks/_acceptances.html"))
        return [overview, *own, *others]

    def get_tab_context(self, key: str) -> dict:
        if key == "overview":
            return self._overview()
        if key == "assessments":
            return assessments_tab(self.record)
        if key == "acceptance":
            return self._acceptances()
        context = super().get_tab_context(key)
        if key == "actions" and past_day() is None and self.record.state == Risk.State.TREATED:
            if policies.can_monitor(self.request.user, self.record):
                context["action_hint"] = Move(_("Go over to monitoring"), self._url("monitor"))
        return context

    def get_context_data(self, **kwargs):
        """What asks for attention stands above all tabs."""
        found = notes(
            self.record,
            self.request.user,
            criteria=self.criteria,
            today=today(),
            may_accept=self.may_accept,
            has_actions=self._actions().exists(),
        )
        return super().get_context_data(**kwargs) | {"notes": found}

    # The overview ----------------------------------------------------------------------------------

    def _overview(self) -> dict:
        risk, user = self.record, self.request.user
        reviews = events_of(self.record, Act.REVIEWED)
        proposal = events_of(self.record, Act.PROPOSED).first()
        return {
            "guess": proposal.reason if proposal else "",
            "services": risk.services.all(),
            "practices": risk.practices.all(),
            "obligations": risk.obligations.all(),
            "objectives": risk.objectives.visible_to(user),
            "changes": risk.changes.visible_to(user),
            "merged": self.merged,
            "levels": self._levels(),
            "reviews": reviews[:PAST_REVIEWS],
            "review_form": ReviewForm(
                reason_required=False, reason_label=_("Note"), initial={"revision": risk.revision}
            )
            if past_day() is None and policies.can_review(user, risk)
            else None,
        }

    def _actions(self):
        content_type = ContentType.objects.get_for_model(Risk)
        given_up = ActionItem.State.CANCELLED
        return ActionItem.objects.filter(target_type=content_type, target_id__in=self.family).exclude(state=given_up)

    def _levels(self) -> list[dict]:
        """Inherent, residual, target: each with its level and whether it lowers the one before."""
        risk = self.record
        found = []
        before = None
        for name, assessment in (
            (_("Inherent"), risk.inherent),
            (_("Residual"), risk.residual),
            (_("Target"), risk.target),
        ):
            effect = ""
            if assessment is not None and before is not None and assessment.criteria_id == before.criteria_id:
                effect = "lower" if assessment.level < before.level else "same"
                effect = "higher" if assessment.level > before.level else effect
            found.append(
                {
                    "name": name,
                    "assessment": assessment,
                    "pill": level_pill(assessment.level, assessment.criteria) if assessment else None,
                    "effect": effect,
                }
            )
            before = assessment or before
        return found

    # Acceptance ------------------------------------------------------------------------------------

    def _acceptances(self) -> dict:
        risk = self.record
        rows = risk.acceptances.select_related("assessment__criteria", "accepted_by", "voided_by")
        above = risk.level is not None and risk.level >= self.criteria.acceptance_level
        return {
            "acceptances": [(row, level_pill(row.assessment.level, row.assessment.criteria)) for row in rows],
            "above": above,
            "accepted": risk.is_accepted(today()),
            "today": today(),
            "from_level": level_pill(self.criteria.acceptance_level, self.criteria),
            "accept_url": self._url("accept") if self.may_accept else "",
            "withdraw_url": self._url("withdraw") if policies.can_withdraw_acceptance(self.request.user, risk) else "",
        }

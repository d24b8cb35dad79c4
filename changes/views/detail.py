"""The page of one SMS change."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import plans, policies, selectors, services, states, trail
from changes.models import Change
from changes.tables import significance_pill, state_pill
from changes.views import timeline
from changes.views.one import VIEW, OneChange
from risks.models import Risk
from risks.tables import level_pill
from smsplan.records.views import RecordDetailPage
from smsplan.ui.parts import Action, Fact, Move, Step
from smsplan.ui.templatetags.ui import day, due, moment, render_pill
from smsplan.ui.today import today

#: The acts in the order in which they are offered: name, label, style.
MOVES = (
    ("submit", gettext_lazy("Submit for approval"), "primary"),
    ("approve", gettext_lazy("Approve"), "primary"),
    ("return", gettext_lazy("Return with comments"), "secondary"),
    ("reject", gettext_lazy("Reject"), "danger"),
    ("start", gettext_lazy("Start"), "primary"),
    ("implement", gettext_lazy("Mark as implemented"), "primary"),
    ("verify", gettext_lazy("Verify"), "primary"),
    ("follow_up", gettext_lazy("Plan a follow-up"), "secondary"),
    ("close", gettext_lazy("Close"), "primary"),
    ("cancel", gettext_lazy("Cancel change"), "danger"),
)


def moves_of(user, change: Change) -> list[Move]:
    """The acts that this person may do on the change now, each with its page."""
    return [
        Move(str(label), reverse(f"changes:{act}", args=[change.pk]), style)
        for act, label, style in MOVES
        if getattr(policies, f"can_{act}")(user, change)
        and not (act == "follow_up" and services.follow_up_of(change) is not None)
    ]


class ChangeDetail(OneChange, RecordDetailPage):
    """One change: the answers to the seven questions, the stage it is at, and what this person may do now."""

    permission = VIEW
    as_of = True
    change_permission = "changes.change_change"
    template_name = "changes/change_detail.html"

    def get_pill(self):
        """The state."""
        return state_pill(self.record)

    def get_primary(self) -> Action | None:
        """Edit, while it is a draft."""
        if policies.can_write(self.request.user, self.record):
            return Action(_("Edit"), reverse("changes:update", args=[self.record.pk]), "edit")
        return None

    def get_steps(self) -> list[Step]:
        """The stages; one that was rejected or cancelled ends where it was given up."""
        labels = dict(Change.State.choices)
        state = self.record.state
        if state in states.PATH:
            now = states.PATH.index(state)
            return [
                Step(str(labels[stage]), "done" if at < now else "current" if at == now else "todo")
                for at, stage in enumerate(states.PATH)
            ]
        reached = [
            (states.DRAFT, True),
            (states.SUBMITTED, self.record.submitted_at),
            (states.APPROVED, self.record.approved_at),
            (states.IN_PROGRESS, self.record.started_at),
        ]
        return [Step(str(labels[stage]), "done") for stage, when in reached if when] + [
            Step(str(labels[state]), "current")
        ]

    def get_moves(self) -> list[Move]:
        """What this person may do now."""
        return moves_of(self.request.user, self.record)

    def get_facts(self) -> list[Fact]:
        """Who and when."""
        change = self.record
        overdue = change.overdue(today())
        facts = [
            Fact(_("Owner"), change.owner),
            Fact(_("Accountable role"), change.owner_role),
            Fact(_("Significance"), render_pill(significance_pill(change))),
            Fact(_("Planned start"), day(change.planned_start)),
            Fact(_("Planned end"), due(change.planned_end) if overdue else day(change.planned_end)),
        ]
        for label, person, when in (
            (_("Submitted"), change.submitted_by, change.submitted_at),
            (_("Approved"), change.approved_by, change.approved_at),
            (_("Implemented"), change.implemented_by, change.implemented_at),
            (_("Verified"), change.verified_by, change.verified_at),
        ):
            if when:
                facts.append(Fact(label, f"{moment(when)}, {person}"))
        if change.ended_at:
            facts.append(Fact(_("Ended"), moment(change.ended_at)))
        return facts

    def get_tab_context(self, key: str) -> dict:
        """The linked records, and what a draft still lacks."""
        if key == "history":
            return {"saves": trail.saves(self.record)}
        if key != "overview":
            return super().get_tab_context(key)
        change, user = self.record, self.request.user
        draft = change.state == states.DRAFT
        plan = plans.plan_of(change)
        carried = selectors.carried(change, user)
        risks = linked_risks(change, user)
        return {
            "plan": plan,
            "lines": timeline.lines_of(change, plan, user),
            "carried": carried,
            "may_raise_risk": policies.can_raise_risk(user, change),
            "may_link_risks": policies.can_link_risks(user, change),
            "services": change.services.all(),
            "practices": change.practices.all(),
            "obligations": change.obligations.all(),
            "risks": [(risk, level_pill(risk.level) if risk.level else None) for risk in risks],
            "seen_risks": {risk.pk for risk in risks},
            "follows": change.follows_id and Change.objects.visible_to(user).filter(pk=change.follows_id).first(),
            "follow_ups": [(one, state_pill(one)) for one in change.follow_ups.visible_to(user).order_by("pk")],
            "missing": plans.missing(change) if draft else [],
            "may_edit": policies.can_write(user, change),
            "may_judge": policies.can_verify(user, change),
            "returned": draft and change.comments,
            "uncommitted": _("Not committed yet"),
        }


def linked_risks(change: Change, user) -> list[Risk]:
    """The risks of a change that this person may see, with what its page shows of them."""
    return list(change.risks.visible_to(user).only("reference", "title", "level"))

"""The review at year-end: what became of an objective, what was learnt, and what follows (6.2; 9.1)."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies, revising, selectors
from objectives.models import Objective, Resource, Rule
from objectives.periods import next_cycle
from objectives.progress import Verdict
from objectives.selectors import ObjectiveView
from objectives.services.guards import expect
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.context.models import Organization
from smsplan.records.rows.writing import save_with_rows
from smsplan.records.services import locked, require, save_record
from smsplan.ui.numbers import PLACES

State = Objective.State
#: What the next cycle takes over as it stands.
CARRIED = (
    "area", "description", "for_whom", "sms_wide", "metric", "unit", "target", "upper", "decimals", "direction", "rule",
    "frequency", "measurement_approach", "evaluation", "sponsor", "alignment", "serves", "communicated_to",
    "communicated_when", "communicated_how", "achievable", "resources", "activities", "owner", "owner_role",
)  # fmt: skip


def is_over(view: ObjectiveView) -> bool:
    """Whether the year-end review is due: the last period is measured or the due date has passed."""
    return view.progress.final or view.on > view.objective.due_date


def proposed_outcome(view: ObjectiveView) -> str:
    """What the figures say became of the objective: achieved or missed. Without figures nothing was achieved."""
    progress, plan = view.progress, view.objective.plan
    if progress.verdict in (Verdict.ACHIEVED, Verdict.MISSED):
        return State(progress.verdict.value)
    if progress.standing is None or progress.reason == "gaps":
        return State.MISSED
    return State.ACHIEVED if plan.shortfall(progress.standing, plan.goal) <= 0 else State.MISSED


@dataclass(frozen=True)
class Closed:
    """A closed objective, and the draft that follows it if one was asked for."""

    objective: Objective
    successor: Objective | None = None


@transaction.atomic
def objective_close(
    *,
    objective: Objective,
    actor,
    state: str,
    outcome: str,
    lessons: str,
    reason: str = "",
    successor: bool = False,
) -> Closed:
    """Say what became of an objective, ACHIEVED or MISSED, and close it; with `successor` make the next cycle's draft.

    A reason is needed before the objective is over, and where the figures say otherwise. It is not measured any more.
    Raises PermissionDenied, NotAllowed (not approved; a revision waits), ValidationError.
    """
    objective = locked(objective)
    require(
        policies.may_close(actor, objective),
        _("The review at year-end is for a Manager who doesn't own the objective."),
    )
    expect(objective, State.APPROVED)
    revising.expect_none_open(objective)
    view = selectors.with_progress([objective], timezone.localdate())[0]
    _check(view, state=state, outcome=outcome, lessons=lessons, reason=reason)
    objective.state = state
    objective.outcome = outcome
    objective.lessons = lessons
    objective.closed_on = timezone.localdate()
    objective.closed_by = actor
    save_record(objective, actor=actor, reason=reason)
    following = _follow(view, actor=actor) if successor else None
    detail = {"to": str(state)} | ({"successor": following.reference} if following else {})
    record_event(action=Action.MOVED, target=objective, actor=actor, reason=reason, detail=detail)
    return Closed(objective, following)


def _check(view: ObjectiveView, *, state: str, outcome: str, lessons: str, reason: str) -> None:
    errors: dict[str, Any] = {}
    if state not in (State.ACHIEVED, State.MISSED):
        errors["state"] = _("Say whether the objective was achieved or missed.")
    elif not reason.strip():
        if not is_over(view):
            errors["reason"] = _("The cycle is not over yet. Say why the objective is closed early.")
        elif state != proposed_outcome(view):
            errors["reason"] = _("The figures say otherwise. Say why.")
    if not outcome.strip():
        errors["outcome"] = _("Say what was reached.")
    if not lessons.strip():
        errors["lessons"] = _("Say what was learnt, for those who plan the next cycle.")
    if errors:
        raise ValidationError(errors)


def _follow(view: ObjectiveView, *, actor) -> Objective:
    """The draft for the next cycle: from the figure that was reached, resources not committed yet, nobody consulted."""
    before = view.objective
    start, due = next_cycle(before.start_date, before.due_date)
    successor = Objective(
        title=re.sub(rf"\b{before.due_date.year}\b", str(due.year), before.title),
        baseline=reached(view),
        start_date=start,
        due_date=due,
        predecessor=before,
        cycle_month=Organization.get().cycle_start_month,
        **{name: getattr(before, name) for name in CARRIED},
    )
    reason = reason_kept("Follows %(reference)s for the next cycle", reference=before.reference)
    return save_with_rows(
        successor,
        _rows(before, start),
        actor=actor,
        reason=reason,
        many={"services": before.services.all(), "risks": before.risks.filter(pk__in=_open_risks(before))},
    )


def _open_risks(objective: Objective) -> list[int]:
    return [risk.pk for risk in objective.risks.all() if risk.is_open]


def reached(view: ObjectiveView) -> Decimal | None:
    """The figure that was reached, in the objective's unit: the next baseline. The old one without values."""
    if view.progress.standing is None:
        return view.objective.baseline
    # Of a reduction the figure is a percentage; where it led to is the last value.
    figure = view.last if view.objective.rule == Rule.REDUCTION else view.progress.standing
    return round(figure, PLACES)


def _rows(before: Objective, start: datetime.date) -> dict[str, list[dict[str, Any]]]:
    """What is needed again, committed by nobody yet; the milestones a cycle later, without their values."""
    years = start.year - before.start_date.year
    return {
        "committed": [
            {"kind": one.kind, "description": one.description, "amount": one.amount, "unit": one.unit}
            for one in Resource.objects.filter(objective=before)
        ],
        "milestones": [
            {"title": one.title, "due": next_cycle(one.due, one.due, years=years)[1], "owner_id": one.owner_id}
            for one in before.milestones.all()
        ],
    }

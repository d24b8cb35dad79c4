"""The rows of the plan to achieve an objective (6.2.2): resources, who was consulted, milestones."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Milestone, Objective
from objectives.plans import reached
from objectives.services.guards import expect
from smsplan.records.rows.writing import Rows, stamped, write_rows
from smsplan.records.services import locked, require, save_record
from smsplan.ui.numbers import trimmed


def course_of(milestones: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What milestones plan in between, as `Objective.course` keeps it: [day, value], the earliest first."""
    planned = {one["due"]: one["expected"] for one in milestones if one.get("expected") is not None}
    return [[day.isoformat(), str(trimmed(planned[day]))] for day in sorted(planned)]


def moved_though_reached(objective: Objective, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why milestones can't become `wanted`: a sentence for each that was reached and would be another or gone.

    Progress was held against it as it was planned. Whoever answers for it may change.
    """
    kept = {row.get("pk"): row for row in wanted}
    return [
        words
        for one, words in reached(objective).items()
        if any(one.pk not in kept or kept[one.pk][name] != getattr(one, name) for name in ("title", "due", "expected"))
    ]


@transaction.atomic
def objective_plan(*, objective: Objective, actor, reason: str = "", rows: Rows) -> Objective:
    """Replace parts of a draft's plan (6.2.2). Raises PermissionDenied, NotAllowed once it is submitted."""
    objective = locked(objective)
    require(actor.has_perm("objectives.change_objective"))
    expect(objective, Objective.State.DRAFT)
    at = timezone.now()
    if not write_rows(objective, rows, actor=actor, reason=reason, at=at):
        return objective
    if "milestones" in rows:
        objective.course = course_of(rows["milestones"])
    with stamped(objective, at):
        return save_record(objective, actor=actor, reason=reason)


@transaction.atomic
def milestone_done(
    *, milestone: Milestone, actor, done_on: datetime.date | None = None, reason: str = "", undo: bool = False
) -> Milestone:
    """Say that a milestone of an approved objective is reached, today unless `done_on` says when; `undo` takes it back.

    The same again changes nothing. Raises PermissionDenied, NotAllowed, ValidationError for a day to come.
    """
    objective = locked(milestone.objective)
    milestone = locked(milestone)
    require(policies.may_measure(actor, objective))
    expect(objective, Objective.State.APPROVED)
    today = timezone.localdate()
    if done_on is not None and done_on > today:
        raise ValidationError({"done_on": _("A milestone can't be reached on a day to come.")})
    if undo == (milestone.done_on is None):
        return milestone
    milestone.done_on = None if undo else done_on or today
    return save_record(milestone, actor=actor, reason=reason)

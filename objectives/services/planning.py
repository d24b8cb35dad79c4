"""The rows of the plan to achieve an objective (6.2.2): resources, who was consulted, milestones."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Milestone, Objective
from objectives.plans import PARTS
from objectives.services.guards import expect
from smsplan.records.services import locked, require, save_record
from smsplan.ui.numbers import trimmed

#: Per part its rows, each a mapping of field names to values, with the key under "pk" when it is there already.
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def course_of(milestones: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What milestones plan in between, as `Objective.course` keeps it: [day, value], the earliest first."""
    planned = {one["due"]: one["expected"] for one in milestones if one.get("expected") is not None}
    return [[day.isoformat(), str(trimmed(planned[day]))] for day in sorted(planned)]


def write_rows(objective: Objective, rows: Rows, *, actor, reason: str, at: datetime.datetime) -> bool:
    """Make the parts of the plan that `rows` names what it says; returns whether that changed anything.

    Rows that are the same stay untouched; a key that is not of this objective (any more) makes a new row. Each change
    is a history row stamped `at`, so that they read as one save. Raises ValidationError. The caller holds the lock.
    """
    changed = False
    for part, wanted in rows.items():
        present = {row.pk: row for row in getattr(objective, part).all()}
        for fields in wanted:
            row = present.pop(fields.get("pk"), None) or PARTS[part](objective=objective)
            if _set(row, {name: value for name, value in fields.items() if name != "pk"}) or row.pk is None:
                with stamped(row, at):
                    save_record(row, actor=actor, reason=reason)
                changed = True
        for row in present.values():
            row._history_user, row._change_reason = actor, reason
            with stamped(row, at):
                row.delete()
            changed = True
    return changed


def _set(row: models.Model, fields: Mapping[str, Any]) -> bool:
    """Put values into a row; whether one of them was another before."""
    changed = False
    for name, value in fields.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


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


@contextmanager
def stamped(record: models.Model, at: datetime.datetime) -> Iterator[None]:
    """Let the history row that is written within say `at`."""
    record._history_date = at
    try:
        yield
    finally:
        del record._history_date


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

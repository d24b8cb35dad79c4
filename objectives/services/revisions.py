"""Revising an approved objective, which stays in force meanwhile (the guide's "Monitoring and Updating").

Whoever needs both locks the objective before its revision.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import completeness, policies, revising
from objectives.models import Objective, Revision
from objectives.plans import PARTS
from objectives.progress import DAY
from objectives.services.guards import Incomplete, expect, need_reason
from objectives.services.planning import course_of, moved_though_reached
from smsplan.audit.events import Action, record_event
from smsplan.records.rows.writing import Rows, save_with_rows
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record

State = Revision.State


@transaction.atomic
def revision_propose(
    *, objective: Objective, actor, reason: str, changes: Mapping[str, Any], read_at: int | None = None
) -> Revision:
    """Propose to change an approved objective, which stays in force and is measured meanwhile.

    `changes` are values by the names of `revising.FIELDS`, and whole parts of the plan by those of `plans.PARTS` (see
    `planning.Rows`); what is as it was before is left out. `read_at` is the objective's revision when the values were
    read. Raises PermissionDenied, NotAllowed (not approved; another revision waits), StaleRevision, ValidationError
    without a reason or a change, when measured periods or milestones would lie outside, or a milestone that was reached
    would be planned anew, Incomplete when the objective would not be SMART any more.
    """
    objective = locked(objective)
    require(policies.may_revise(actor, objective))
    expect(objective, Objective.State.APPROVED)
    revising.expect_none_open(objective)
    if read_at is not None and read_at != objective.revision:
        raise StaleRevision(objective)
    need_reason(reason, _("Say why the objective has to be revised."))
    before = revising.present(objective, changes)
    after = {name: revising.stored(name, value) for name, value in changes.items()}
    after = {name: value for name, value in after.items() if value != before[name]}
    if not after:
        raise ValidationError(_("Nothing is changed yet. Change what the revision is about."))
    revision = Revision(
        objective=objective,
        reason=reason,
        before={name: before[name] for name in after},
        after=after,
        proposed_by=actor,
    )
    _many, rows = _put_on(objective, revision)
    if "milestones" in rows and (moved := moved_though_reached(objective, rows["milestones"])):
        raise ValidationError({"milestones": moved})
    objective.full_clean()
    _check_rows(objective, rows)
    save_record(revision, actor=actor, reason=reason)
    record_event(action=Action.PROPOSED, target=objective, actor=actor, reason=reason, detail=_detail(revision))
    return revision


@transaction.atomic
def revision_approve(*, revision: Revision, actor, reason: str = "") -> Objective:
    """Let a revision take effect (6.2.1): all of it at once, with the plan's rows as one save. `reason` is a comment.

    Who proposed it, wrote or owns the objective, or would own it, never can. Measured values keep their periods. Raises
    PermissionDenied, NotAllowed (decided already; the objective has changed since), Incomplete, ValidationError.
    """
    objective, revision = _both(revision)
    require(
        policies.may_decide_revision(actor, revision),
        _("A revision is approved by a Manager who neither proposed it nor wrote or owns the objective."),
    )
    _expect_open(revision)
    expect(objective, Objective.State.APPROVED)
    changed_since = _(
        "%(reference)s has changed since this revision was proposed. Reject it and have it proposed anew."
    ) % {"reference": objective.reference}
    if revising.present(objective, revision.before) != revision.before:
        raise NotAllowed(changed_since)
    at = timezone.now()
    many, rows = _put_on(objective, revision)
    if "milestones" in rows and (moved := moved_though_reached(objective, rows["milestones"])):
        raise NotAllowed([*moved, changed_since])
    if "frequency" in revision.after:
        objective.frequency_since = _next_unmeasured(objective)
    objective.approved_by = actor
    objective.approved_at = at
    save_with_rows(objective, rows, actor=actor, reason=revision.reason, many=many, at=at)
    _decide(revision, State.APPROVED, actor=actor, comment=reason)
    record_event(
        action=Action.APPROVED,
        target=objective,
        actor=actor,
        reason=reason or revision.reason,
        detail=_detail(revision),
    )
    return objective


@transaction.atomic
def revision_reject(*, revision: Revision, actor, reason: str) -> Revision:
    """Leave the objective as it is, with a comment. Raises PermissionDenied, NotAllowed, ValidationError."""
    objective, revision = _both(revision)
    require(policies.may_reject_revision(actor, revision))
    _expect_open(revision)
    need_reason(reason, _("Say why the revision is rejected."))
    _decide(revision, State.REJECTED, actor=actor, comment=reason)
    record_event(action=Action.REJECTED, target=objective, actor=actor, reason=reason, detail=_detail(revision))
    return revision


@transaction.atomic
def revision_withdraw(*, revision: Revision, actor, reason: str = "") -> Revision:
    """Take a proposed revision back. Raises PermissionDenied, NotAllowed."""
    objective, revision = _both(revision)
    require(policies.may_withdraw_revision(actor, revision))
    _expect_open(revision)
    _drop(objective, revision, actor=actor, reason=reason)
    return revision


def drop_open_revision(objective: Objective, *, actor, reason: str) -> None:
    """With an objective that is given up goes what was proposed for it. The caller holds the lock on the objective."""
    revision = revising.open_revision(objective)
    if revision is not None:
        _drop(objective, locked(revision), actor=actor, reason=reason)


def _drop(objective: Objective, revision: Revision, *, actor, reason: str) -> None:
    _decide(revision, State.WITHDRAWN, actor=actor, comment=reason)
    record_event(action=Action.WITHDRAWN, target=objective, actor=actor, reason=reason, detail=_detail(revision))


def _both(revision: Revision) -> tuple[Objective, Revision]:
    """The objective and the revision, locked in this order."""
    objective = locked(revision.objective)
    revision = locked(revision)
    revision.objective = objective
    return objective, revision


def _detail(revision: Revision) -> dict[str, int]:
    """Which revision of the objective it is; what it changes stands with it."""
    return {"revision": Revision.objects.filter(objective=revision.objective_id, pk__lte=revision.pk).count()}


def _expect_open(revision: Revision) -> None:
    if revision.state != State.PROPOSED:
        raise NotAllowed(
            _("This revision is “%(state)s” already; this is not possible now.")
            % {"state": revision.get_state_display()}
        )


def _decide(revision: Revision, state: str, *, actor, comment: str) -> None:
    revision.state = state
    revision.decided_by = actor
    revision.decided_at = timezone.now()
    revision.comment = comment
    save_record(revision, actor=actor, reason=comment)


def _put_on(objective: Objective, revision: Revision) -> tuple[dict[str, Any], Rows]:
    """The objective as it would be, in memory; returns the services that would be linked, and the plan's rows.

    Raises Incomplete when it would not be SMART, ValidationError when a measured period or a milestone would lie
    outside of it.
    """
    elsewhere = revising.put_on(objective, revision.after)
    rows = {part: elsewhere.pop(part) for part in PARTS if part in elsewhere}
    if "milestones" in rows:
        objective.course = course_of(rows["milestones"])
    judged = elsewhere | completeness.of_rows(rows)
    if "sponsor" in revision.after:
        judged["sponsor"] = objective.sponsor_id
    findings = completeness.missing(objective, judged)
    if findings:
        raise Incomplete(findings)
    measured = objective.measurements.all()
    if "start_date" in revision.after and measured.filter(period_end__lt=objective.start_date).exists():
        raise ValidationError({"start_date": _("A value was recorded for a period before this day.")})
    if "due_date" in revision.after and measured.filter(period_start__gt=objective.due_date).exists():
        raise ValidationError({"due_date": _("A value was recorded for a period after this day.")})
    if revision.after.keys() & {"milestones", "start_date", "due_date"}:
        planned = rows["milestones"] if "milestones" in rows else objective.milestones.values("due")
        if any(not objective.start_date <= row["due"] <= objective.due_date for row in planned):
            raise ValidationError({"milestones": _("A milestone lies between the start date and the due date.")})
    return elsewhere, rows


def _check_rows(objective: Objective, rows: Rows) -> None:
    """Raises ValidationError for a row that could not be saved."""
    for part, wanted in rows.items():
        for fields in wanted:
            row = PARTS[part](objective=objective, **{name: fields[name] for name in fields if name != "pk"})
            row.full_clean(exclude=["objective"])


def _next_unmeasured(objective: Objective) -> datetime.date | None:
    """The day from which another frequency counts: after the last period that has a value; None before the first."""
    last = objective.measurements.order_by("-period_end").values_list("period_end", flat=True).first()
    return last + DAY if last else None

"""Writing an objective, and the way to its approval (6.2.1)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from objectives.services.guards import expect, expect_whole, need_reason
from objectives.services.planning import course_of
from objectives.services.revisions import drop_open_revision
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.records.rows.writing import Rows, save_with_rows
from smsplan.records.services import StaleRevision, locked, require, save_record

State = Objective.State


@transaction.atomic
def objective_create(
    *, actor, reason: str = "", many: dict | None = None, rows: Rows | None = None, **fields
) -> Objective:
    """Put a draft into the register, with the `rows` of its plan. Raises PermissionDenied, ValidationError.

    Its periods are counted from the first month of the organization's planning cycle as it is today.
    """
    require(actor is None or actor.has_perm("objectives.add_objective"))
    return _saved(Objective(**fields), rows or {}, actor=actor, reason=reason, many=many)


@transaction.atomic
def objective_edit(*, form, actor, reason: str = "") -> Objective:
    """Save a valid form, with `form.plan_rows()`, as a new draft or as the next state of one.

    Raises PermissionDenied, NotAllowed once it is submitted, StaleRevision.
    """
    objective = form.instance
    if objective.pk is None:
        require(actor.has_perm("objectives.add_objective"))
    else:
        current = locked(objective)
        require(actor.has_perm("objectives.change_objective"))
        expect(current, State.DRAFT)
        if form.cleaned_data.get("revision", current.revision) != current.revision:
            raise StaleRevision(current)
        objective.revision = current.revision
    many = {name: form.cleaned_data[name] for name in ("services", "risks") if name in form.cleaned_data}
    return _saved(objective, form.plan_rows(), actor=actor, reason=reason, many=many)


def _saved(objective: Objective, rows: Rows, *, actor, reason: str, many: dict | None) -> Objective:
    """The objective with the rows of its plan, as one save."""
    if objective.pk is None:
        objective.cycle_month = Organization.get().cycle_start_month
    if "milestones" in rows:
        objective.course = course_of(rows["milestones"])
    return save_with_rows(objective, rows, actor=actor, reason=reason, many=many)


@transaction.atomic
def objective_submit(*, objective: Objective, actor, reason: str = "") -> Objective:
    """Put a draft before a Manager. Raises PermissionDenied, NotAllowed, Incomplete."""
    objective = locked(objective)
    require(policies.may_submit(actor, objective))
    expect(objective, State.DRAFT)
    expect_whole(objective)
    objective.state = State.SUBMITTED
    objective.submitted_by = actor
    objective.submitted_at = timezone.now()
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.SUBMITTED, target=objective, actor=actor, reason=reason)
    return objective


@transaction.atomic
def objective_approve(*, objective: Objective, actor, reason: str = "") -> Objective:
    """Approve a submitted objective (6.2.1). Author, submitter and owner never can, whatever their rights.

    Raises PermissionDenied, NotAllowed, Incomplete.
    """
    objective = locked(objective)
    require(
        policies.may_approve(actor, objective),
        _("An objective is approved by a Manager who neither wrote, submitted nor owns it."),
    )
    expect(objective, State.SUBMITTED)
    expect_whole(objective)
    objective.state = State.APPROVED
    objective.approved_by = actor
    objective.approved_at = timezone.now()
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.APPROVED, target=objective, actor=actor, reason=reason)
    return objective


@transaction.atomic
def objective_return(*, objective: Objective, actor, reason: str) -> Objective:
    """Send a submitted objective back to draft, with comments. Raises PermissionDenied, NotAllowed, ValidationError."""
    objective = locked(objective)
    require(policies.may_return(actor, objective))
    expect(objective, State.SUBMITTED)
    need_reason(reason, _("Say what should be changed."))
    reopen(objective)
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.RETURNED, target=objective, actor=actor, reason=reason)
    return objective


def reopen(objective: Objective) -> None:
    """Make it a draft again; who submitted and approved it stands in the history."""
    objective.state = State.DRAFT
    objective.submitted_by = objective.approved_by = None
    objective.submitted_at = objective.approved_at = None


@transaction.atomic
def objective_withdraw(*, objective: Objective, actor, reason: str) -> Objective:
    """Give an objective up, with the reason; its values stay. Raises PermissionDenied, NotAllowed, ValidationError."""
    objective = locked(objective)
    require(policies.may_withdraw(actor, objective))
    expect(objective, State.DRAFT, State.SUBMITTED, State.APPROVED)
    need_reason(reason, _("Say why the objective is withdrawn."))
    drop_open_revision(objective, actor=actor, reason=reason)
    objective.state = State.WITHDRAWN
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=objective, actor=actor, reason=reason)
    return objective

"""Every write to objectives and measurements that is more than a plain form save (6.2)."""

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies, smart
from objectives.models import Measurement, Objective
from objectives.progress import Period
from risks.models import Opportunity
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_form, save_record
from smsplan.ui.numbers import check_number

State = Objective.State


class Incomplete(NotAllowed):
    """An objective that is not yet SMART; `findings` says what it lacks."""

    def __init__(self, findings: list[smart.Finding]):
        super().__init__([f"{finding.criterion_label}: {finding.message}" for finding in findings])
        self.findings = findings


def missing(objective: Objective) -> list[smart.Finding]:
    """What the objective lacks before it can be approved."""
    values = {field: getattr(objective, field) for field in smart.FIELDS if field not in {"owner", "sponsor"}}
    return smart.missing(values | {"owner": objective.owner_id, "sponsor": objective.sponsor_id})


def _expect(objective: Objective, *states: str) -> None:
    """Raises NotAllowed unless the objective is in one of the states."""
    if objective.state not in states:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; this is not possible now.")
            % {"reference": objective.reference, "state": objective.get_state_display()}
        )


def _expect_whole(objective: Objective) -> None:
    findings = missing(objective)
    if findings:
        raise Incomplete(findings)


def _need_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": message})


@transaction.atomic
def objective_create(*, actor, reason: str = "", many: dict | None = None, **fields) -> Objective:
    """Put a draft into the register. Raises PermissionDenied, ValidationError."""
    require(actor is None or actor.has_perm("objectives.add_objective"))
    return save_record(Objective(**fields), actor=actor, reason=reason, many=many)


@transaction.atomic
def objective_edit(*, form, actor, reason: str = "") -> Objective:
    """Save a valid form of a draft. Raises PermissionDenied, NotAllowed once it is submitted, StaleRevision."""
    current = locked(form.instance)
    require(actor.has_perm("objectives.change_objective"))
    _expect(current, State.DRAFT)
    return save_form(form, actor=actor, reason=reason)


@transaction.atomic
def objective_submit(*, objective: Objective, actor, reason: str = "") -> Objective:
    """Put a draft before a Manager. Raises PermissionDenied, NotAllowed, Incomplete."""
    objective = locked(objective)
    require(policies.may_submit(actor, objective))
    _expect(objective, State.DRAFT)
    _expect_whole(objective)
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
    _expect(objective, State.SUBMITTED)
    _expect_whole(objective)
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
    _expect(objective, State.SUBMITTED)
    _need_reason(reason, _("Say what should be changed."))
    _reopen(objective)
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.RETURNED, target=objective, actor=actor, reason=reason)
    return objective


@transaction.atomic
def objective_revise(*, objective: Objective, actor, reason: str) -> Objective:
    """Open an approved objective for a change; it needs a new approval (the guide's "Monitoring and Updating").

    The history keeps what was approved. Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    objective = locked(objective)
    require(policies.may_revise(actor, objective))
    _expect(objective, State.APPROVED)
    _need_reason(reason, _("Say why the objective has to be revised."))
    _reopen(objective)
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=objective, actor=actor, reason=reason, detail={"to": State.DRAFT.value})
    return objective


def _reopen(objective: Objective) -> None:
    objective.state = State.DRAFT
    objective.submitted_by = objective.approved_by = None
    objective.submitted_at = objective.approved_at = None


@transaction.atomic
def objective_withdraw(*, objective: Objective, actor, reason: str) -> Objective:
    """Give an objective up, with the reason; its values stay. Raises PermissionDenied, NotAllowed, ValidationError."""
    objective = locked(objective)
    require(policies.may_withdraw(actor, objective))
    _expect(objective, State.DRAFT, State.SUBMITTED, State.APPROVED)
    _need_reason(reason, _("Say why the objective is withdrawn."))
    objective.state = State.WITHDRAWN
    save_record(objective, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=objective, actor=actor, reason=reason)
    return objective


@transaction.atomic
def objective_from_opportunity(*, opportunity: Opportunity, actor, reason: str = "") -> Objective:
    """Convert an evaluated opportunity into a draft objective; each links to the other (6.1, 6.2).

    Raises PermissionDenied, NotAllowed when it is not evaluated or was converted before.
    """
    opportunity = locked(opportunity)
    require(policies.may_convert(actor, opportunity))
    if opportunity.state != Opportunity.State.EVALUATED:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”: only an evaluated opportunity can be converted.")
            % {"reference": opportunity.reference, "state": opportunity.get_state_display()}
        )
    objective = Objective(
        title=opportunity.title,
        description="\n\n".join(filter(None, (opportunity.description, opportunity.benefit_note))),
        opportunity=opportunity,
        owner=opportunity.owner,
        owner_role=opportunity.owner_role,
    )
    why = reason or _("Converted from %(reference)s") % {"reference": opportunity.reference}
    save_record(objective, actor=actor, reason=why, many={"services": opportunity.services.all()})
    opportunity.state = Opportunity.State.CONVERTED
    save_record(opportunity, actor=actor, reason=reason or _("Converted into %s") % objective.reference)
    record_event(
        action=Action.CONVERTED,
        target=opportunity,
        actor=actor,
        reason=reason,
        detail={"objective": objective.reference},
    )
    return objective


@transaction.atomic
def measurement_record(
    *,
    objective: Objective,
    period_start: datetime.date,
    value: Decimal | int | str,
    actor,
    note: str = "",
    reason: str = "",
) -> Measurement:
    """Keep the value of one period, in the objective's unit (6.2.2; 9.1).

    A period that has another value already is corrected, which needs a `reason` and keeps the old value in history; the
    same value again changes nothing. Raises PermissionDenied, NotAllowed for an objective that is not approved,
    ValidationError for a period that is not in its calendar or has not begun, a value that is no number, or a
    correction without a reason.
    """
    # The lock on the objective makes two people who record the same period come one after the other.
    objective = locked(objective)
    require(policies.may_measure(actor, objective))
    _expect(objective, State.APPROVED)
    period = _period(objective, period_start)
    try:
        value = check_number(value)
    except InvalidOperation:
        raise ValidationError({"value": _("Enter a number.")}) from None
    except ValidationError as error:
        raise ValidationError({"value": error}) from None
    measurement = Measurement.objects.filter(objective=objective, period_start=period_start).first()
    if measurement is None:
        measurement = Measurement(objective=objective, period_start=period_start)
    elif measurement.value == value and measurement.note == note:
        return measurement
    elif not reason.strip():
        error = _("Somebody recorded a value for this period already. To correct it, give a reason.")
        raise ValidationError({"reason": error}, code="exists")
    measurement.period_end = period.end
    measurement.value = value
    measurement.note = note
    measurement.measured_by = actor
    measurement.measured_at = timezone.now()
    return save_record(measurement, actor=actor, reason=reason)


def _period(objective: Objective, period_start: datetime.date) -> Period:
    period = next((period for period in objective.plan.periods() if period.start == period_start), None)
    if period is None:
        raise ValidationError({"period_start": _("This is not a period of the objective.")})
    if period.start > timezone.localdate():
        raise ValidationError({"period_start": _("This period has not begun yet.")})
    return period

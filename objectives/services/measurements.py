"""The values of periods (6.2.2; 9.1)."""

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Measurement, Objective
from objectives.progress import Period
from objectives.services.guards import expect
from objectives.wording import label_of
from smsplan.records.services import attach, locked, require, save_record
from smsplan.ui.numbers import check_number, figure
from smsplan.ui.templatetags.ui import day

State = Objective.State


@transaction.atomic
def measurement_record(
    *,
    objective: Objective,
    period_start: datetime.date,
    value: Decimal | int | str,
    actor,
    note: str | None = None,
    source: str | None = None,
    evidence: File | None = None,
    reason: str = "",
    read_at: int | None = None,
) -> Measurement:
    """Keep the value of one period, in the objective's unit (6.2.2; 9.1).

    A period that has another value already is corrected, which needs a `reason` and keeps the old value in history; the
    same again changes nothing. Note and source that are None stay as they are. `evidence` is a file, which is attached
    to the objective. `read_at` is the revision of the measurement that a correction was made from. Raises
    PermissionDenied, NotAllowed for an objective that is not approved, ValidationError for a period that is not in its
    calendar or has not begun, a value that is no number, a correction without a reason (its code is "exists") or of
    what was corrected meanwhile ("stale"), a file that can't be kept.
    """
    # The lock on the objective makes two people who record the same period come one after the other.
    objective = locked(objective)
    require(policies.may_measure(actor, objective))
    expect(objective, State.APPROVED)
    measurement = Measurement.objects.filter(objective=objective, period_start=period_start).first()
    period = _period(objective, period_start, measurement)
    try:
        value = check_number(value)
    except InvalidOperation:
        raise ValidationError({"value": _("Enter a number.")}) from None
    except ValidationError as error:
        raise ValidationError({"value": error}) from None
    if measurement is None:
        measurement = Measurement(objective=objective, period_start=period_start)
    note = measurement.note if note is None else note
    source = measurement.source if source is None else source
    if measurement.pk is not None:
        if _same(measurement, value, note, source) and evidence is None:
            return measurement
        _expect_correction(objective, measurement, reason, read_at)
    measurement.period_end = period.end
    measurement.value = value
    measurement.note = note
    measurement.source = source
    measurement.measured_by = actor
    measurement.measured_at = timezone.now()
    measurement.full_clean(exclude=["evidence"])
    if evidence is not None:
        measurement.evidence = _kept(objective, evidence, period, actor)
    return save_record(measurement, actor=actor, reason=reason)


def _same(measurement: Measurement, value: Decimal, note: str, source: str) -> bool:
    return (measurement.value, measurement.note, measurement.source) == (value, note, source)


def _expect_correction(objective: Objective, kept: Measurement, reason: str, read_at: int | None) -> None:
    """Raises ValidationError when somebody was first, or nobody says why."""
    facts = {
        "person": kept.measured_by or "smsplan",
        "value": figure(kept.value, objective.unit, objective.decimals),
    }
    if read_at is not None and kept.revision != read_at:
        error = _("%(person)s has corrected it to %(value)s meanwhile. Look at it again, and save once more.") % facts
        raise ValidationError({"value": ValidationError(error, code="stale")})
    if not reason.strip():
        error = _("%(person)s has recorded %(value)s for this period already. To correct it, give a reason.") % facts
        raise ValidationError({"reason": ValidationError(error, code="exists")})


def _kept(objective: Objective, evidence: File, period: Period, actor):
    """The file that shows where the value comes from, among the objective's files."""
    label = label_of(objective, period.start, period.end)
    try:
        return attach(record=objective, upload=evidence, actor=actor, note=label)
    except ValidationError as error:
        raise ValidationError({"evidence": error}) from None


def _period(objective: Objective, period_start: datetime.date, kept: Measurement | None) -> Period:
    """The period that begins then. One that was measured stays one when the frequency changes, and can be corrected."""
    period = next((period for period in objective.plan.periods() if period.start == period_start), None)
    if period is None and kept is not None:
        return Period(kept.period_start, kept.period_end)
    if period is None:
        error = _("This is not a period of the objective, whose values are from %(start)s to %(due)s.")
        raise ValidationError(
            {"period_start": error % {"start": day(objective.start_date), "due": day(objective.due_date)}}
        )
    if period.start > timezone.localdate():
        raise ValidationError({"period_start": _("This period has not begun yet.")})
    return period

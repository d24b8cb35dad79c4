"""The values of periods (6.2.2; 9.1)."""

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Measurement, Objective
from objectives.progress import Period
from objectives.services.guards import expect
from smsplan.records.services import locked, require, save_record
from smsplan.ui.numbers import check_number

State = Objective.State


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
    expect(objective, State.APPROVED)
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

"""An objective's measurements period by period: as a chart, and as the rows of a table."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from objectives.models import Measurement, Objective, Rule
from objectives.selectors import ObjectiveView
from objectives.wording import period_label
from smsplan.ui.charts import line_chart
from smsplan.ui.numbers import trimmed
from smsplan.ui.parts import Pill


def chart_of(view: ObjectiveView) -> dict[str, Any] | None:
    """Measurements against the planned course and the target, for `ui/_chart.html`; None while the plan has gaps.

    A sum is drawn as it grows from period to period.
    """
    plan, objective = view.objective.plan, view.objective
    calendar = plan.periods()
    if not plan.complete or not calendar:
        return None
    values = dict(view.measured)
    measured = [values.get(period.start) for period in calendar]
    if objective.rule == Rule.SUM:
        measured = _growing(measured)
    course = [trimmed(plan.planned(period.end)) for period in calendar]
    series = [{"label": _("Sum so far") if objective.rule == Rule.SUM else _("Measured"), "values": measured}]
    if any(value != plan.target for value in course):
        series.append({"label": _("Planned course"), "values": course, "kind": "dash"})
    series.append({"label": _("Target"), "values": [plan.target] * len(calendar), "kind": "dash"})
    return line_chart(
        id=f"objective-{objective.pk}",
        labels=[period_label(objective.frequency, one.start, one.end, short=True) for one in calendar],
        series=series,
        unit=objective.unit,
        title=objective.metric or objective.title,
    )


def _growing(values: list[Decimal | None]) -> list[Decimal | None]:
    total = Decimal(0)
    grown: list[Decimal | None] = []
    for value in values:
        total += value or 0
        grown.append(None if value is None else total)
    return grown


@dataclass
class PeriodRow:
    """One period of an objective with its value; `measurable` while a value may be recorded or corrected."""

    label: str
    start: datetime.date
    end: datetime.date
    planned: Decimal | None
    measurement: Measurement | None
    pill: Pill
    measurable: bool
    due: bool = False


def period_rows(objective: Objective, *, today: datetime.date) -> list[PeriodRow]:
    """Every period that has begun and every value that was measured, newest first. One query."""
    plan = objective.plan
    kept = {row.period_start: row for row in objective.measurements.select_related("measured_by")}
    calendar = {period.start: period for period in plan.periods() if period.start <= today}
    rows = []
    for start in sorted(kept.keys() | calendar.keys(), reverse=True):
        measurement, period = kept.get(start), calendar.get(start)
        end = period.end if period else measurement.period_end
        rows.append(
            PeriodRow(
                label=period_label(objective.frequency, start, end),
                start=start,
                end=end,
                planned=trimmed(plan.planned(end)) if period and plan.target is not None else None,
                measurement=measurement,
                pill=_pill(objective, measurement, end, today),
                measurable=period is not None,
                due=measurement is None and end <= today,
            )
        )
    return rows


def _pill(objective: Objective, measurement: Measurement | None, end: datetime.date, today: datetime.date) -> Pill:
    if measurement is None:
        if end < today:
            return Pill(_("Overdue"), "red")
        return Pill(_("Due today"), "yellow") if end == today else Pill(_("Running"), "blue")
    if not objective.plan.complete or objective.rule == Rule.SUM:
        # One period's share of a sum is neither good nor bad.
        return Pill(_("Recorded"), "grey")
    wanted = objective.plan.planned(end)
    met = objective.plan.shortfall(measurement.value, wanted) <= 0
    if wanted == objective.target:
        return Pill(_("Meets the target"), "green") if met else Pill(_("Short of the target"), "yellow")
    return Pill(_("As planned"), "green") if met else Pill(_("Behind the plan"), "yellow")

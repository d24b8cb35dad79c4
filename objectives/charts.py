"""An objective's measurements period by period: as a chart, and as the rows of a table."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.models import Direction, Measurement, Objective, Rule
from objectives.progress import standing
from objectives.selectors import ObjectiveView, figure_of, level_after
from objectives.wording import label_of
from smsplan.ui.charts import line_chart, sparkline
from smsplan.ui.numbers import trimmed
from smsplan.ui.parts import Pill


def chart_of(view: ObjectiveView) -> dict[str, Any] | None:
    """Measurements, planned course, target and forecast, for `ui/_chart.html`; None while the plan has gaps.

    A sum is drawn as it grows from period to period; where the figure that counts is no period's own value, it has a
    line of its own, which the forecast goes on from. A reduction is drawn as the values that it comes to.
    """
    plan, objective = view.plan, view.objective
    calendar = plan.periods()
    if not plan.complete or not calendar:
        return None
    values = dict(view.measured)
    # Of another frequency before it was changed in mid-year: these periods are not in the calendar.
    before = [(start, value) for start, value in view.measured if start < calendar[0].start]
    labels = [date_format(start, "SHORT_DATE_FORMAT") for start, _value in before]
    labels += [label_of(objective, one.start, one.end, short=True) for one in calendar]
    measured = [value for _start, value in before] + [values.get(period.start) for period in calendar]
    ends = [start for start, _value in before] + [period.end for period in calendar]
    counts = _so_far(view, measured)
    level = _leveller(objective)
    course = [level(trimmed(plan.planned(end))) for end in ends]
    if objective.rule == Rule.SUM:
        series = [{"label": _("Sum so far"), "values": counts}]
    else:
        series = [{"label": _("Measured"), "values": measured}]
        if objective.rule in RUNNING and len(view.measured) > 1:
            series.append({"label": RUNNING[Rule(objective.rule)], "values": counts, "kind": "dash"})
    if any(value != level(plan.goal) for value in course):
        series.append({"label": _("Planned course"), "values": course, "kind": "dash"})
    series += _goal(view, len(labels), level)
    series += _outlook(view, counts, level)
    return line_chart(
        id=f"objective-{objective.pk}",
        labels=labels,
        series=series,
        unit=objective.unit,
        title=objective.metric or objective.title,
        show=lambda value: figure_of(objective, value),
    )


#: Rules under which no single period's value is what counts, and what the figure is called on its way.
RUNNING = {
    Rule.AVERAGE: gettext_lazy("Average so far"),
    Rule.MINIMUM: gettext_lazy("Lowest so far"),
    Rule.MAXIMUM: gettext_lazy("Highest so far"),
    Rule.EVERY_PERIOD: gettext_lazy("Worst so far"),
}


def spark_of(view: ObjectiveView) -> dict[str, Any]:
    """The measured values, small, for `ui/_sparkline.html`; at most the last 24."""
    objective = view.objective
    goal = None if objective.rule == Rule.SUM or objective.target is None else _leveller(objective)(view.plan.goal)
    return sparkline(values=view.values[-24:], goal=goal, show=view.figure)


def _leveller(objective: Objective) -> Callable[[Decimal], Decimal]:
    """From the figure that counts to the objective's own unit: a reduction in percent to the value it comes to."""
    if objective.rule == Rule.REDUCTION and objective.baseline is not None:
        return lambda figure: trimmed(level_after(objective.baseline, figure))
    return trimmed


def _so_far(view: ObjectiveView, measured: list[Decimal | None]) -> list[Decimal | None]:
    """The figure that counts as it stood after each period; None where none was measured."""
    seen: list[Decimal] = []
    figures: list[Decimal | None] = []
    for value in measured:
        if value is None:
            figures.append(None)
            continue
        seen.append(value)
        figures.append(value if view.objective.rule == Rule.REDUCTION else trimmed(standing(view.plan, seen)))
    return figures


def _goal(view: ObjectiveView, count: int, level: Callable[[Decimal], Decimal]) -> list[dict[str, Any]]:
    plan = view.plan
    if plan.direction == Direction.WITHIN:
        edges = ((_("Target, lower edge"), plan.target), (_("Target, upper edge"), plan.upper))
        return [{"label": label, "values": [edge] * count, "kind": "dash"} for label, edge in edges]
    return [{"label": _("Target"), "values": [level(plan.target)] * count, "kind": "dash"}]


def _outlook(
    view: ObjectiveView, counts: list[Decimal | None], level: Callable[[Decimal], Decimal]
) -> list[dict[str, Any]]:
    """From the last figure to the forecast at the due date, with the range around it."""
    found, last = view.forecast, max((place for place, one in enumerate(counts) if one is not None), default=None)
    if found is None or last is None or last == len(counts) - 1:
        return []
    begin, length = counts[last], len(counts) - 1 - last
    low, high = sorted((level(found.low), level(found.high)))
    # An estimate is no finer than what it is made of.
    places = max(-trimmed(value).as_tuple().exponent for value in (view.objective.target, view.last))

    def towards(end: Decimal) -> list[Decimal | None]:
        way = [round(begin + (end - begin) * step / length, places) for step in range(1, length + 1)]
        return [None] * last + [begin, *way]

    return [
        {"label": _("Forecast"), "values": towards(level(found.value)), "kind": "dots"},
        {"label": _("Range of the forecast"), "low": towards(low), "high": towards(high), "kind": "band"},
    ]


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
    kept = {row.period_start: row for row in objective.measurements.select_related("measured_by", "evidence")}
    calendar = {period.start: period for period in plan.periods() if period.start <= today}
    level = _leveller(objective)
    rows = []
    for start in sorted(kept.keys() | calendar.keys(), reverse=True):
        measurement, period = kept.get(start), calendar.get(start)
        end = period.end if period else measurement.period_end
        rows.append(
            PeriodRow(
                label=label_of(objective, start, end),
                start=start,
                end=end,
                planned=level(plan.planned(end)) if period and plan.complete else None,
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
    plan = objective.plan
    wanted = plan.planned(end)
    # What counts of one value alone: itself, or by how much it is less than the baseline.
    met = plan.shortfall(standing(plan, [measurement.value]), wanted) <= 0
    if wanted == plan.goal:
        return Pill(_("Meets the target"), "green") if met else Pill(_("Short of the target"), "yellow")
    return Pill(_("As planned"), "green") if met else Pill(_("Behind the plan"), "yellow")

"""Where an objective will stand at its due date if it goes on like this (6.2): pure rules, values in and values out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from objectives.progress import Direction, Plan, Rule, standing

#: Standard deviations to each side of the forecast: of ten such forecasts about eight hold.
SPREAD = Decimal("1.28")
#: Fewer values than this say nothing about the rest of the cycle.
FEWEST = 3


@dataclass(frozen=True)
class Forecast:
    """The figure that counts as it is to be expected at the due date, with its range, in the plan's unit."""

    value: Decimal
    low: Decimal
    high: Decimal


def forecast(plan: Plan, measured: Sequence[tuple[datetime.date, Decimal]]) -> Forecast | None:
    """The forecast for the due date, or None before FEWEST values, and once every period has one.

    The latest value and a reduction go on along the straight line through all values; an average, a sum and an extreme
    take the remaining periods to be like those measured.
    """
    if not plan.complete or len(measured) < FEWEST:
        return None
    values = [value for _start, value in measured]
    calendar = plan.periods()
    starts = {start for start, _value in measured}
    remaining = sum(1 for period in calendar if period.start not in starts and period.start > measured[-1][0])
    if not remaining:
        return None
    if plan.rule in (Rule.LATEST, Rule.REDUCTION, Rule.MAINTAIN):
        found = _along_the_line(plan, values, remaining)
    elif plan.rule in (Rule.AVERAGE, Rule.SUM):
        found = _more_of_the_same(plan, values, remaining)
    else:
        found = _worst(plan, values)
    return _possible(plan, values, found)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _deviation(values: Sequence[Decimal]) -> Decimal:
    mean = _mean(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()


def _along_the_line(plan: Plan, values: Sequence[Decimal], remaining: int) -> Forecast:
    """Least squares through the values, in the order of their periods, with the range of a prediction."""
    count = len(values)
    places = [Decimal(place) for place in range(count)]
    middle, mean = _mean(places), _mean(values)
    square = sum((place - middle) ** 2 for place in places)
    slope = sum((place - middle) * (value - mean) for place, value in zip(places, values, strict=True)) / square
    at = Decimal(count - 1 + remaining)
    value = mean + slope * (at - middle)
    rest = sum((y - mean - slope * (x - middle)) ** 2 for x, y in zip(places, values, strict=True))
    error = (rest / (count - 2)).sqrt()
    reach = SPREAD * error * (1 + Decimal(1) / count + (at - middle) ** 2 / square).sqrt()
    ends = sorted(_as_figure(plan, end) for end in (value - reach, value + reach))
    return Forecast(_as_figure(plan, value), *ends)


def _as_figure(plan: Plan, value: Decimal) -> Decimal:
    return standing(plan, [value])


def _more_of_the_same(plan: Plan, values: Sequence[Decimal], remaining: int) -> Forecast:
    count, mean = len(values), _mean(values)
    total = sum(values, Decimal(0)) + remaining * mean
    reach = SPREAD * _deviation(values) * (remaining * (1 + Decimal(remaining) / count)).sqrt()
    share = Decimal(1) if plan.rule == Rule.SUM else Decimal(1) / (count + remaining)
    return Forecast(total * share, (total - reach) * share, (total + reach) * share)


def _worst(plan: Plan, values: Sequence[Decimal]) -> Forecast:
    """What was is in; what comes is taken to lie around the mean."""
    mean, reach = _mean(values), SPREAD * _deviation(values)
    ends = sorted(standing(plan, [*values, end]) for end in (mean - reach, mean + reach))
    return Forecast(standing(plan, [*values, mean]), *ends)


def _possible(plan: Plan, values: Sequence[Decimal], found: Forecast) -> Forecast:
    """Inside what the target's kind allows: a share of a hundred that never left 0-100 will not leave it."""
    if plan.rule == Rule.REDUCTION or plan.direction == Direction.WITHIN:
        return found
    if not plan.percent or any(not 0 <= value <= 100 for value in values) or plan.rule == Rule.SUM:
        return found
    return Forecast(*(min(max(figure, Decimal(0)), Decimal(100)) for figure in (found.value, found.low, found.high)))

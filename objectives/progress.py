"""Progress of an objective (6.2): pure rules, values in and values out.

The figure that counts (`standing`) follows from the evaluation rule, and is judged against what was planned by the end
of the last measured period (`planned`). What the rest of the cycle needs is `needed`; where it will lead is
`objectives.forecast`.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from objectives.periods import DAY, Frequency, Period, period_starting, periods

__all__ = ["DAY", "Direction", "Frequency", "Period", "Plan", "Progress", "Rule", "Verdict", "judge", "needed",
           "period_starting", "periods", "planned", "shortfall", "standing"]  # fmt: skip


class Direction(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"


class Rule(StrEnum):
    """Which figure is held against the target over the cycle."""

    LATEST = "latest"
    AVERAGE = "average"
    SUM = "sum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EVERY_PERIOD = "every_period"
    REDUCTION = "reduction"
    MAINTAIN = "maintain"


#: Rules whose figure is held against the target from the first day; the others have a course from the baseline to it.
FLAT = frozenset({Rule.AVERAGE, Rule.MINIMUM, Rule.MAXIMUM, Rule.EVERY_PERIOD, Rule.MAINTAIN})


class Verdict(StrEnum):
    """Where an objective stands."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    ACHIEVED = "achieved"
    MISSED = "missed"
    NO_DATA = "no_data"


#: An objective is at risk, and not yet off track, while it falls short of its plan by at most this share of the way
#: from baseline to target ...
AT_RISK_OF_WAY = Decimal("0.25")
#: ... or, where there is no way to go because the baseline is the target, this share of the target. Both are the
#: defaults of what an organization may set.
AT_RISK_OF_TARGET = Decimal("0.02")

Values = Sequence[Decimal]


@dataclass(frozen=True)
class Plan:
    """What the judgement needs to know of an objective, in the objective's unit.

    With direction WITHIN the band runs from `target` to `upper`. With rule REDUCTION the target is the reduction from
    the baseline in percent. `waypoints` are (day, value) of milestones that say what is planned by then. `percent` says
    that values are shares of a hundred.
    """

    rule: str
    direction: str
    frequency: str
    baseline: Decimal | None
    target: Decimal | None
    start: datetime.date | None
    due: datetime.date | None
    upper: Decimal | None = None
    waypoints: tuple[tuple[datetime.date, Decimal], ...] = ()
    cycle_month: int = 1
    since: datetime.date | None = None
    percent: bool = False
    of_way: Decimal = AT_RISK_OF_WAY
    of_target: Decimal = AT_RISK_OF_TARGET

    @property
    def complete(self) -> bool:
        """Whether progress can be judged at all."""
        whole = None not in (self.target, self.start, self.due) and bool(self.frequency and self.rule)
        if self.direction == Direction.WITHIN and self.upper is None:
            return False
        if self.rule == Rule.REDUCTION and not self.baseline:
            return False
        return whole and bool(self.direction)

    def periods(self) -> list[Period]:
        """The objective's calendar; empty while a date or the frequency is missing."""
        if not (self.start and self.due and self.frequency):
            return []
        return periods(self.frequency, self.start, self.due, self.cycle_month, self.since)

    def planned(self, day: datetime.date) -> Decimal:
        """What the figure should be at the end of `day` (see `planned`)."""
        return planned(self, day)

    def shortfall(self, value: Decimal, wanted: Decimal) -> Decimal:
        """How far `value` is on the wrong side of `wanted`; zero or less when it is met."""
        return shortfall(self.direction, value, wanted, lower=self.target, upper=self.upper)

    @property
    def goal(self) -> Decimal:
        """Where the course leads: the target, or the edge of the band that is nearer to the baseline."""
        if self.direction == Direction.WITHIN and self.baseline is not None and self.baseline > self.upper:
            return self.upper
        return self.target

    @property
    def origin(self) -> Decimal | None:
        """Where the course begins: nothing for a sum or a reduction, else the baseline."""
        return Decimal(0) if self.rule in (Rule.SUM, Rule.REDUCTION) else self.baseline

    @property
    def tolerance(self) -> Decimal:
        """By how much the figure may fall short of its plan and be at risk only, not off track."""
        way = abs(self.goal - self.origin) if self.origin is not None and self.rule not in FLAT else Decimal(0)
        return way * self.of_way if way else abs(self.target) * self.of_target


def planned(plan: Plan, day: datetime.date) -> Decimal:
    """What the figure should be at the end of `day`: on straight lines from the start through the milestones.

    An average, an extreme and a value that must hold are held against the target from the first day.
    """
    if plan.rule in FLAT or plan.origin is None:
        return plan.goal
    if day >= plan.due:
        return plan.goal
    inside = sorted((at, value) for at, value in plan.waypoints if plan.start < at < plan.due)
    points = [(plan.start, plan.origin), *inside, (plan.due, plan.goal)]
    before = max((point for point in points if point[0] <= max(day, plan.start)), key=lambda point: point[0])
    after = next((point for point in points if point[0] > max(day, plan.start)), points[-1])
    length = (after[0] - before[0]).days
    share = Decimal(max((day - before[0]).days, 0)) / Decimal(length) if length else Decimal(1)
    # One decimal more than the plan's own figures have: what is shown is what is judged.
    return round(before[1] + (after[1] - before[1]) * share, max(_places(before[1]), _places(after[1])) + 1)


def _places(number: Decimal) -> int:
    return max(0, -number.normalize().as_tuple().exponent)


def shortfall(
    direction: str, value: Decimal, wanted: Decimal, *, lower: Decimal | None = None, upper: Decimal | None = None
) -> Decimal:
    """How far `value` is on the wrong side of `wanted`; zero or less when it is met.

    `lower` and `upper` are the edges of a band; on the way to it everything between `wanted` and the band is good too.
    """
    if direction == Direction.AT_LEAST:
        return wanted - value
    if direction == Direction.AT_MOST or lower is None or upper is None:
        return value - wanted
    return max(min(wanted, lower) - value, value - max(wanted, upper))


def standing(plan: Plan, values: Values) -> Decimal:
    """The figure that counts: latest, average, sum or extreme of `values`, the reduction in percent, the worst one.

    Raises ValueError without values, and for a reduction from nothing.
    """
    if not values:
        raise ValueError("nothing was measured")
    match plan.rule:
        case Rule.SUM:
            return sum(values, Decimal(0))
        case Rule.AVERAGE:
            return sum(values, Decimal(0)) / len(values)
        case Rule.MINIMUM:
            return min(values)
        case Rule.MAXIMUM:
            return max(values)
        case Rule.EVERY_PERIOD:
            return max(values, key=lambda value: plan.shortfall(value, plan.target))
        case Rule.REDUCTION:
            if not plan.baseline:
                raise ValueError("there is nothing to reduce")
            return (plan.baseline - values[-1]) / abs(plan.baseline) * 100
    return values[-1]


def is_lost(plan: Plan, values: Values) -> bool:
    """Whether no value of the periods to come can bring the target back."""
    if not values:
        return False
    if plan.rule == Rule.EVERY_PERIOD:
        return any(plan.shortfall(value, plan.target) > 0 for value in values)
    if plan.rule == Rule.MINIMUM and plan.direction in (Direction.AT_LEAST, Direction.WITHIN):
        return min(values) < plan.target
    if plan.rule == Rule.MAXIMUM and plan.direction == Direction.AT_MOST:
        return max(values) > plan.target
    if plan.rule == Rule.MAXIMUM and plan.direction == Direction.WITHIN:
        return max(values) > plan.upper
    return False


def needed(plan: Plan, values: Values, remaining: int) -> Decimal | None:
    """What each of the `remaining` periods has to bring so that the target is just met; None where no such figure is.

    An average and a sum share what is missing evenly; of the others each value, or the last, has to meet the target.
    """
    if remaining <= 0 or plan.direction == Direction.WITHIN:
        return None
    total = sum(values, Decimal(0))
    if plan.rule == Rule.AVERAGE:
        return (plan.target * (len(values) + remaining) - total) / remaining
    if plan.rule == Rule.SUM:
        return (plan.target - total) / remaining
    return None


def _out_of_reach(plan: Plan, need: Decimal) -> bool:
    """Whether no value can be what is needed: more than all, or less than nothing."""
    if plan.direction == Direction.AT_LEAST:
        return plan.percent and plan.rule == Rule.AVERAGE and need > 100
    return need < 0 and (plan.percent or plan.rule == Rule.SUM)


@dataclass(frozen=True)
class Progress:
    """The verdict with the figures that led to it, in the objective's unit (percent for a reduction).

    `missing` are ended, unmeasured periods, `remaining` counts the periods still to be measured, `need` is what each of
    them has to bring, `lost` says that the target can't be reached any more.
    """

    verdict: Verdict
    standing: Decimal | None = None
    expected: Decimal | None = None
    target: Decimal | None = None
    count: int = 0
    missing: tuple[Period, ...] = ()
    final: bool = False
    reason: str = ""
    remaining: int = 0
    need: Decimal | None = None
    lost: bool = False


def judge(plan: Plan, measured: Sequence[tuple[datetime.date, Decimal]], today: datetime.date) -> Progress:
    """Where an objective stands on `today`. `measured` are (first day of the period, value), oldest first."""
    if not plan.complete:
        return Progress(Verdict.NO_DATA, reason="plan")
    calendar = plan.periods()
    starts = {start for start, _value in measured}
    missing = tuple(period for period in calendar if period.end < today and period.start not in starts)
    over = today > plan.due
    if not measured:
        return Progress(Verdict.NO_DATA, target=plan.target, missing=missing, final=over, reason="values")
    values = [value for _start, value in measured]
    figure = standing(plan, values)
    last = next((period for period in calendar if period.start == measured[-1][0]), None)
    until = last.end if last else min(measured[-1][0], plan.due)
    final = over or bool(calendar and last == calendar[-1])
    expected = plan.goal if final else plan.planned(until)
    short = plan.shortfall(figure, expected)
    remaining = sum(1 for period in calendar if period.start not in starts and period.end > until)
    facts = {
        "standing": figure,
        "expected": expected,
        "target": plan.target,
        "count": len(measured),
        "missing": missing,
        "final": final,
        "remaining": 0 if over else remaining,
        "need": None if final else needed(plan, values, remaining),
        "lost": is_lost(plan, values),
    }
    if facts["need"] is not None and _out_of_reach(plan, facts["need"]):
        facts["lost"] = True
    if final:
        return _ended(plan, values, short, facts)
    if facts["lost"]:
        return Progress(Verdict.OFF_TRACK, **facts)
    if short <= 0:
        return Progress(Verdict.ON_TRACK, **facts)
    return Progress(Verdict.AT_RISK if short <= plan.tolerance else Verdict.OFF_TRACK, **facts)


def _ended(plan: Plan, values: Values, short: Decimal, facts: dict) -> Progress:
    if short > 0:
        return Progress(Verdict.MISSED, **facts)
    if plan.rule == Rule.MAINTAIN and any(plan.shortfall(value, plan.target) > plan.tolerance for value in values):
        # A lapse within the tolerance that was made good is forgiven; a greater one was not maintaining it.
        return Progress(Verdict.MISSED, reason="lapse", **facts)
    if facts["missing"] and plan.rule in (Rule.EVERY_PERIOD, Rule.MAINTAIN):
        # Nobody can say that it held in every period while some were not measured.
        return Progress(Verdict.NO_DATA, reason="gaps", **facts)
    return Progress(Verdict.ACHIEVED, **facts)

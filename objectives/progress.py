"""Progress of an objective (6.2): pure rules, values in and values out.

A period is a calendar week, month, quarter, half-year or year that touches the time between start and due date; the
last one ends on the due date. The figure that counts (`standing`) follows from the evaluation rule, and is judged
against what was planned by the end of the last measured period.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = datetime.timedelta(days=1)


class Frequency(StrEnum):
    """How often a value is due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class Direction(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Rule(StrEnum):
    """Which figure is held against the target over the cycle."""

    LATEST = "latest"
    AVERAGE = "average"
    EVERY_PERIOD = "every_period"
    SUM = "sum"


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
#: ... or, where there is no way to go because the baseline is the target, this share of the target.
AT_RISK_OF_TARGET = Decimal("0.02")

_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days, both ends included."""

    start: datetime.date
    end: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end


def period_starting(frequency: str, day: datetime.date) -> datetime.date:
    """The first day of the calendar period that holds `day`."""
    frequency = Frequency(frequency)
    if frequency is Frequency.WEEKLY:
        # The weeks of 1 January of year 1 and later begin on a Monday, as ISO 8601 counts them.
        return day - datetime.timedelta(days=day.weekday())
    months = _MONTHS[frequency]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _next_start(frequency: Frequency, start: datetime.date) -> datetime.date:
    if frequency is Frequency.WEEKLY:
        return start + datetime.timedelta(days=7)
    month = start.month - 1 + _MONTHS[frequency]
    return start.replace(year=start.year + month // 12, month=month % 12 + 1)


def periods(frequency: str, start: datetime.date, due: datetime.date) -> list[Period]:
    """The calendar periods between `start` and `due`, without gap or overlap; none when `due` lies before `start`.

    A period keeps its calendar's first day when the objective begins in the middle of it, so that it stays the same
    period when the start date is revised; the last one ends on the due date, so that it can be measured on that day.
    """
    return list(_periods(Frequency(frequency), start, due))


@lru_cache(maxsize=4096)
def _periods(frequency: Frequency, start: datetime.date, due: datetime.date) -> tuple[Period, ...]:
    """Kept, because a page judges hundreds of objectives, most of which share a planning cycle."""
    found = []
    first = period_starting(frequency, start)
    while first <= due and start <= due:
        following = _next_start(frequency, first)
        found.append(Period(first, min(following - DAY, due)))
        first = following
    return tuple(found)


def planned(
    rule: str,
    *,
    baseline: Decimal | None,
    target: Decimal,
    start: datetime.date,
    due: datetime.date,
    day: datetime.date,
) -> Decimal:
    """What the figure should be at the end of `day`, in the objective's unit.

    The latest value goes in a straight line from baseline to target, a sum from nothing to the target; an average and
    a value that must hold in every period are held against the target from the first day.
    """
    if rule in (Rule.AVERAGE, Rule.EVERY_PERIOD):
        return target
    origin = Decimal(0) if rule == Rule.SUM else baseline
    if origin is None:
        return target
    length = (due - start).days
    gone = min(max((day - start).days, 0), length)
    share = Decimal(gone) / Decimal(length) if length > 0 else Decimal(1)
    # One decimal more than the plan's own figures have: what is shown is what is judged.
    return round(origin + (target - origin) * share, max(_places(origin), _places(target)) + 1)


def _places(number: Decimal) -> int:
    return max(0, -number.normalize().as_tuple().exponent)


def standing(rule: str, direction: str, values: Sequence[Decimal]) -> Decimal:
    """The figure that counts: the latest, average or sum of `values`, or the worst one when each must meet the target.

    Raises ValueError without values.
    """
    if not values:
        raise ValueError("nothing was measured")
    if rule == Rule.SUM:
        return sum(values, Decimal(0))
    if rule == Rule.AVERAGE:
        return sum(values, Decimal(0)) / len(values)
    if rule == Rule.EVERY_PERIOD:
        return min(values) if direction == Direction.AT_LEAST else max(values)
    return values[-1]


def shortfall(direction: str, value: Decimal, wanted: Decimal) -> Decimal:
    """How far `value` is on the wrong side of `wanted`; zero or less when it is met."""
    return wanted - value if direction == Direction.AT_LEAST else value - wanted


@dataclass(frozen=True)
class Plan:
    """What the judgement needs to know of an objective."""

    rule: str
    direction: str
    frequency: str
    baseline: Decimal | None
    target: Decimal | None
    start: datetime.date | None
    due: datetime.date | None

    @property
    def complete(self) -> bool:
        """Whether progress can be judged at all."""
        return None not in (self.target, self.start, self.due) and bool(self.frequency and self.rule and self.direction)

    def periods(self) -> list[Period]:
        """The objective's calendar; empty while a date or the frequency is missing."""
        if not (self.start and self.due and self.frequency):
            return []
        return periods(self.frequency, self.start, self.due)

    def planned(self, day: datetime.date) -> Decimal:
        """See `planned`."""
        return planned(self.rule, baseline=self.baseline, target=self.target, start=self.start, due=self.due, day=day)


@dataclass(frozen=True)
class Progress:
    """The verdict with the figures that led to it, in the objective's unit. `missing` are ended, unmeasured periods."""

    verdict: Verdict
    standing: Decimal | None = None
    expected: Decimal | None = None
    target: Decimal | None = None
    count: int = 0
    missing: tuple[Period, ...] = ()
    final: bool = False
    reason: str = ""


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
    value = standing(plan.rule, plan.direction, [value for _start, value in measured])
    last = next((period for period in calendar if period.start == measured[-1][0]), None)
    until = last.end if last else min(measured[-1][0], plan.due)
    final = over or bool(calendar and last == calendar[-1])
    expected = plan.target if final else plan.planned(until)
    short = shortfall(plan.direction, value, expected)
    facts = {
        "standing": value,
        "expected": expected,
        "target": plan.target,
        "count": len(measured),
        "missing": missing,
        "final": final,
    }
    if final:
        if short > 0:
            return Progress(Verdict.MISSED, **facts)
        if missing and plan.rule == Rule.EVERY_PERIOD:
            # Nobody can say that it held in every period while some were not measured.
            return Progress(Verdict.NO_DATA, reason="gaps", **facts)
        return Progress(Verdict.ACHIEVED, **facts)
    if short <= 0:
        return Progress(Verdict.ON_TRACK, **facts)
    way = abs(plan.target - plan.baseline) if plan.baseline is not None else Decimal(0)
    tolerance = way * AT_RISK_OF_WAY if way else abs(plan.target) * AT_RISK_OF_TARGET
    return Progress(Verdict.AT_RISK if short <= tolerance else Verdict.OFF_TRACK, **facts)


def explain(progress: Progress, plan: Plan, show: Callable[[Decimal], str] = str) -> str:
    """Why the verdict is what it is, as sentences in the reader's language. `show` writes a figure with its unit."""
    if progress.reason == "plan":
        return _("Progress can be judged once target, start and due date are set.")
    if progress.reason == "values":
        text = (
            _("The due date has passed and nothing was measured.") if progress.final else _("Nothing was measured yet.")
        )
        return f"{text} {_gaps(progress)}".strip()
    figure = {
        Rule.LATEST: _("The latest value is %(value)s"),
        Rule.AVERAGE: _("The average is %(value)s"),
        Rule.EVERY_PERIOD: _("The worst period's value is %(value)s"),
        Rule.SUM: _("The sum is %(value)s"),
    }[Rule(plan.rule)] % {"value": show(progress.standing)}
    at_least = plan.direction == Direction.AT_LEAST
    if progress.final or progress.expected == plan.target:
        wanted = _("the target is at least %(target)s") if at_least else _("the target is at most %(target)s")
        wanted %= {"target": show(plan.target)}
    else:
        wanted = (
            _("the plan for this time is at least %(expected)s, on the way to %(target)s")
            if at_least
            else _("the plan for this time is at most %(expected)s, on the way to %(target)s")
        ) % {"expected": show(progress.expected), "target": show(plan.target)}
    return f"{figure}; {wanted}. {_gaps(progress)}".strip()


def _gaps(progress: Progress) -> str:
    count = len(progress.missing)
    if not count:
        return ""
    return ngettext("%(count)d period was not measured.", "%(count)d periods were not measured.", count) % {
        "count": count
    }

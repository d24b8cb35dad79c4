"""The calendar of an objective (6.2.2): which periods a value is due for. Pure rules, values in and values out.

A period is a calendar week, month, quarter, half-year or year that touches the time between start and due date; the
last one ends on the due date. Quarters, half-years and years are counted from the first month of the organization's
planning cycle.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

DAY = datetime.timedelta(days=1)


class Frequency(StrEnum):
    """How often a value is due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days, both ends included."""

    start: datetime.date
    end: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end


def period_starting(frequency: str, day: datetime.date, cycle_month: int = 1) -> datetime.date:
    """The first day of the period that holds `day`; `cycle_month` (1-12) is the first month of the planning cycle."""
    frequency = Frequency(frequency)
    if frequency is Frequency.WEEKLY:
        # The weeks of 1 January of year 1 and later begin on a Monday, as ISO 8601 counts them.
        return day - datetime.timedelta(days=day.weekday())
    into = (day.month - cycle_month) % 12 % _MONTHS[frequency]
    month = day.year * 12 + day.month - 1 - into
    return datetime.date(month // 12, month % 12 + 1, 1)


def _next_start(frequency: Frequency, start: datetime.date) -> datetime.date:
    if frequency is Frequency.WEEKLY:
        return start + datetime.timedelta(days=7)
    month = start.year * 12 + start.month - 1 + _MONTHS[frequency]
    return datetime.date(month // 12, month % 12 + 1, 1)


def period_ending(frequency: str, start: datetime.date) -> datetime.date:
    """The last day of the calendar period that begins on `start`."""
    return _next_start(Frequency(frequency), start) - DAY


def periods(
    frequency: str, start: datetime.date, due: datetime.date, cycle_month: int = 1, since: datetime.date | None = None
) -> list[Period]:
    """The periods between `start` and `due`, without gap or overlap; none when `due` lies before `start`.

    A period keeps its calendar's first day when the objective begins in the middle of it, so that it stays the same
    period when the start date is revised; the last one ends on the due date, so that it can be measured on that day.
    Where the frequency was changed in mid-year, `since` is the first day that the present one counts from: periods
    before it are those that were measured under the old one, and are not asked for anew.
    """
    return list(_periods(Frequency(frequency), start, due, cycle_month, since))


@lru_cache(maxsize=4096)
def _periods(
    frequency: Frequency, start: datetime.date, due: datetime.date, cycle_month: int, since: datetime.date | None
) -> tuple[Period, ...]:
    """Kept, because a page judges hundreds of objectives, most of which share a planning cycle."""
    found = []
    begin = max(start, since) if since else start
    first = period_starting(frequency, begin, cycle_month)
    if since and first < since:
        # The period is cut where the old frequency ended, so that no day is asked for twice.
        following = _next_start(frequency, first)
        if since <= due:
            found.append(Period(since, min(following - DAY, due)))
        first = following
    while first <= due and start <= due:
        following = _next_start(frequency, first)
        found.append(Period(first, min(following - DAY, due)))
        first = following
    return tuple(found)


def next_cycle(
    start: datetime.date, due: datetime.date, *, years: int | None = None
) -> tuple[datetime.date, datetime.date]:
    """Start and due date a planning cycle later, which is a year: as many years later as it takes to begin after `due`.

    `years` says how many. The last day of a month stays the last day of its month.
    """
    later = years or 1
    while years is None and _years_later(start, later) <= due:
        later += 1
    return _years_later(start, later), _years_later(due, later, last=True)


def _years_later(day: datetime.date, years: int, *, last: bool = False) -> datetime.date:
    """The same day in a later year; 29 February becomes the 28th, and with `last` the end of February stays its end."""
    if day.month == 2 and (day.day == 29 or (last and (day + DAY).month == 3)):
        march = datetime.date(day.year + years, 3, 1)
        return march - DAY
    return day.replace(year=day.year + years)

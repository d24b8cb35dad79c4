"""Periods in words."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from objectives.periods import DAY, Frequency, period_ending, period_starting


def label_of(objective, start: datetime.date, end: datetime.date, *, short: bool = False) -> str:
    """A period of an objective in words (see period_label)."""
    return period_label(objective.frequency, start, end, cycle_month=objective.cycle_month, short=short)


def period_label(
    frequency: str, start: datetime.date, end: datetime.date, *, cycle_month: int = 1, short: bool = False
) -> str:
    """A period as people name it: "January 2026", "Q1 2026", "Week 3, 2026"; by its days when it is no calendar period.

    Where the planning cycle does not begin in January, a longer period than a month is named by its months, so that
    nobody takes it for a quarter of the calendar year: "Feb – Apr 2026", "Apr 2026 – Mar 2027". A period that was
    measured under another frequency is named as that one's. `short` is for the axis of a chart.
    """
    found = _frequency_of(frequency, start, end, cycle_month)
    match found:
        case Frequency.WEEKLY:
            year, week, _weekday = start.isocalendar()
            return _("Week %(week)d, %(year)d") % {"week": week, "year": year}
        case Frequency.MONTHLY:
            return date_format(start, "M Y" if short else "YEAR_MONTH_FORMAT")
        case Frequency.QUARTERLY | Frequency.HALF_YEARLY | Frequency.YEARLY if cycle_month != 1:
            return _months(start, period_ending(found, start))
        case Frequency.QUARTERLY:
            return _("Q%(quarter)d %(year)d") % {"quarter": (start.month + 2) // 3, "year": start.year}
        case Frequency.HALF_YEARLY:
            return _("Half-year %(half)d, %(year)d") % {"half": 1 if start.month < 7 else 2, "year": start.year}
        case Frequency.YEARLY:
            return str(start.year)
    if start.day == 1 and (end + DAY).day == 1 and start < end:
        return _months(start, end)
    style = "SHORT_DATE_FORMAT"
    return f"{date_format(start, style)} – {date_format(end, style)}"


def _months(start: datetime.date, end: datetime.date) -> str:
    """Whole months: "Feb – Apr 2026", "Nov 2026 – Jan 2027"."""
    if (start.year, start.month) == (end.year, end.month):
        return date_format(start, "YEAR_MONTH_FORMAT")
    first = date_format(start, "M" if start.year == end.year else "M Y")
    return f"{first} – {date_format(end, 'M Y')}"


def _frequency_of(frequency: str, start: datetime.date, end: datetime.date, cycle_month: int) -> Frequency | None:
    """Which kind of calendar period it is: a whole one, else one of its own that the due date cuts short."""
    if end < start:
        return None
    for one in Frequency:
        if period_starting(one, start, cycle_month) == start and period_ending(one, start) == end:
            return one
    if frequency and start == period_starting(frequency, start, cycle_month) <= end <= period_ending(frequency, start):
        return Frequency(frequency)
    return None

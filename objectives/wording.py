"""Periods in words."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from objectives.progress import Frequency, period_starting


def period_label(frequency: str, start: datetime.date, end: datetime.date, *, short: bool = False) -> str:
    """A period as people name it: "January 2026", "Q1 2026", "Week 3, 2026"; by its days when it is no calendar period.

    `short` is for the axis of a chart.
    """
    if not frequency or period_starting(frequency, start) != start or end < start or not _one(frequency, start, end):
        style = "SHORT_DATE_FORMAT"
        return f"{date_format(start, style)} – {date_format(end, style)}"
    match Frequency(frequency):
        case Frequency.WEEKLY:
            year, week, _weekday = start.isocalendar()
            return _("Week %(week)d, %(year)d") % {"week": week, "year": year}
        case Frequency.MONTHLY:
            return date_format(start, "M Y" if short else "YEAR_MONTH_FORMAT")
        case Frequency.QUARTERLY:
            return _("Q%(quarter)d %(year)d") % {"quarter": (start.month + 2) // 3, "year": start.year}
        case Frequency.HALF_YEARLY:
            return _("Half-year %(half)d, %(year)d") % {"half": 1 if start.month < 7 else 2, "year": start.year}
    return str(start.year)


def _one(frequency: str, start: datetime.date, end: datetime.date) -> bool:
    """Whether both days lie in one calendar period."""
    return period_starting(frequency, end) == start

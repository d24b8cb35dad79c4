"""When the plan is reviewed: pure rules, days in and days out."""

import calendar
import datetime


def a_year_after(day: datetime.date) -> datetime.date:
    """Twelve months later; 28 February after a leap day. The plan is reviewed at least that often."""
    return day.replace(year=day.year + 1, day=min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))

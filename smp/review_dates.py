"""When the plan is reviewed: pure rules, days in and days out."""

import calendar
import datetime


def a_year_after(day: datetime.date) -> datetime.date:
    """Twelve months later; 28 February after a leap day. The plan is reviewed at least that often."""
    return day.replace(year=day.year + 1, day=min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))


#: Within so many days somebody decides whether the plan has to say what has changed.
DRIFT_DAYS = 30


def due_for_drift(changed: datetime.date) -> datetime.date:
    """By when the plan is reviewed after a grave change of what it speaks of."""
    return changed + datetime.timedelta(days=DRIFT_DAYS)

"""When a risk is reviewed next (6.1; the guide's "ownership and review dates"): pure rules, days in and days out."""

import calendar
import datetime

#: Months until a risk that nobody has assessed yet is looked at again.
UNASSESSED_MONTHS = 3
#: Months between two reviews of an opportunity.
OPPORTUNITY_MONTHS = 6


def after_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` months later; the last of that month when it has no such day."""
    position = day.year * 12 + day.month - 1 + months
    year, month = divmod(position, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

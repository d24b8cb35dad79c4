"""Reading registers as they stood at the end of a past day (`?as_of=2026-06-30`).

`tables` lets the database itself show the past, so that every query of a page reads it without knowing; `reading` is
the only way in. `links` keeps a page's links in the past. `middleware` puts it together for views with `as_of = True`.
"""

from smsplan.audit.as_of.reading import afterwards, reading_past
from smsplan.ui.today import past_day, today

__all__ = ["afterwards", "past_day", "reading_past", "today"]

"""The day that a page is read as of: today, or a past day while the page shows the past."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_past_day: ContextVar[datetime.date | None] = ContextVar("past_day", default=None)


def past_day() -> datetime.date | None:
    """The past day that is being shown; None when it is today."""
    return _past_day.get()


def today() -> datetime.date:
    """The day by which "overdue" and the like are judged: the past day being shown, else today for the reader."""
    return _past_day.get() or timezone.localdate()


@contextmanager
def showing(day: datetime.date) -> Iterator[None]:
    """Let `today` be a past day."""
    token = _past_day.set(day)
    try:
        yield
    finally:
        _past_day.reset(token)

"""One read of the past: a transaction that shows it, can write nothing, and leaves nothing behind."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from smsplan.audit.as_of.tables import show_past
from smsplan.ui.today import past_day, showing

# PostgreSQL expects one row where a view gives thousands, and would then go through another view once for each of them:
# a search of ten thousand risks would take ten seconds instead of half of one.
_PLANNING = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off"

_waiting: ContextVar[list[Callable[[], Any]] | None] = ContextVar("waiting", default=None)


def end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which a day ends in the reader's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


@contextmanager
def reading_past(day: datetime.date) -> Iterator[None]:
    """Read the database as it stood at the end of `day` in the reader's time zone; a write raises DatabaseError.

    What was handed to `afterwards` runs once the past is left in good order.
    """
    if past_day() is not None:
        raise RuntimeError("The past is being read already.")
    waiting: list[Callable[[], Any]] = []
    token = _waiting.set(waiting)
    try:
        with transaction.atomic():
            try:
                show_past(end_of(day))
                with connection.cursor() as cursor:
                    cursor.execute(f"{_PLANNING}; SET LOCAL transaction_read_only = on")
                with showing(day), _every_column_grouped():
                    yield
            finally:
                transaction.set_rollback(True)
    finally:
        _waiting.reset(token)
    for act in waiting:
        act()


def afterwards(act: Callable[[], Any]) -> bool:
    """Keep a write of today, such as an audit event, until the past is left; False when no past is being read."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.append(act)
    return True


@contextmanager
def _every_column_grouped() -> Iterator[None]:
    """Let Django group by every column it selects: a view has no primary key that would stand for the others."""
    connection.features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        del connection.features.allows_group_by_selected_pks

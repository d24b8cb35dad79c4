"""Rows of a record, written with it as one save."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.utils import timezone

from smsplan.records.services import save_record

#: Per part, by the name under which the record has it, its rows: each a mapping of field names to values, with the key
#: under "pk" when the row is there already.
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def write_rows(record: models.Model, rows: Rows, *, actor, reason: str, at: datetime.datetime) -> bool:
    """Make the parts that `rows` names what it says; returns whether that changed anything.

    Rows that are the same stay untouched; a key that is not of this record (any more) makes a new row. Each change is
    a history row stamped `at`, so that they read as one save. Raises ValidationError. The caller holds the lock.
    """
    changed = False
    for part, wanted in rows.items():
        manager = getattr(record, part)
        present = {row.pk: row for row in manager.all()}
        for fields in wanted:
            row = present.pop(fields.get("pk"), None) or manager.model(**{manager.field.name: record})
            if _set(row, {name: value for name, value in fields.items() if name != "pk"}) or row.pk is None:
                with stamped(row, at):
                    save_record(row, actor=actor, reason=reason)
                changed = True
        for row in present.values():
            row._history_user, row._change_reason = actor, reason
            with stamped(row, at):
                row.delete()
            changed = True
    return changed


def _set(row: models.Model, fields: Mapping[str, Any]) -> bool:
    """Put values into a row; whether one of them was another before."""
    changed = False
    for name, value in fields.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


@contextmanager
def stamped(record: models.Model, at: datetime.datetime) -> Iterator[None]:
    """Let the history row that is written within say `at`."""
    record._history_date = at
    try:
        yield
    finally:
        del record._history_date


def save_with_rows(
    record: models.Model,
    rows: Rows,
    *,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    at: datetime.datetime | None = None,
) -> models.Model:
    """Save a record (see save_record) with its rows as one save. Raises ValidationError."""
    at = at or timezone.now()
    with stamped(record, at):
        return save_record(
            record,
            actor=actor,
            reason=reason,
            many=many,
            complete=lambda: write_rows(record, rows, actor=actor, reason=reason, at=at),
        )

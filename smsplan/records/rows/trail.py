"""The history of a record together with that of its rows."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.audit.reasons import reason_words
from smsplan.records.rows.words import names_in, row_words


@dataclass(frozen=True)
class Told:
    """A part whose rows are told: what one row is called, and its columns (see row_words)."""

    part: str
    label: str
    columns: Sequence[str]
    later: Mapping[str, Any] = field(default_factory=dict)
    #: What history rows say besides, by the key of the history row.
    besides: Callable[[Sequence[Any]], Mapping[int, str]] | None = None


def with_rows(found: list[diff.Save], rows: Iterable[diff.Save]) -> list[diff.Save]:
    """Saves of a record and of its rows, each moment one save; in no order."""
    by_moment = {save.at: save for save in found}
    together = list(found)
    for save in rows:
        if save.at in by_moment:
            by_moment[save.at].changes += save.changes
        else:
            together.append(save)
    return together


def row_saves(record: models.Model, parts: Sequence[Told]) -> list[diff.Save]:
    """What happened to the rows of a record, row by row, grouped by the moment; the oldest first within a part."""
    kinds = {told.part: getattr(record, told.part).model for told in parts}
    rows = {
        part: list(
            kind.history.filter(**{getattr(record, part).field.attname: record.pk}).order_by(
                "history_date", "history_id"
            )
        )
        for part, kind in kinds.items()
    }
    names = names_in(
        {kinds[told.part]: rows[told.part] for told in parts},
        {kinds[told.part]: (*told.columns, *told.later) for told in parts},
    )
    found: dict[datetime.datetime, diff.Save] = {}
    for told in parts:
        besides = told.besides(rows[told.part]) if told.besides else {}
        before: dict[int, str] = {}
        for row in rows[told.part]:
            old = before.get(row.id, "–")
            new = "–"
            if row.history_type != "-":
                said = row_words(kinds[told.part], told.columns, vars(row), names, told.later)
                new = ", ".join(filter(None, (said, besides.get(row.history_id, ""))))
            before[row.id] = new
            if old != new:
                save = found.setdefault(row.history_date, _save(row))
                save.changes.append((told.label, old, new))
    return list(found.values())


def _save(row: Any) -> diff.Save:
    return diff.Save(
        actor=row.history_actor_name or "smsplan",
        at=row.history_date,
        reason=reason_words(row.history_change_reason or ""),
        verb=_("Changed"),
    )

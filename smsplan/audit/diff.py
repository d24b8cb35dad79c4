"""History in words: what each save changed, old -> new per field, with labels in the reader's language."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from smsplan.audit.reasons import reason_words
from smsplan.ui.richtext import plain_text

#: Columns that every save moves and that tell a reader nothing.
QUIET = {"id", "revision", "created_at", "updated_at", "created_by", "updated_by", "password", "last_login"}


@dataclass
class Save:
    """One save of a record: `changes` holds (field label, old text, new text)."""

    actor: str
    at: datetime.datetime
    reason: str
    verb: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def words(model_field: models.Field, value: Any) -> str:
    """A stored value as a person reads it: the choice's label, yes or no, a localized date; never raw JSON."""
    if value is None or value == "" or value == []:
        return "–"
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, (list, tuple)):
        # An array of choices (a PostgreSQL ArrayField) keeps them on the field of its elements.
        labels = dict(getattr(getattr(model_field, "base_field", None), "flatchoices", None) or ())
        return ", ".join(str(labels.get(part, part)) if labels else _nested(part) for part in value)
    if isinstance(value, dict):
        return _nested(value)
    if isinstance(value, Decimal):
        # The zeros that fill a column's decimals say nothing, and 98.5 typed is 98.5000 kept.
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, (int, float, Decimal)):
        return formats.localize(value, use_l10n=True)
    text = str(value)
    if isinstance(model_field, models.TextField) and "<" in text:
        text = plain_text(text)
    return Truncator(text).chars(2000)


def _nested(value: Any) -> str:
    """A value inside a JSON field, and what is inside of that, without brackets and quotes."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_nested(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return " / ".join(_nested(part) for part in value)
    return str(value)


def _related(model_field: models.ForeignKey, keys: Iterable[Any]) -> dict[Any, str]:
    keys = {key for key in keys if key is not None}
    if not keys:
        return {}
    return {obj.pk: str(obj) for obj in model_field.related_model._base_manager.filter(pk__in=keys)}


def saves(record: models.Model, *, limit: int = 200) -> list[Save]:
    """The last `limit` saves of `record`, newest first, each against the one before it.

    A model may name fields that follow from others in `QUIET_IN_HISTORY`, and say some in words of its own:
    `history_words()` gives, per field name, a function from a history row to the words; for a many-to-many field it is
    from a linked record.
    """
    manager = record.history
    rows = list(manager.order_by("-history_date", "-history_id")[: limit + 1])
    if not rows:
        return []
    quiet = QUIET | set(getattr(record, "QUIET_IN_HISTORY", ()))
    tracked = [f for f in manager.model.tracked_fields if f.name not in quiet]
    foreign = {f.name: _related(f, (getattr(r, f.attname) for r in rows)) for f in tracked if f.is_relation}
    in_own_words = getattr(record, "history_words", dict)()
    many = _many_to_many(record, rows, in_own_words)

    result = []
    for position, row in enumerate(rows[:limit]):
        before = rows[position + 1] if position + 1 < len(rows) else None
        entry = Save(
            actor=row.history_actor_name or "smsplan",
            at=row.history_date,
            reason=reason_words(row.history_change_reason or ""),
            verb=_("Created") if row.history_type == "+" else _("Deleted") if row.history_type == "-" else _("Changed"),
        )
        for model_field in tracked:
            new = getattr(row, model_field.attname)
            old = getattr(before, model_field.attname) if before else None
            if old == new or (before is None and new in (None, "", [], {})):
                continue
            label = str(model_field.verbose_name)
            if model_field.is_relation:
                names = foreign[model_field.name]
                pair = names.get(old, "–"), names.get(new, "–")
            elif model_field.name in in_own_words:
                # What a number means depends on the rest of the row, for example on the scale it is a step of.
                say = in_own_words[model_field.name]
                pair = say(before) if before else "–", say(row)
            else:
                pair = words(model_field, old), words(model_field, new)
            if pair[0] != pair[1]:
                entry.changes.append((label[:1].upper() + label[1:], *pair))
        for label, names in many:
            new, old = names.get(row.history_id, ""), names.get(before.history_id, "") if before else ""
            if old != new:
                entry.changes.append((label, old or "–", new or "–"))
        if entry.changes or entry.reason or before is None:
            result.append(entry)
    return result


def _many_to_many(
    record: models.Model, rows: list, in_own_words: Mapping[str, Callable[[Any], str]]
) -> list[tuple[str, dict[int, str]]]:
    """Per many-to-many field its label and, per history row, the linked records' names."""
    found = []
    for m2m_field in getattr(rows[0], "_history_m2m_fields", []):
        historical = type(record)._history_recorder.m2m_models[m2m_field]
        target = m2m_field.m2m_reverse_field_name()
        links = historical.objects.filter(history_id__in=[r.history_id for r in rows]).values_list(
            "history_id", f"{target}_id"
        )
        links = list(links)
        say = in_own_words.get(m2m_field.name, str)
        names = {
            obj.pk: say(obj)
            for obj in m2m_field.related_model._base_manager.filter(pk__in={key for _row, key in links})
        }
        per_row: dict[int, list[str]] = {}
        for row_id, key in links:
            per_row.setdefault(row_id, []).append(names.get(key, str(key)))
        label = str(m2m_field.verbose_name)
        found.append((label[:1].upper() + label[1:], {row_id: ", ".join(sorted(v)) for row_id, v in per_row.items()}))
    return found

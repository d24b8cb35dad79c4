"""Rows of a record in words: one line each, with the amounts of resources in the reader's format."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from smsplan.audit.diff import words
from smsplan.ui.numbers import figure, money

#: What linked records are called: model -> key -> name.
Names = Mapping[type[models.Model], Mapping[Any, str]]


def row_words(
    kind: type[models.Model],
    columns: Sequence[str],
    row: Mapping[str, Any],
    names: Names,
    later: Mapping[str, Any] | None = None,
) -> str:
    """A row in one line, from its values by database column.

    `later` are columns that are filled in when the plan is carried out, each with its words about "%(value)s".
    """
    found = [_said(kind, name, row, names) for name in columns]
    for name, text in (later or {}).items():
        value = _said(kind, name, row, names)
        found.append(str(text) % {"value": value} if value else "")
    return ", ".join(filter(None, found))


def _said(kind: type[models.Model], name: str, row: Mapping[str, Any], names: Names) -> str:
    field = kind._meta.get_field(name)
    value = row.get(field.attname)
    if value in (None, ""):
        return ""
    if name == "amount":
        return _amount(value, row.get("unit", ""))
    if name == "unit" and row.get("amount") is not None:
        return ""  # It stands with the amount.
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, "")
    return words(field, value)


def names_in(rows: Mapping[type[models.Model], Iterable[Any]], columns: Mapping[type[models.Model], Iterable[str]]):
    """What those are called that `rows` of each kind name in `columns`. A query for each kind of record."""
    keys: dict[type[models.Model], set[Any]] = {}
    for kind, some in rows.items():
        fields = [kind._meta.get_field(name) for name in columns[kind]]
        for field in (field for field in fields if field.is_relation):
            keys.setdefault(field.related_model, set()).update(getattr(row, field.attname) for row in some)
    return {
        model: {one.pk: str(one) for one in model._base_manager.filter(pk__in=wanted - {None})}
        for model, wanted in keys.items()
        if wanted - {None}
    }


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency, written as ISO 4217 has it: IDR."""
    return bool(re.fullmatch(r"[A-Z]{3}", unit.strip()))


def amount_words(row: Any) -> str:
    """How much of a resource there is, in the reader's format: IDR 1,500,000 or 4 days; empty when nobody said."""
    return _amount(row.amount, row.unit)


def _amount(amount: Decimal | None, unit: str) -> str:
    if amount is None:
        return ""
    return money(amount, unit.strip()) if is_currency(unit) else figure(amount, unit)


def sums(resources: Iterable[Any]) -> list[str]:
    """Per currency what it comes to, where there is more than one amount of it."""
    found: dict[str, list[Decimal]] = {}
    for row in resources:
        if row.amount is not None and is_currency(row.unit):
            found.setdefault(row.unit.strip().upper(), []).append(row.amount)
    return [money(sum(amounts, Decimal(0)), unit) for unit, amounts in found.items() if len(amounts) > 1]


def resources_in_words(record: Any) -> str:
    """What is `committed` to a record, one a line, and its note on `resources`, for documents.

    Prefetch `committed__committed_by` for many.
    """
    found = []
    for row in record.committed.all():
        who = _("committed by %(who)s") % {"who": row.committed_by} if row.committed_by else _("not committed yet")
        found.append(", ".join(filter(None, (row.description, amount_words(row), who))))
    return "\n".join(filter(None, (*found, record.resources)))

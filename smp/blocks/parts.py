"""The kinds of parts that a block's data is made of: plain JSON, every value in words."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format


def table(
    columns: Sequence[Any], rows: Iterable[tuple[str, Sequence[Any]]], *, caption: Any = "", empty: Any = ""
) -> dict[str, Any]:
    """Rows under heads; a row is (key, cells), its key the record's reference. `empty` is said when there are none."""
    return {
        "kind": "table",
        "caption": str(caption),
        "columns": [str(column) for column in columns],
        "rows": [{"key": key, "cells": [words(cell) for cell in cells]} for key, cells in rows],
        "empty": str(empty),
    }


def prose(heading: Any, text: str, *, empty: Any = "") -> dict[str, Any]:
    """A heading with the paragraphs of a plain text."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n") if part.strip()]
    return {"kind": "prose", "heading": str(heading), "paragraphs": paragraphs, "empty": str(empty)}


def items(heading: Any, entries: Iterable[Any], *, empty: Any = "") -> dict[str, Any]:
    """A heading with a list."""
    return {
        "kind": "items",
        "heading": str(heading),
        "entries": [words(entry) for entry in entries],
        "empty": str(empty),
    }


def matrix(drawn: Any, *, caption: Any) -> dict[str, Any]:
    """A matrix of counts as `ui/_matrix.html` draws it, without links."""
    return {
        "kind": "matrix",
        "caption": str(caption),
        "x_title": str(drawn.x_title),
        "y_title": str(drawn.y_title),
        "column_labels": [str(label) for label in drawn.column_labels],
        "row_labels": [str(label) for label in drawn.row_labels],
        "rows": [
            [{"label": str(cell.label), "colour": str(cell.colour), "count": cell.count} for cell in row]
            for row in drawn.rows
        ],
    }


def words(value: Any) -> str:
    """A value as the document says it, in the active language; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return figure(value)
    return str(value).strip()


def figure(value: Decimal | None, unit: str = "") -> str:
    """A number without idle zeros, with its unit: 99.5 %, 2 hours."""
    if value is None:
        return ""
    plain = format(value.normalize(), "f")
    return f"{number_format(plain, force_grouping=True)} {unit}".strip()

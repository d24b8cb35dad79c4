"""Charts: the numbers and how to draw them; Chart.js draws, and a table holds the same data."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def line_chart(
    *,
    id: str,
    labels: Sequence[str],
    series: Sequence[dict[str, Any]],
    unit: str = "",
    title: str = "",
    words: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """Context for `ui/_chart.html`.

    `series` are dicts of `label`, `values` (number or None, one per label) and `kind`: `line` for what was measured,
    `dash` for what was planned or is forecast. `words` names the steps of a scale, which are then shown instead of
    numbers. Raises ValueError when a series has not one value per label.
    """
    labels = [str(label) for label in labels]
    lines = []
    for one in series:
        values = [None if value is None else float(value) for value in one["values"]]
        if len(values) != len(labels):
            raise ValueError(f"Series {one['label']!r} has {len(values)} values for {len(labels)} labels.")
        lines.append({"label": str(one["label"]), "values": values, "kind": one.get("kind", "line")})
    rows = [
        {"label": label, "cells": [named(one["values"][index], unit, words) for one in series]}
        for index, label in enumerate(labels)
    ]
    summary = ngettext("Line chart with one period", "Line chart with %(count)s periods", len(labels)) % {
        "count": len(labels)
    }
    names = ", ".join(line["label"] for line in lines)
    # Outside the f-string, where the collector of texts does not look.
    below = _("The table below holds the same data.")
    return {
        "id": id,
        "title": str(title),
        "unit": str(unit),
        "data": json.dumps({"labels": labels, "series": lines, "unit": str(unit), "words": words or {}}),
        "description": f"{title + ': ' if title else ''}{summary}: {names}. {below}",
        "heads": [line["label"] for line in lines],
        "rows": rows,
    }


def named(value: Any, unit: str, words: Mapping[int, str] | None) -> str:
    """A step of a scale in its word, else the value with its unit; a dash when there is none."""
    return words[value] if words and value is not None else shown(value, unit)


def shown(value: float | Decimal | None, unit: str) -> str:
    """A value with its unit in the reader's format; a dash when there is none."""
    if value is None:
        return "–"
    text = number_format(value)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()

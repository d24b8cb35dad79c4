"""Charts: the numbers and how to draw them; Chart.js draws, and a table holds the same data.

On paper `smsplan.ui.pictures` draws the same data.
"""

import json
from collections.abc import Callable, Mapping, Sequence
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
    show: Callable[[Any], str] | None = None,
) -> dict[str, Any]:
    """Context for `ui/_chart.html`.

    `series` are dicts of `label`, `values` (number or None, one per label) and `kind`: `line` for what was measured,
    `dash` for what was planned, `dots` for what is forecast, `band` for a range, which has `low` and `high` in place of
    `values`. `words` names the steps of a scale, which are then shown instead of numbers; `show` writes a number in the
    table. Raises ValueError when a series has not one value per label.
    """
    labels = [str(label) for label in labels]
    lines = [_line(one, len(labels)) for one in series]

    def cell(value: Any) -> str:
        return named(value, unit, words) if show is None or value is None else show(value)

    rows = [
        {"label": label, "cells": [_cell(one, index, cell) for one in series]} for index, label in enumerate(labels)
    ]
    summary = ngettext("Line chart with one period", "Line chart with %(count)s periods", len(labels)) % {
        "count": len(labels)
    }
    names = ", ".join(line["label"] for line in lines)
    # Outside the f-string, where the collector of texts does not look.
    below = _("The table below holds the same data.")
    data = {"labels": labels, "series": lines, "unit": str(unit), "words": words or {}}
    return {
        "id": id,
        "title": str(title),
        "unit": str(unit),
        "data": json.dumps(data),
        "description": f"{title + ': ' if title else ''}{summary}: {names}. {below}",
        "heads": [line["label"] for line in lines],
        "rows": rows,
    }


def _line(one: Mapping[str, Any], count: int) -> dict[str, Any]:
    kind = one.get("kind", "line")
    line: dict[str, Any] = {"label": str(one["label"]), "kind": kind}
    for key in ("low", "high") if kind == "band" else ("values",):
        line[key] = [None if value is None else float(value) for value in one[key]]
        if len(line[key]) != count:
            raise ValueError(f"Series {one['label']!r} has {len(line[key])} values for {count} labels.")
    return line


def _cell(one: Mapping[str, Any], index: int, show: Callable[[Any], str]) -> str:
    if one.get("kind") != "band":
        return show(one["values"][index])
    low, high = one["low"][index], one["high"][index]
    if low is None or low == high:
        return show(low)
    return _("%(low)s to %(high)s") % {"low": show(low), "high": show(high)}


def sparkline(*, values: Sequence[Decimal], goal: Decimal | None = None, show: Callable[[Any], str] = str) -> dict:
    """Context for `ui/_sparkline.html`: how the values went, as small as a word; `goal` is the level to reach.

    Without values there is nothing to draw, and `data` is empty.
    """
    if not values:
        return {"data": "", "description": ""}
    line = [float(value) for value in values]
    words = ngettext("One value: %(last)s", "%(count)d values, from %(first)s to %(last)s", len(values))
    return {
        "data": json.dumps({"values": line, "goal": None if goal is None else float(goal)}, separators=(",", ":")),
        "description": words % {"count": len(values), "first": show(values[0]), "last": show(values[-1])},
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

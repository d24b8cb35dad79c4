"""Charts on paper: the data of `smsplan.ui.charts`, drawn by Matplotlib as SVG, which a PDF keeps sharp at any size."""

import io
import json
from collections.abc import Mapping
from typing import Any

from smsplan.ui.charts import shown

#: The colours of the light theme (static/ui/app.css).
SERIES = ("#1d5b9f", "#a85a12", "#22804a", "#7a4fa3")
INK, SOFT, LINE = "#1a2330", "#4d5866", "#e3e8ee"
MARKERS = ("o", "D", "^", "s")
MILLIMETRE = 1 / 25.4


def line_picture(chart: Mapping[str, Any], *, width: float = 170, height: float = 72) -> tuple[bytes, str]:
    """What `ui/_chart.html` draws on screen, as (SVG, content type); sizes in millimetres."""
    data = json.loads(chart["data"])
    figure, axes = _canvas(width, height)
    places = range(len(data["labels"]))
    for index, series in enumerate(data["series"]):
        colour = SERIES[index % len(SERIES)]
        if series["kind"] == "band":
            low, high = (_gaps(series[key]) for key in ("low", "high"))
            axes.fill_between(places, low, high, color=colour, alpha=0.18, linewidth=0, label=series["label"])
            continue
        plain = series["kind"] == "line"
        axes.plot(
            places,
            _gaps(series["values"]),
            color=colour,
            linewidth=1.4,
            linestyle={"line": "-", "dash": (0, (5, 3)), "dots": (0, (1, 1.5))}[series["kind"]],
            marker=MARKERS[index % len(MARKERS)] if plain else None,
            markersize=3.2,
            label=series["label"],
        )
    step = max(1, -(-len(data["labels"]) // 8))
    axes.set_xticks(list(places)[::step], data["labels"][::step])
    words = {int(key): word for key, word in data["words"].items()}
    if words:
        axes.set_yticks(list(words), list(words.values()))
        axes.set_ylim(min(words) - 0.5, max(words) + 0.5)
    else:
        axes.yaxis.set_major_formatter(lambda value, _place: shown(round(value, 4), data["unit"]))
        axes.yaxis.set_major_locator(_locator(6))
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.tick_params(colors=SOFT, labelsize=7, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c4ccd6")
    figure.legend(loc="outside lower center", ncols=len(data["series"]), fontsize=7, frameon=False, labelcolor=SOFT)
    return _svg(figure)


def spark_picture(spark: Mapping[str, Any], *, width: float = 26, height: float = 6) -> tuple[bytes, str]:
    """What `ui/_sparkline.html` draws on screen, as (SVG, content type); sizes in millimetres."""
    data = json.loads(spark["data"])
    figure, axes = _canvas(width, height)
    axes.axis("off")
    values = data["values"]
    if data["goal"] is not None:
        axes.axhline(data["goal"], color="#c4ccd6", linewidth=0.8, linestyle=(0, (3, 2)))
    axes.plot(values, color=SERIES[0], linewidth=1)
    axes.plot([len(values) - 1], values[-1:], color=SERIES[0], marker="o", markersize=2)
    axes.margins(x=0.04, y=0.15)
    return _svg(figure)


def _canvas(width: float, height: float) -> tuple[Any, Any]:
    # Drawn into memory, without the state that pyplot shares between threads. Loaded only where a document is made.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width * MILLIMETRE, height * MILLIMETRE), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    return figure, axes


def _locator(count: int) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(count)


def _gaps(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _svg(figure: Any) -> tuple[bytes, str]:
    from matplotlib import rc_context

    out = io.BytesIO()
    # Letters as outlines: the picture needs no font of the machine that shows it.
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "smsplan"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue(), "image/svg+xml"

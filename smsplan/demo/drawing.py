"""The picture in the demo's plan, drawn when the demo is loaded."""

import io

INK, LINE, FILL, SOFT = "#1a2330", "#1d5b9f", "#e9f1fa", "#4d5866"
#: Name, what is there, centre in a field of 10 by 4.
SITES = (
    ("Jakarta", "Service desk\nNetwork operations", 1.4, 2.0),
    ("Bekasi", "Data centre\nProduction", 5.7, 3.2),
    ("Surabaya", "Data centre\nCopy and tests", 8.8, 0.8),
)
#: From, to, what runs along it.
LINKS = ((0, 1, "2 × 10 Gbit/s"), (0, 2, "10 Gbit/s"), (1, 2, "copy every 15 min"))


def sites() -> bytes:
    """The sites of the organization and what joins them, as PNG."""
    # Drawn into memory, without the state that pyplot shares; loaded only here, because it takes a second.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.8), dpi=150, layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set(xlim=(0, 10), ylim=(0, 4))
    axes.axis("off")
    for start, end, words in LINKS:
        (x, y), (to_x, to_y) = SITES[start][2:], SITES[end][2:]
        axes.plot([x, to_x], [y, to_y], color=LINE, linewidth=1.6, zorder=1)
        axes.text(
            (x + to_x) / 2, (y + to_y) / 2, words, fontsize=9, color=SOFT, ha="center", va="center", zorder=2,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
        )  # fmt: skip
    for name, what, x, y in SITES:
        axes.text(
            x, y, f"$\\bf{{{name}}}$\n{what}", fontsize=10, color=INK, ha="center", va="center", linespacing=1.5,
            zorder=3,
            bbox={"facecolor": FILL, "edgecolor": LINE, "boxstyle": "round,pad=0.6"},
        )  # fmt: skip
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()

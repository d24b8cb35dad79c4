"""Reads of risks and opportunities that pages, reports and the upper floors share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from risks.models import Level, Opportunity, Risk, RiskCriteria, Scale

LEVEL_COLOURS = {Level.LOW: "green", Level.MEDIUM: "yellow", Level.HIGH: "red", Level.EXTREME: "red"}


@dataclass
class Cell:
    """One cell of a matrix: its level in words and colour, how many, and the list that shows them."""

    label: str
    colour: str
    count: int
    url: str = ""


@dataclass
class Matrix:
    """A matrix as `ui/_matrix.html` draws it, highest row first."""

    x_title: str
    y_title: str
    column_labels: list[str]
    row_labels: list[str]
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many records stand in the matrix."""
        return sum(cell.count for row in self.rows for cell in row)


def matrix(
    *,
    kind: str = "residual",
    queryset: QuerySet[Risk] | None = None,
    link: Callable[[int, int], str] | None = None,
) -> Matrix:
    """Open risks by impact and likelihood, with the level that the criteria in force give each cell.

    `kind` is "inherent", or "residual", which falls back on the inherent assessment of risks that have no residual one.
    `link(likelihood, impact)` gives a cell's URL.
    """
    risks = (Risk.objects.all() if queryset is None else queryset).open()
    if kind == "inherent":
        keys = {"x": Coalesce("inherent__likelihood", 0), "y": Coalesce("inherent__impact", 0)}
    else:
        keys = {"x": Coalesce("likelihood", 0), "y": Coalesce("impact", 0)}
    counted = risks.order_by().values(**keys).annotate(n=Count("pk")).values_list("x", "y", "n")
    counts = {(x, y): n for x, y, n in counted}
    criteria = RiskCriteria.in_force()
    cells = criteria.cells
    size = range(1, criteria.size + 1)
    drawn = Matrix(
        x_title=_("Likelihood"),
        y_title=_("Impact"),
        column_labels=[criteria.likelihood_label(step) for step in size],
        row_labels=[criteria.impact_label(step) for step in reversed(size)],
    )
    for impact in reversed(size):
        row = []
        for likelihood in size:
            level = Level(cells[impact - 1][likelihood - 1])
            row.append(
                Cell(
                    label=str(level.label),
                    colour=LEVEL_COLOURS[level],
                    count=counts.get((likelihood, impact), 0),
                    url=link(likelihood, impact) if link else "",
                )
            )
        drawn.rows.append(row)
    return drawn


def level_counts(queryset: QuerySet[Risk] | None = None) -> dict[Level | None, int]:
    """Open risks per present level, highest first; None stands for not yet assessed."""
    risks = (Risk.objects.all() if queryset is None else queryset).open()
    counted = dict(risks.order_by().values("level").annotate(n=Count("pk")).values_list("level", "n"))
    result: dict[Level | None, int] = {Level(level): counted.get(level, 0) for level in sorted(Level.values)[::-1]}
    if not result[Level.EXTREME]:
        del result[Level.EXTREME]
    result[None] = counted.get(None, 0)
    return result


def top_risks(limit: int = 10, queryset: QuerySet[Risk] | None = None) -> QuerySet[Risk]:
    """The open risks of the highest present level, worst first."""
    risks = (Risk.objects.all() if queryset is None else queryset).open()
    return risks.select_related("category", "owner", "inherent", "residual").order_by(
        F("level").desc(nulls_last=True), "review_date", "reference"
    )[:limit]


def opportunity_matrix(
    *, queryset: QuerySet[Opportunity] | None = None, link: Callable[[int, int], str] | None = None
) -> Matrix:
    """Open opportunities by benefit and effort: much benefit for little effort comes first.

    `link(effort, benefit)` gives a cell's URL.
    """
    rows = (Opportunity.objects.all() if queryset is None else queryset).open()
    counts = {
        (x, y): n
        for x, y, n in rows.order_by()
        .exclude(benefit=None)
        .exclude(effort=None)
        .values("effort", "benefit")
        .annotate(n=Count("pk"))
        .values_list("effort", "benefit", "n")
    }
    labels = [str(label) for label in Scale.labels]
    words = {
        1: (_("Later"), "grey"),
        2: (pgettext("priority of an opportunity", "Plan"), "yellow"),
        3: (_("Do first"), "green"),
    }
    drawn = Matrix(x_title=_("Effort"), y_title=_("Benefit"), column_labels=labels, row_labels=list(reversed(labels)))
    for benefit in (3, 2, 1):
        row = []
        for effort in (1, 2, 3):
            label, colour = words[Opportunity(benefit=benefit, effort=effort).priority]
            url = link(effort, benefit) if link else ""
            row.append(Cell(label, colour, counts.get((effort, benefit), 0), url))
        drawn.rows.append(row)
    return drawn

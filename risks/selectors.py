"""Reads of risks and opportunities that pages, reports and the upper floors share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from risks import priorities
from risks.models import Assessment, CriteriaBook, Level, Opportunity, Risk, Scale

#: The colours of levels where no criteria version is at hand.
LEVEL_COLOURS = {Level.LOW: "green", Level.MEDIUM: "yellow", Level.HIGH: "red", Level.EXTREME: "red"}

#: Which assessment of a risk a matrix shows, and where a risk keeps it: as columns of its own, or behind a key.
MATRIX_KINDS = {"residual": "", "inherent": "inherent__", "target": "target__"}


@dataclass
class Cell:
    """One cell of a matrix: its level in words and colour, how many, and the list that shows them."""

    label: str
    colour: str
    count: int
    url: str = ""


@dataclass
class Matrix:
    """A matrix as `ui/_matrix.html` draws it, highest row first.

    `outside` is how many were assessed under older criteria, whose cell or level is another one today; `unassessed` how
    many have no such assessment. Neither stands in a cell.
    """

    x_title: str
    y_title: str
    column_labels: list[str]
    row_labels: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    outside: int = 0
    unassessed: int = 0

    @property
    def total(self) -> int:
        """How many records stand in the matrix."""
        return sum(cell.count for row in self.rows for cell in row)


def matrix(
    *,
    kind: str = "residual",
    queryset: QuerySet[Risk] | None = None,
    link: Callable[[dict[str, Any]], str] | None = None,
    book: CriteriaBook | None = None,
) -> Matrix:
    """Open risks by impact and likelihood under the criteria in force (6.1.2).

    `kind` is "inherent", "target", or "residual", which falls back on the inherent assessment of risks that have no
    residual one. A risk stands in a cell only when it was assessed under criteria with equally long scales and has the
    level that the cell has today. `link` turns the parameters of the list that shows a cell into its URL.
    """
    risks = (Risk.objects.all() if queryset is None else queryset).open()
    book = book or CriteriaBook()
    criteria, same_scale = book.in_force, set(book.same_scale())
    where = MATRIX_KINDS[kind]
    keys = [f"{where}likelihood", f"{where}impact", f"{where}level", f"{where}criteria_id"]
    counts: dict[tuple[int, int], int] = {}
    outside = unassessed = 0
    for likelihood, impact, level, under, n in (
        risks.order_by().values(*keys).annotate(n=Count("pk")).values_list(*keys, "n")
    ):
        if level is None:
            unassessed += n
        elif under in same_scale and criteria.cells[impact - 1][likelihood - 1] == level:
            counts[likelihood, impact] = counts.get((likelihood, impact), 0) + n
        else:
            outside += n
    size = range(1, criteria.size + 1)
    drawn = Matrix(
        x_title=_("Likelihood"),
        y_title=_("Impact"),
        column_labels=[criteria.likelihood_label(step) for step in size],
        row_labels=[criteria.impact_label(step) for step in reversed(size)],
        outside=outside,
        unassessed=unassessed,
    )
    for impact in reversed(size):
        row = []
        for likelihood in size:
            level = Level(criteria.cells[impact - 1][likelihood - 1])
            url = link(cell_query(kind, likelihood, impact, level)) if link else ""
            row.append(Cell(str(level.label), criteria.colour(level), counts.get((likelihood, impact), 0), url))
        drawn.rows.append(row)
    return drawn


def cell_query(kind: str, likelihood: int, impact: int, level: int) -> dict[str, Any]:
    """The parameters of the risk list that shows exactly what a cell of the matrix counts."""
    query: dict[str, Any] = {
        "attention": "open", "likelihood": likelihood, "impact": impact, "level": int(level),
    }  # fmt: skip
    return query if kind == "residual" else query | {"kind": kind}


def assessed_since(risk: Risk, seen: int, assessment: Assessment) -> list[Assessment]:
    """Assessments of the same kind that came between the one a person had `seen` (its key) and their own."""
    return list(
        risk.assessments.filter(kind=assessment.kind, pk__gt=seen, pk__lt=assessment.pk)
        .select_related("assessor", "criteria")
        .order_by("pk")
    )


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
    drawn = Matrix(x_title=_("Effort"), y_title=_("Benefit"), column_labels=labels, row_labels=list(reversed(labels)))
    for benefit in (3, 2, 1):
        row = []
        for effort in (1, 2, 3):
            priority = priorities.priority_of(benefit, effort)
            label, colour = priorities.priority_words(priority), priorities.COLOURS[priority]
            url = link(effort, benefit) if link else ""
            row.append(Cell(label, colour, counts.get((effort, benefit), 0), url))
        drawn.rows.append(row)
    return drawn

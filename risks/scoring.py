"""Risk scoring (6.1): pure rules, values in and values out.

A scale runs from 1 (lowest) to its size; a level is one of `Level`. Criteria are a grid of levels: `cells[i][l]` is the
level of impact `i + 1` and likelihood `l + 1`.
"""

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

Cells = Sequence[Sequence[int]]


class Level(IntEnum):
    """Risk levels, lowest first."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    EXTREME = 4


#: Default criteria: reproduces the guide's sample table (Medium x High = High, Low x High = Medium, Medium x Medium =
#: Medium). Rows are impact low, medium, high; columns are likelihood low, medium, high.
THREE_BY_THREE: list[list[int]] = [
    [Level.LOW, Level.LOW, Level.MEDIUM],
    [Level.LOW, Level.MEDIUM, Level.HIGH],
    [Level.MEDIUM, Level.HIGH, Level.HIGH],
]


class OffScale(ValueError):
    """A likelihood or impact that the criteria's scale does not have."""


def level_of(cells: Cells, likelihood: int, impact: int) -> Level:
    """The risk level of likelihood x impact (6.1; the guide's "Risk Assessment"). Raises OffScale; never clamps."""
    if not 1 <= impact <= len(cells):
        raise OffScale(f"impact {impact} is not on the scale 1-{len(cells)}")
    if not 1 <= likelihood <= len(cells[impact - 1]):
        raise OffScale(f"likelihood {likelihood} is not on the scale 1-{len(cells[impact - 1])}")
    return Level(cells[impact - 1][likelihood - 1])


def is_monotone(cells: Cells) -> bool:
    """Whether the level never falls when likelihood or impact rises."""
    rows = all(left <= right for row in cells for left, right in pairwise(row))
    columns = all(below <= above for lower, upper in pairwise(cells) for below, above in zip(lower, upper, strict=True))
    return rows and columns


def falls(cells: Cells) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the level falls although likelihood or impact rises by one step, as pairs of (likelihood, impact).

    Rows of unequal length are compared as far as both go.
    """
    found = []
    for impact, row in enumerate(cells, start=1):
        for likelihood, level in enumerate(row, start=1):
            if likelihood < len(row) and row[likelihood] < level:
                found.append(((likelihood, impact), (likelihood + 1, impact)))
            if impact < len(cells) and likelihood <= len(cells[impact]) and cells[impact][likelihood - 1] < level:
                found.append(((likelihood, impact), (likelihood, impact + 1)))
    return found

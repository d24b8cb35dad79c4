"""A month as weeks from Monday to Sunday, and what runs through them: days in, places out; nothing of Django's."""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: The years that a calendar can be turned to.
FIRST_YEAR, LAST_YEAR = 1970, 2199
DAYS = 7


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def of(cls, day: datetime.date) -> "Month":
        """The month that holds a day."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """The month of a word such as 2026-11; None for anything else."""
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.month, 1)

    def moved(self, months: int) -> "Month | None":
        """The month so many later, earlier when negative; None beyond the years of the calendar."""
        years, month = divmod(self.month - 1 + months, 12)
        year = self.year + years
        return Month(year, month + 1) if FIRST_YEAR <= year <= LAST_YEAR else None

    def weeks(self) -> list[list[datetime.date]]:
        """Its weeks, Monday to Sunday, filled up with days of the months beside it."""
        return calendar.Calendar(calendar.MONDAY).monthdatescalendar(self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Span:
    """Something that runs from a day to a day."""

    what: Any
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Piece:
    """A stretch of a line in a week, `days` wide: a part of a span, or a gap when `what` is None."""

    days: int
    what: Any = None
    begins: bool = False
    ends: bool = False


def lanes(week: list[datetime.date], spans: Iterable[Span]) -> list[list[Piece]]:
    """The spans of a week laid out on as few lines as they need, each line filled to seven days with gaps."""
    monday, sunday = week[0], week[-1]
    lines: list[list[Span]] = []
    for span in sorted(spans, key=lambda one: (one.first, -one.last.toordinal())):
        if span.last < monday or span.first > sunday:
            continue
        free = next((line for line in lines if line[-1].last < max(span.first, monday)), None)
        if free is None:
            lines.append([span])
        else:
            free.append(span)
    return [_pieces(line, monday, sunday) for line in lines]


def _pieces(line: list[Span], monday: datetime.date, sunday: datetime.date) -> list[Piece]:
    pieces, filled = [], 0
    for span in line:
        start, end = (max(span.first, monday) - monday).days, (min(span.last, sunday) - monday).days
        if start > filled:
            pieces.append(Piece(start - filled))
        pieces.append(Piece(end - start + 1, span.what, span.first >= monday, span.last <= sunday))
        filled = end + 1
    return [*pieces, Piece(DAYS - filled)] if filled < DAYS else pieces

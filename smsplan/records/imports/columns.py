"""What an import knows of its columns, and what it says of a row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation

from smsplan.records.parsing import Choice, Linked


@dataclass(frozen=True)
class Column:
    """A column an import knows. `parse` turns the cell's text into a value or raises ValidationError with the cure.

    `readonly`: an export has it, an import leaves it alone. `example` is what the template shows.
    """

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = str
    readonly: bool = False
    example: str = ""

    def matches(self, heading: str) -> bool:
        """Whether a file's heading means this column, in either language and whatever its capitals."""
        names = set(self.aliases)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names.add(str(self.heading))
        return heading.casefold() in {name.casefold() for name in names}

    @property
    def choices(self) -> Choice | Linked | None:
        """What the words of a cell are chosen from, when they are."""
        return self.parse if isinstance(self.parse, (Choice, Linked)) else None

    def read(self, text: str, words: dict[str, str]) -> Any:
        """The cell's value; `words` says what unknown words mean. Raises ValidationError, UnknownWords among them."""
        return self.choices.read(text, words) if self.choices else self.parse(text)


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place of the file and how to mend it; `column` is empty for the whole row."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Difference:
    """A cell that an update changes, in the words that the record's export has for it."""

    column: str
    old: str
    new: str


@dataclass
class Row:
    """One row of the file as it would be imported.

    `clean` holds values by column key: all of them for a new record, only those that change for `record`, the record
    that the row's reference names.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    record: Any = None
    clean: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: (column key, word) that stands for none of the choices.
    unknown: list[tuple[str, str]] = field(default_factory=list)
    #: Whether it would overwrite what `record` says without saying why: a person decides.
    conflict: bool = False

    @property
    def outcome(self) -> str:
        """What importing it does, before anybody looked for duplicates; see ImportRow.Outcome."""
        if self.problems:
            return "error"
        if self.record is None:
            return "new"
        return "update" if self.clean else "unchanged"

"""Importing a table into a register: preview row by row, then all rows or none.

A register gives an `Importer`: its columns and how a clean row becomes a record. See docs/architecture.md.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from smsplan.audit.events import Action, record_event
from smsplan.records.models import ImportRun
from smsplan.records.services import NotAllowed
from smsplan.records.tabular import Table, TableProblem, read_table
from smsplan.ui.exports import undefuse


@dataclass(frozen=True)
class Column:
    """A column an import knows. `parse` turns the cell's text into a value or raises ValidationError with the cure."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = str

    def matches(self, heading: str) -> bool:
        """Whether a file's heading means this column, in either language and whatever its capitals."""
        names = set(self.aliases)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names.add(str(self.heading))
        return heading.casefold() in {name.casefold() for name in names}


@dataclass
class Problem:
    """What is wrong in one place of the file and how to mend it; `column` is empty for the whole row."""

    row: int
    column: str
    message: str


@dataclass
class PreviewRow:
    """One row as it would be saved: shown cells by column key, notes for the reader, and problems."""

    number: int
    clean: dict[str, Any]
    shown: list[str]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Preview:
    """The whole file as it would be saved."""

    columns: list[Column]
    rows: list[PreviewRow]
    problems: list[Problem]
    ignored: list[str]

    @property
    def ok(self) -> bool:
        """Whether it may be confirmed."""
        return not self.problems

    @property
    def created(self) -> int:
        """How many records a confirmation makes."""
        return len(self.rows)


class Importer:
    """How a table becomes records of one register."""

    #: A name for ever, such as "risks".
    kind: str = ""
    #: The permission that importing needs.
    permission: str = ""
    columns: Sequence[Column] = ()

    def check_row(self, clean: dict[str, Any], row: PreviewRow) -> None:
        """Look at the whole row: append notes, or problems by raising ValidationError keyed by column key."""

    def create(self, clean: dict[str, Any], *, actor, reason: str):
        """Make the record of one clean row. Raises ValidationError."""
        raise NotImplementedError


def preview(importer: Importer, name: str, content: bytes) -> Preview:
    """Read a file for `importer`. Raises TableProblem when it is no table or lacks a required column."""
    table = read_table(name, content, max_rows=settings.IMPORT_MAX_ROWS)
    places, ignored = _places(importer, table)
    missing = [str(column.heading) for column in importer.columns if column.required and column.key not in places]
    if missing:
        raise TableProblem(
            _("The file has no column “%(missing)s”. Its columns are: %(found)s.")
            % {"missing": "”, “".join(missing), "found": ", ".join(table.headings)[:500]}
        )
    columns = [column for column in importer.columns if column.key in places]
    rows = [_row(importer, columns, places, table, line) for line in table.lines]
    return Preview(columns, rows, [problem for row in rows for problem in row.problems], ignored)


def _places(importer: Importer, table: Table) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    ignored = []
    for position, heading in enumerate(table.headings):
        column = next((c for c in importer.columns if c.matches(heading)), None)
        if column is None:
            if heading:
                ignored.append(heading)
            continue
        if column.key in places:
            raise TableProblem(_("The column “%(heading)s” stands twice in the file.") % {"heading": heading})
        places[column.key] = position
    return places, ignored


def _row(importer, columns, places, table: Table, line) -> PreviewRow:
    row = PreviewRow(line.number, {}, [])
    if len(line.cells) > len(table.headings) and any(line.cells[len(table.headings) :]):
        row.problems.append(
            Problem(
                line.number, "", _("The row has more cells than there are headings; quote cells that hold a separator.")
            )
        )
    for column in columns:
        position = places[column.key]
        text = line.cells[position] if position < len(line.cells) else ""
        row.shown.append(text)
        heading = str(column.heading)
        if (line.number, position) in table.formulas or text.startswith("="):
            row.problems.append(
                Problem(line.number, heading, _("The cell holds a formula. Paste it as a value and upload again."))
            )
            continue
        text = undefuse(text)
        if not text:
            if column.required:
                row.problems.append(Problem(line.number, heading, _("The cell is empty. Fill it in.")))
            else:
                row.clean[column.key] = None
            continue
        try:
            row.clean[column.key] = column.parse(text)
        except ValidationError as error:
            row.problems.extend(Problem(line.number, heading, message) for message in error.messages)
    if not row.problems:
        try:
            importer.check_row(row.clean, row)
        except ValidationError as error:
            row.problems.extend(_problems(importer, line.number, error))
    return row


def _problems(importer: Importer, number: int, error: ValidationError) -> list[Problem]:
    if not hasattr(error, "error_dict"):
        return [Problem(number, "", message) for message in error.messages]
    headings = {column.key: str(column.heading) for column in importer.columns}
    return [
        Problem(number, headings.get(key, "" if key == "__all__" else key), message)
        for key, messages in error.message_dict.items()
        for message in messages
    ]


def keep_upload(importer: Importer, *, name: str, content: bytes, actor) -> ImportRun:
    """Keep an uploaded file until it is confirmed."""
    return ImportRun.objects.create(
        kind=importer.kind,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_by=actor,
    )


@transaction.atomic
def confirm(importer: Importer, run: ImportRun, *, actor) -> int:
    """Save every row of a previewed file, or none. Returns how many.

    Raises NotAllowed when it was confirmed before, ValidationError when a row is no longer valid.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportRun.State.PREVIEWED:
        raise NotAllowed(_("This file was imported already; nothing was imported twice."))
    plan = preview(importer, run.name, bytes(run.content))
    if not plan.ok:
        raise ValidationError(_("The file still has errors; nothing was imported."))
    reason = _("Imported from %(name)s") % {"name": run.name}
    for row in plan.rows:
        try:
            importer.create(row.clean, actor=actor, reason=reason)
        except ValidationError as error:
            raise ValidationError([f"{_('Row')} {row.number}: {message}" for message in error.messages]) from None
    run.state = ImportRun.State.DONE
    run.imported = len(plan.rows)
    run.save(update_fields=["state", "imported"])
    record_event(
        action=Action.IMPORTED,
        actor=actor,
        label=run.name,
        detail={"register": importer.kind, "rows": len(plan.rows), "sha256": run.sha256},
    )
    return len(plan.rows)

"""Reading each row of a table as what it would do to the register."""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smsplan.records.imports.columns import Column, Difference, Problem, Row
from smsplan.records.imports.importer import Importer
from smsplan.records.parsing import UnknownWords
from smsplan.records.tabular import Line, Merged, Table
from smsplan.ui.exports import cell_texts, undefuse

#: Records that are read at a time.
BATCH = 500

Words = dict[str, dict[str, str]]


def examine(importer: Importer, table: Table, matching: list[str], words: Words) -> Iterator[Row]:
    """Each row of the table as it would be imported.

    `matching` has a column key, or "", for each heading; `words` says what unknown words mean (see ImportRun).
    """
    return _Examiner(importer, table, matching, words).rows()


class _Examiner:
    def __init__(self, importer: Importer, table: Table, matching: list[str], words: Words) -> None:
        self._importer = importer
        self._table = table
        self._places = {key: place for place, key in enumerate(matching) if key in importer.by_key}
        self._words = words
        self._columns = [importer.by_key[key] for key in self._places]
        self._seen: dict[str, int] = {}
        self._merged: dict[int, list[Merged]] = {}
        for merged in table.merged:
            first = max(merged.first_row, table.lines[0].number)
            if first <= merged.last_row:
                self._merged.setdefault(first, []).append(merged)

    def rows(self) -> Iterator[Row]:
        lines = self._table.lines
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            records = self._records(batch)
            for line in batch:
                yield self._row(line, records)

    def _text(self, line: Line, key: str) -> str:
        place = self._places.get(key)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def _records(self, lines: tuple[Line, ...]) -> dict[str, object]:
        if not self._importer.updates or "reference" not in self._places:
            return {}
        wanted = {self._text(line, "reference").upper() for line in lines} - {""}
        if not wanted:
            return {}
        return {record.reference: record for record in self._importer.records({"reference__in": wanted})}

    def _row(self, line: Line, records: dict[str, object]) -> Row:
        row = Row(line.number, {key: self._text(line, key) for key in self._places})
        width = len(self._table.headings)
        if len(line.cells) > width and any(line.cells[width:]):
            message = _("The row has more cells than there are headings; quote cells that hold a separator.")
            row.problems.append(Problem(line.number, "", message))
        self._find_merged(row)
        if self._importer.updates:
            self._find_record(row, records)
        if row.problems:
            return row
        if row.record is None:
            self._miss_columns(row)
        self._read(row, self._columns)
        self._look_at(row, self._importer.check_new if row.record is None else self._importer.check_update)
        return row

    def _find_merged(self, row: Row) -> None:
        for merged in self._merged.get(row.number, ()):
            places = [place for place in self._places.values() if merged.first_column <= place <= merged.last_column]
            if places:
                heading = self._table.headings[min(places)]
                message = _("The cells %(range)s are merged. Take the merging back and fill in each of them.")
                row.problems.append(Problem(row.number, heading, message % {"range": merged.name}))

    def _find_record(self, row: Row, records: dict[str, object]) -> None:
        reference = row.cells.get("reference", "").upper()
        if not reference:
            return
        heading = self._importer.heading("reference")
        if reference in self._seen:
            message = _("%(reference)s stands in row %(row)d already. Keep one of the two.")
            row.problems.append(
                Problem(row.number, heading, message % {"reference": reference[:40], "row": self._seen[reference]})
            )
            return
        self._seen[reference] = row.number
        row.record = records.get(reference)
        if row.record is None:
            message = _(
                "There is no %(reference)s in the register. Correct it, or clear the cell to import the row as new."
            )
            row.problems.append(Problem(row.number, heading, message % {"reference": reference[:40]}))

    def _miss_columns(self, row: Row) -> None:
        """A file that updates records may lack columns that a new record needs."""
        for column in self._importer.columns:
            if column.required and column.key not in self._places:
                message = _("A new record needs this column, which the file does not have.")
                row.problems.append(Problem(row.number, str(column.heading), message))

    def _read(self, row: Row, columns: list[Column]) -> None:
        """Turn cells into values; of a record that is updated only those that say something else."""
        for column in columns:
            text = row.cells[column.key]
            if column.key == "reference" and self._importer.updates:
                continue
            if row.record is not None and self._importer.says(row.record, column.key, text):
                continue
            if column.readonly:
                self._note_readonly(row, column)
                continue
            formula = (row.number, self._places[column.key]) in self._table.formulas
            self._read_cell(row, column, text, formula or text.startswith("="))

    def _note_readonly(self, row: Row, column: Column) -> None:
        if row.record is not None and column.key != "updated_at":
            row.notes.append(_("“%(column)s” is not changed by an import.") % {"column": column.heading})

    def _read_cell(self, row: Row, column: Column, text: str, formula: bool) -> None:
        heading = str(column.heading)
        if formula:
            message = _("The cell holds a formula. Paste it as a value and upload again.")
            row.problems.append(Problem(row.number, heading, message))
            return
        value = None
        try:
            if text := undefuse(text):
                value = column.read(text, self._words.get(column.key, {}))
        except UnknownWords as error:
            row.unknown.extend((column.key, word) for word in error.words)
            row.problems.extend(Problem(row.number, heading, message) for message in error.messages)
            return
        except ValidationError as error:
            row.problems.extend(Problem(row.number, heading, message) for message in error.messages)
            return
        if value is None and column.required:
            row.problems.append(Problem(row.number, heading, _("The cell is empty. Fill it in.")))
            return
        row.clean[column.key] = value

    def _look_at(self, row: Row, check: Callable[[Row], None]) -> None:
        wrong = bool(row.problems)
        try:
            (self._importer.check_cells if wrong else check)(row)
        except ValidationError as error:
            row.problems.extend(problems(self._importer, row.number, error))
        if row.record is not None and not wrong:
            row.differences = differences(self._importer, row)


def as_update_of(importer: Importer, row: Row, record) -> Row:
    """The same row as an update of a record that it resembles; its empty cells leave the record as it is."""
    other = Row(row.number, row.cells, record=record)
    other.clean = {
        key: value
        for key, value in row.clean.items()
        if value not in (None, [], "") and not importer.says(record, key, row.cells.get(key, ""))
    }
    try:
        importer.check_update(other)
    except ValidationError as error:
        other.problems.extend(problems(importer, row.number, error))
    other.differences = differences(importer, other)
    return other


def differences(importer: Importer, row: Row) -> list[Difference]:
    """What an update changes, in words."""
    return [
        Difference(importer.heading(key), min(cell_texts(importer.cell(row.record, key))), row.cells.get(key, ""))
        for key in row.clean
    ]


def problems(importer: Importer, number: int, error: ValidationError) -> list[Problem]:
    """A ValidationError in terms of the file; model fields are named by the column of the same key."""
    if not hasattr(error, "error_dict"):
        return [Problem(number, "", message) for message in error.messages]
    return [
        Problem(number, importer.heading(key), message)
        for key, messages in error.message_dict.items()
        for message in messages
    ]

"""Reading uploaded tables: CSV as people save it, and XLSX. Nothing here touches the database."""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries

from smsplan.ui.exports import as_one_text

#: A CSV cell and an unpacked workbook larger than this are refused.
MAX_CELL = 100_000
MAX_UNPACKED = 64 * 1024 * 1024
#: Columns that a register's file may have; more means that something else was uploaded.
MAX_COLUMNS = 200
#: Headings may stand below a title: this many rows are looked at.
HEAD_ROWS = 10

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Za-z0-9:$]+)"')


class TableProblem(Exception):
    """A file that can't be read as a table; the message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Line:
    """One row of the file: `number` as a spreadsheet counts it, and its cells' text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A range of merged cells such as B3:B5, of which only the first holds a value. Columns count from 0."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Table:
    """An uploaded table: its headings, its rows, cells that hold a formula as (row, 0-based column), merged ranges."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Merged, ...] = ()


def read_table(name: str, content: bytes, *, max_rows: int) -> Table:
    """The table in a CSV or XLSX file. Raises TableProblem."""
    with _opened(name, content) as source:
        return source.table(max_rows)


def read_headings(name: str, content: bytes) -> tuple[str, ...]:
    """The headings of a CSV or XLSX file, without reading on. Raises TableProblem."""
    with _opened(name, content) as source:
        return source.headings()


def column_name(heading: str, position: int) -> str:
    """A heading, or the column's letter when it has none."""
    return heading or _("Column %(letter)s") % {"letter": get_column_letter(position + 1)}


def _opened(name: str, content: bytes) -> "_Source":
    if not content:
        raise TableProblem(_("The file is empty."))
    if content[:4] == b"PK\x03\x04":
        return _Workbook(content)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise TableProblem(_("This is not an XLSX workbook. Save it as .xlsx or as CSV UTF-8 and upload it again."))
    return _Text(content)


class _Source:
    """A file that is being read, row by row."""

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        """Nothing is left open."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells) of each row."""
        raise NotImplementedError

    def headings(self) -> tuple[str, ...]:
        """The headings. Raises TableProblem."""
        head, _rest = _split(self.rows())
        return head[1]

    def table(self, max_rows: int) -> Table:
        """The whole table. Raises TableProblem."""
        return _table(self.rows(), max_rows)


class _Text(_Source):
    """CSV in UTF-8 or UTF-16, with commas, semicolons or tabs."""

    def __init__(self, content: bytes) -> None:
        text = _decode(content)
        first = text.partition("\n")[0].rstrip("\r")
        self._skipped = 0
        if first.lower().startswith("sep=") and len(first) == 5:
            self._delimiter, self._skipped = first[4], 1
            text = text.partition("\n")[2]
        else:
            self._delimiter = _delimiter(text)
        self._text = text

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells); a cell with line breaks in it does not make more rows, as in a spreadsheet."""
        previous = csv.field_size_limit(MAX_CELL)
        number = self._skipped
        try:
            reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter, strict=True)
            for row in reader:
                number += 1
                yield number, row
        except csv.Error as error:
            if "field larger" in str(error):
                raise _too_long(number + 1) from None
            raise TableProblem(
                _("Row %(row)d can't be read (%(error)s). Check the quotation marks.")
                % {"row": number + 1, "error": error}
            ) from None
        finally:
            csv.field_size_limit(previous)


class _Workbook(_Source):
    """The first sheet of an XLSX workbook. XML that declares entities is refused (defusedxml)."""

    def __init__(self, content: bytes) -> None:
        self._formulas: set[tuple[int, int]] = set()
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            if sum(info.file_size for info in self._archive.infolist()) > MAX_UNPACKED:
                raise TableProblem(
                    _("The workbook unpacks to more than %(most)d MB. Keep only the sheet to import.")
                    % {"most": MAX_UNPACKED // 1024 // 1024}
                )
            self._workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            self._sheet = self._workbook.worksheets[0]
        except TableProblem:
            raise
        except Exception:
            raise TableProblem(
                _("The workbook can't be opened. Save it as .xlsx or as CSV UTF-8 and upload it again.")
            ) from None
        self._sheet.reset_dimensions()

    def __exit__(self, *error) -> None:
        self._workbook.close()
        self._archive.close()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells); raises TableProblem for a sheet that breaks off."""
        try:
            for number, row in enumerate(self._sheet.iter_rows(), start=1):
                if len(row) > MAX_COLUMNS:
                    row = _without_empty_end(row)
                cells = []
                for position, cell in enumerate(row):
                    if cell.data_type == "f":
                        self._formulas.add((number, position))
                    cells.append(_cell_text(cell.value))
                yield number, cells
        except TableProblem:
            raise
        except Exception:
            raise TableProblem(
                _("The workbook can't be read to its end. Save it anew as .xlsx and upload it again.")
            ) from None

    def table(self, max_rows: int) -> Table:
        """The whole table, with its formulas and merged cells."""
        table = super().table(max_rows)
        return Table(table.headings, table.lines, frozenset(self._formulas), tuple(self._merged()))

    def _merged(self) -> Iterator[Merged]:
        with self._archive.open(self._sheet._worksheet_path) as sheet:
            for match in _MERGED.finditer(sheet.read()):
                try:
                    left, top, right, bottom = range_boundaries(match[1].decode())
                    yield Merged(match[1].decode(), top, bottom, left - 1, right - 1)
                except (ValueError, TypeError):
                    continue


def _without_empty_end(row):
    """Formatting alone may stretch a row to the sheet's last column."""
    last = max((position for position, cell in enumerate(row) if cell.value is not None), default=-1)
    return row[: last + 1]


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise TableProblem(
            _("Row %(row)d holds a character that is not UTF-8. In Excel choose “CSV UTF-8” when saving.")
            % {"row": row}
        ) from None
    if "\0" in text:
        raise TableProblem(_("This is not a text file. Upload CSV or XLSX."))
    return text


def _delimiter(text: str) -> str:
    """The separator of the headings: whichever of , ; and tab stands most often outside quotes in the first rows."""
    for line in itertools.islice(io.StringIO(text), HEAD_ROWS):
        bare = re.sub(r'"[^"]*"', "", line)
        best = max(",;\t", key=bare.count)
        if best in bare:
            return best
    return ","


def _cell_text(value) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        moment = value.isoformat()
        return moment.removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float) and re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", str(value), re.ASCII):
        # A number in a spreadsheet has no thousands: one zero more, and nobody reads 1.125 as 1,125.
        return f"{value}0"
    return str(value)


def _too_long(row: int) -> TableProblem:
    return TableProblem(
        _("Row %(row)d has a cell of more than %(most)d characters. Shorten it.") % {"row": row, "most": MAX_CELL}
    )


Numbered = tuple[int, tuple[str, ...]]


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Numbered]:
    """The rows that hold something, with blanks at the ends of cells taken away."""
    for number, row in rows:
        cells = tuple(as_one_text(cell) for cell in row)
        if not any(cells):
            continue
        if any(len(cell) > MAX_CELL for cell in cells):
            raise _too_long(number)
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise TableProblem(
                _("Row %(row)d has more than %(most)d columns. Keep only those to import.")
                % {"row": number, "most": MAX_COLUMNS}
            )
        yield number, cells


def _split(rows: Iterable[tuple[int, list[str]]]) -> tuple[Numbered, Iterator[Numbered]]:
    """The row of headings, and the rows below it.

    Rows with a single cell above a row with several are a title: the headings stand below it.
    """
    filled = _filled(rows)
    first = list(itertools.islice(filled, HEAD_ROWS))
    if not first:
        raise TableProblem(_("The file has no headings in its first row."))
    start = next((place for place, (_n, cells) in enumerate(first) if sum(map(bool, cells)) > 1), 0)
    return first[start], itertools.chain(first[start + 1 :], filled)


def _table(rows: Iterable[tuple[int, list[str]]], max_rows: int) -> Table:
    (_number, headings), rest = _split(rows)
    lines = []
    for number, cells in rest:
        lines.append(Line(number, cells))
        if len(lines) > max_rows:
            raise TableProblem(
                _("The file has more than %(most)d rows. Split it and import the parts one after the other.")
                % {"most": max_rows}
            )
    if not lines:
        raise TableProblem(_("The file has headings but no rows."))
    return Table(headings, tuple(lines))

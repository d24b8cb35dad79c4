"""Reading uploaded tables: CSV as people save it, and XLSX. Nothing here touches the database."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _

#: A CSV cell and an unpacked workbook larger than this are refused.
MAX_CELL = 50_000
MAX_UNPACKED = 100 * 1024 * 1024


class TableProblem(Exception):
    """A file that can't be read as a table; the message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Line:
    """One row of the file: `number` as a spreadsheet counts it, and its cells' text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """An uploaded table: its headings, its rows, and cells that hold a formula as (row, column) with 0-based column."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_table(name: str, content: bytes, *, max_rows: int) -> Table:
    """The table in a CSV or XLSX file. Raises TableProblem."""
    if not content:
        raise TableProblem(_("The file is empty."))
    if content[:4] == b"PK\x03\x04":
        return _read_xlsx(content, max_rows)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise TableProblem(_("This is not an XLSX workbook. Save it as .xlsx or as CSV UTF-8 and upload it again."))
    return _read_csv(content, max_rows)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
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


def _delimiter(first_line: str) -> str:
    """The separator of the headings: whichever of , ; and tab stands most often outside quotes."""
    bare = re.sub(r'"[^"]*"', "", first_line)
    return max(",;\t", key=bare.count)


def _read_csv(content: bytes, max_rows: int) -> Table:
    text = _decode(content)
    lines = text.splitlines(keepends=True)
    start = 0
    delimiter = None
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter, start = lines[0].strip()[4], 1
    if delimiter is None:
        delimiter = _delimiter(lines[0] if lines else "")
    previous = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.reader(io.StringIO("".join(lines[start:]), newline=""), delimiter=delimiter, strict=True)
        return _table(((reader.line_num + start, row) for row in reader), max_rows)
    except csv.Error as error:
        raise TableProblem(
            _("Row %(row)d can't be read (%(error)s). Check the quotation marks.")
            % {"row": reader.line_num + start, "error": error}
        ) from None
    finally:
        csv.field_size_limit(previous)


def _read_xlsx(content: bytes, max_rows: int) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise TableProblem(_("The workbook unpacks to more than 100 MB. Keep only the sheet to import."))
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except TableProblem:
        raise
    except Exception:
        raise TableProblem(
            _("The workbook can't be opened. Save it as .xlsx or as CSV UTF-8 and upload it again.")
        ) from None
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    formulas = set()

    def rows():
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = []
            for position, cell in enumerate(row):
                if cell.data_type == "f":
                    formulas.add((number, position))
                cells.append(_cell_text(cell.value))
            yield number, cells

    try:
        table = _table(rows(), max_rows)
    except TableProblem:
        raise
    except Exception:
        raise TableProblem(
            _("The workbook can't be read to its end. Save it anew as .xlsx and upload it again.")
        ) from None
    return Table(table.headings, table.lines, frozenset(formulas))


def _cell_text(value) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        moment = value.isoformat()
        return moment.removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(rows, max_rows: int) -> Table:
    headings: tuple[str, ...] = ()
    lines = []
    for number, row in rows:
        cells = tuple(str(cell).strip() for cell in row)
        if not any(cells):
            continue
        if any(len(cell) > MAX_CELL for cell in cells):
            raise TableProblem(
                _("Row %(row)d has a cell of more than %(most)d characters. Shorten it.")
                % {"row": number, "most": MAX_CELL}
            )
        if not headings:
            headings = cells
            continue
        lines.append(Line(number, cells))
        if len(lines) > max_rows:
            raise TableProblem(
                _("The file has more than %(most)d rows. Split it and import the parts one after the other.")
                % {"most": max_rows}
            )
    if not headings:
        raise TableProblem(_("The file has no headings in its first row."))
    if not lines:
        raise TableProblem(_("The file has headings but no rows."))
    return Table(headings, tuple(lines))

"""Tables that leave the system: CSV, XLSX and HTML. No cell of ours can start a formula in a spreadsheet."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH_SAMPLE = 200
CELL_LIMIT = 32_767
#: A cell with more characters than this is read as text, and wants room for it.
LONG = 80

# Spreadsheets start a formula at these, also in their full-width forms and behind blanks or invisible characters;
# quotes in front are counted in, so that taking one quote away again always gives back what was there.
_DANGEROUS = re.compile(
    "^'*(?:[\\s\x00-\x1f\u00a0\u200b-\u200f\u2060\ufeff])*[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20\u2212]"
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass
class Sheet:
    """One table: `name` for file and tab, `title` for a reader, column heads, and rows of plain values."""

    name: str
    title: str
    columns: list[str]
    rows: Iterable[Sequence[Any]]


def defuse(value: Any) -> Any:
    """Text that could start a formula gets a single quote in front; numbers and dates stay what they are."""
    if isinstance(value, str) and _DANGEROUS.match(value):
        return f"'{value}"
    return value


def undefuse(value: Any) -> Any:
    """What `defuse` was given: reading an unmodified export back changes nothing."""
    if isinstance(value, str) and value.startswith("'") and _DANGEROUS.match(value[1:]):
        return value[1:]
    return value


def plain(value: Any) -> Any:
    """A value a spreadsheet knows: text, number, date, or nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (datetime.date, datetime.time)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(plain(item)) for item in value)
    if isinstance(value, Promise):
        return str(value)
    return str(value)


def as_csv(sheet: Sheet) -> Iterator[bytes]:
    """The sheet as UTF-8 CSV with a byte order mark, row by row. Dates are ISO, to be read back."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(values: Iterable[Any]) -> bytes:
        writer.writerow([_csv_cell(value) for value in values])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode("utf-8", "replace")

    yield b"\xef\xbb\xbf" + line(sheet.columns)
    for row in sheet.rows:
        yield line(row)


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return defuse(value)


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one workbook: bold heads that stay in view, fitting widths, dates and numbers kept as such."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_tab_name(sheet.name, names))
        page.freeze_panes = "A2"
        rows = iter(sheet.rows)
        sample = [[_xlsx_value(value) for value in row] for _index, row in zip(range(WIDTH_SAMPLE), rows, strict=False)]
        for number, head in enumerate(sheet.columns, start=1):
            longest = max([len(str(head)), *(_width(row[number - 1]) for row in sample if len(row) >= number)])
            page.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 9), 60)
        page.append([_head_cell(page, head) for head in sheet.columns])
        for row in sample:
            page.append([_cell(page, value) for value in row])
        for row in rows:
            page.append([_cell(page, _xlsx_value(value)) for value in row])
    if not sheets:
        book.create_sheet("Sheet")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _xlsx_value(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, str):
        text = defuse(_ILLEGAL.sub("", value))
        return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value


def _width(value: Any) -> int:
    if isinstance(value, datetime.datetime):
        return 17
    if isinstance(value, datetime.date):
        return 11
    return max((len(part) for part in str(value).split("\n")), default=0)


def _head_cell(page: Any, head: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=_xlsx_value(str(head)))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E6EAF0")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(page: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, datetime.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, datetime.date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.data_type = "s"  # Whatever it looks like, it is text.
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > 60 or "\n" in value)
    return cell


def _tab_name(name: str, taken: set[str]) -> str:
    """A legal tab name: at most 31 characters, none of []:*?/\\, unique in the book."""
    base = re.sub(r"[\[\]:*?/\\]", " ", str(name)).strip(" '")[:31] or "Sheet"
    result, number = base, 2
    while result.lower() in taken:
        suffix = f" {number}"
        result = base[: 31 - len(suffix)] + suffix
        number += 1
    taken.add(result.lower())
    return result


def as_html_table(sheet: Sheet) -> SafeString:
    """The sheet as an HTML table in the reader's language, for packs and PDFs; cells with much text are `long`."""
    heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in sheet.columns))
    rows = format_html_join(
        "\n",
        "<tr>{}</tr>",
        ((format_html_join("", "<td{}>{}</td>", map(_html_cell, row)),) for row in sheet.rows),
    )
    return format_html(
        '<table class="sheet"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        sheet.title,
        heads,
        rows,
    )


def _html_cell(value: Any) -> tuple[str, str]:
    """The attributes of a cell, and what it says."""
    words = readable(value)
    return SafeString(' class="long"') if len(words) > LONG else "", words


def readable(value: Any) -> str:
    """A value in words for a reader: dates and numbers in the active language, line breaks kept."""
    value = plain(value)
    if isinstance(value, datetime.datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, (int, float, Decimal)):
        return number_format(value)
    return SafeString(conditional_escape(value).replace("\n", "<br>"))


def cell_texts(value: Any) -> set[str]:
    """The texts that a reader of our CSV and of our XLSX finds for a value (see as_one_text)."""
    sheet = _xlsx_value(value)
    if isinstance(sheet, (datetime.datetime, datetime.date, datetime.time)):
        sheet = sheet.isoformat()
    return {as_one_text(str(_csv_cell(value))), as_one_text(str(sheet))}


def as_one_text(text: str) -> str:
    """A cell's text as both kinds of file can hold it: no control characters, one kind of line break, no blank ends."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

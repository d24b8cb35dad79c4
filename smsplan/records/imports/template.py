"""An empty table to fill in: the headings that an import knows, in the reader's language."""

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from smsplan.records.imports.columns import Column
from smsplan.records.imports.importer import Importer
from smsplan.records.parsing import Choice
from smsplan.ui.exports import Sheet, as_csv, defuse

#: Rows of the workbook in which choices drop down.
ROWS = 10_000


def _columns(importer: Importer) -> list[Column]:
    return [column for column in importer.columns if not column.readonly]


def csv_template(importer: Importer) -> Iterator[bytes]:
    """The headings as CSV, with the rows that the register has to begin with."""
    return as_csv(
        Sheet("template", "", [str(column.heading) for column in _columns(importer)], importer.template_rows())
    )


def xlsx_template(importer: Importer) -> bytes:
    """The headings as a workbook; cells with a choice offer it as a list, from a second sheet."""
    book = Workbook()
    page = book.active
    page.title = _("To fill in")[:31]
    page.freeze_panes = "A2"
    words = book.create_sheet(_("Choices")[:31])
    for number, column in enumerate(_columns(importer), start=1):
        letter = get_column_letter(number)
        heading = page.cell(1, number, defuse(str(column.heading)))
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E6EAF0" if not column.required else "FCE8B2")
        heading.alignment = Alignment(vertical="top", wrap_text=True)
        page.column_dimensions[letter].width = 40 if column.required and not column.choices else 20
        if column.choices is not None:
            labels = [str(label) for _key, label in column.choices.options()]
            _offer(page, words, letter, heading.value, labels, strict=isinstance(column.choices, Choice))
    for place, row in enumerate(importer.template_rows(), start=2):
        for number, text in enumerate(row, start=1):
            page.cell(place, number, defuse(text)).data_type = "s"
    if words.max_column == 1 and words.cell(1, 1).value is None:
        del book[words.title]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _offer(page, words, letter: str, heading: str, labels: list[str], *, strict: bool) -> None:
    """Put the labels on the sheet of choices and let the column's cells drop them down.

    A list that is not strict may be left: a cell may name several.
    """
    if not labels:
        return
    number = words.max_column + 1 if words.cell(1, 1).value is not None else 1
    place = get_column_letter(number)
    words.cell(1, number, heading).font = Font(bold=True)
    words.column_dimensions[place].width = 32
    for row, label in enumerate(labels, start=2):
        words.cell(row, number, defuse(label)).data_type = "s"
    name = words.title.replace("'", "''")
    rule = DataValidation(
        type="list",
        formula1=f"'{name}'!${place}$2:${place}${len(labels) + 1}",
        allow_blank=True,
        showErrorMessage=strict,
        error=_("Choose one of the list."),
    )
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    page.add_data_validation(rule)

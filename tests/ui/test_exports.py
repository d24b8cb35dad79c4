"""Exports: no cell starts a formula, and an unmodified export reads back as it was."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from smsplan.ui.exports import Sheet, as_csv, as_html_table, as_xlsx, defuse, undefuse

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\uff1d1",
    "\uff0b1",
    "\n@x",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_start_a_formula_is_defused(text):
    assert defuse(text) == "'" + text


@pytest.mark.parametrize(
    "value", [-5, 3.5, Decimal("-1.2"), datetime.date(2026, 1, 2), None, "", "a=b", "e-mail", "5 - 3"]
)
def test_numbers_dates_and_harmless_text_stay_as_they_are(value):
    assert defuse(value) is value


@given(st.text())
def test_undefuse_gives_back_what_was_defused(text):
    assert undefuse(defuse(text)) == text


@given(st.text(alphabet="'=+-@ \t\r\n＝a", max_size=8))
def test_round_trip_of_awkward_text(text):
    defused = defuse(text)
    assert undefuse(defused) == text
    assert not defused.strip().startswith(("=", "+", "-", "@", "＝"))


def read(sheet):
    raw = b"".join(as_csv(sheet))
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=4))
def test_csv_reads_back_as_it_was(cells):
    rows = read(Sheet("s", "S", ["A"] * len(cells), [cells]))
    assert [undefuse(cell) for cell in rows[1]] == cells


def test_csv_keeps_dates_readable_by_a_machine():
    at = datetime.datetime(2026, 11, 3, 14, 5, tzinfo=datetime.UTC)
    rows = read(Sheet("s", "S", ["D", "T", "N", "B"], [[datetime.date(2026, 11, 3), at, Decimal("1.50"), None]]))
    assert rows[1] == ["2026-11-03", timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S"), "1.50", ""]


def test_xlsx_keeps_types_and_starts_no_formula():
    rows = [["=HYPERLINK(1)", 5, Decimal("2.5"), datetime.date(2026, 11, 3), "a\x01b", True, ["x", "y"]]]
    columns = ["Text", "Number", "Decimal", "Date", "Control", "Flag", "List"]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([Sheet("Register: [all]", "R", columns, rows)])))
    page = book.worksheets[0]
    assert page.title == "Register   all"
    assert page.freeze_panes == "A2"
    assert all(cell.font.bold for cell in page[1])
    cells = page[2]
    assert cells[0].value == "'=HYPERLINK(1)" and cells[0].data_type == "s"
    assert cells[1].value == 5 and cells[2].value == 2.5
    assert cells[3].value.date() == datetime.date(2026, 11, 3) and cells[3].is_date
    assert cells[4].value == "ab"
    assert cells[5].value == "Yes"
    assert cells[6].value == "x, y"


def test_xlsx_tabs_have_legal_and_different_names():
    sheets = [Sheet("A" * 40, "", ["x"], []), Sheet("A" * 40, "", ["x"], []), Sheet("", "", ["x"], [])]
    names = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets))).sheetnames
    assert names == ["A" * 31, "A" * 29 + " 2", "Sheet"]


def test_rows_are_read_once_and_lazily():
    rows = iter([["a"], ["b"]])
    chunks = as_csv(Sheet("s", "S", ["A"], rows))
    next(chunks)
    assert next(chunks) == b"a\r\n"
    assert next(rows) == ["b"]


def test_html_table_escapes():
    html = as_html_table(Sheet("s", "<S>", ["<A>"], [["<script>\nx", datetime.date(2026, 11, 3)]]))
    assert "&lt;S&gt;" in html and "&lt;A&gt;" in html
    assert "&lt;script&gt;<br>x" in html
    assert "3 Nov 2026" in html

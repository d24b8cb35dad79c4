"""Tables on paper: no row stands alone on a page."""

import io

from pypdf import PdfReader

from smsplan.ui.pdf import html_to_pdf
from tests.ui.paper import HTML, PICTURE


def rows_of_pages(count: int, before: str = "") -> list[int]:
    """How many rows of a table of so many stand on each page that has any."""
    rows = "".join(f"<tr><td>Line_{number}</td><td>Words</td></tr>" for number in range(count))
    html = (HTML % rows).replace("<table><caption>", f"{before}<table><caption>")
    pages = PdfReader(io.BytesIO(html_to_pdf(html, attachments={"1": (PICTURE, "image/png")}))).pages
    return [found for page in pages if (found := page.extract_text().count("Line_"))]


def test_the_last_row_takes_the_one_before_it_along():
    fitting = rows_of_pages(60)[0]
    assert rows_of_pages(fitting) == [fitting]
    assert rows_of_pages(fitting + 1) == [fitting - 1, 2]


def test_the_first_row_waits_for_the_one_after_it():
    fitting = rows_of_pages(60)[0]
    for filling in range(fitting - 6, fitting + 4):
        assert rows_of_pages(5, before="<p>Filling</p>" * filling)[0] > 1, filling

"""Copies of a document that say on every page what they are: a draft, superseded. Only the mark is rendered."""

import io
import re
from functools import lru_cache

from django.template.loader import render_to_string
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from smsplan.ui.pdf import PdfError, html_to_pdf

#: Points of a CSS pixel.
PIXEL = 0.75
MARK = "/Watermark"
#: Draws a mark as something that is not of the document's content.
DRAW = b"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q %s Do Q EMC\n"


def stamped(pdf: bytes, *, words: str, line: str, language: str) -> bytes:
    """The document with `words` large under the text of each page, and `line` at its edge.

    The mark is an artifact: whoever listens to the document does not hear it on each page. The claims of the document
    (PDF/A, PDF/UA) stay true. Raises smsplan.ui.pdf.PdfError.
    """
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        marks: dict[tuple[float, float], tuple[str, IndirectObject, IndirectObject]] = {}
        for number in range(int(writer.root["/Pages"]["/Count"])):
            page_ref, resources_ref = writer.find_page_for_modification(number)
            size = _size(page_ref.get_object())
            if size not in marks:
                name = f"{MARK}{len(marks)}"
                drawing = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(_mark(size, words, line, language))))
                drawn = StreamObject(stream_data=DRAW % name.encode())
                marks[size] = name, drawing, writer.add_object(drawn)
            name, drawing, drawn = marks[size]
            # Pages may share their resources.
            known = name in resources_ref.get_object().get("/XObject", {})
            added = DictionaryObject({pdf_name("/XObject"): DictionaryObject({pdf_name(name): drawing})})
            writer.add_stream_to_page(number, drawn, None if known else added, prepend=True)
        out = io.BytesIO()
        writer.write(out)
    except PdfError:
        raise
    except Exception as error:
        raise PdfError(f"{type(error).__name__}: {error}") from error
    return out.getvalue()


def _size(page: DictionaryObject) -> tuple[float, float]:
    """Width and height in points."""
    while "/MediaBox" not in page:
        page = page["/Parent"]
    left, bottom, right, top = (float(edge) for edge in page["/MediaBox"])
    return round(right - left, 2), round(top - bottom, 2)


@lru_cache(maxsize=32)
def _mark(size: tuple[float, float], words: str, line: str, language: str) -> bytes:
    """The mark for pages of this size, as a document of one page."""
    width, height = (edge / PIXEL for edge in size)
    return html_to_pdf(
        render_to_string(
            "ui/pdf/watermark.html",
            {
                "words": words,
                "line": line,
                "language": language,
                "width": f"{width:.2f}",
                "height": f"{height:.2f}",
                "middle": f"{height / 2:.2f}",
                # Letters are about 0.62 of their size wide; three quarters of the page's diagonal are for them.
                "letters": f"{min(120.0, 0.75 * (width**2 + height**2) ** 0.5 / (0.62 * max(len(words), 1))):.1f}",
            },
        ),
        tagged=False,
    )


def before_signing(pdf: bytes) -> bytes:
    """The document as it was before its last update, which is its signature; as it is when it has only one revision."""
    trailer = PdfFileReader(io.BytesIO(pdf)).trailer
    if "/Prev" not in trailer:
        return pdf
    previous = trailer["/Prev"]
    end = re.compile(rb"startxref\s+%d\s+%%%%EOF[ \r]?\n?" % int(previous)).search(pdf)
    if end is None:
        raise PdfError("The document's first revision was not found.")
    return pdf[: end.end()]

"""PDF/A-3a and PDF/UA-1, said by the reference checker and not by us (see tests/verapdf.py)."""

import io

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader

from smsplan.ui.pdf import PdfError, html_to_pdf, printable
from smsplan.ui.pdf_signing import sign
from smsplan.ui.pdf_stamping import before_signing, stamped
from tests.ui.paper import DATA, HTML, PICTURE, ROWS, certificate, document, now
from tests.verapdf import failures


def test_documents_keep_their_claims_signed_and_stamped_and_the_checker_sees_when_not(tmp_path):
    signed = sign(document(), certificate(), at=now(), label="Signature of PT Contoh")
    marked = stamped(document(), words="Superseded", line="Superseded by SMP 2.2", language="en")
    no_alt = html_to_pdf((HTML % ROWS).replace('alt="A dot"', ""), attachments={"1": (PICTURE, "image/png")})
    no_tags = html_to_pdf(HTML % ROWS, attachments={"1": (PICTURE, "image/png")}, tagged=False)
    found = failures(document(), signed, marked, no_alt, no_tags, pictures_of_all_kinds(), folder=tmp_path)
    assert found[:3] == [[], [], []]
    assert found[5] == []
    assert any("PDFUA_1" in line and "clause=7.3" in line for line in found[3]), found[3]
    assert any("PDFA_3_A" in line for line in found[4]) and any("PDFUA_1" in line for line in found[4])


def pictures_of_all_kinds() -> bytes:
    """A document with images as cameras, scanners and printing presses make them."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kinds = {
        "jpeg for a press": (Image.new("CMYK", (30, 20), (10, 200, 30, 5)), "JPEG", {}),
        "scan of 16 bits": (Image.new("I;16", (30, 20), 40_000), "PNG", {}),
        "palette with a hole": (Image.new("P", (30, 20), 3), "PNG", {"transparency": 3}),
        "grey with a hole": (Image.new("LA", (30, 20), (90, 120)), "PNG", {}),
        "with a profile": (Image.new("RGB", (3000, 2000), "#336699"), "JPEG", {"icc_profile": profile}),
    }
    files = []
    for number, (image, format_name, more) in enumerate(kinds.values()):
        out = io.BytesIO()
        image.save(out, format_name, **more)
        files.append((str(number), *printable(out.getvalue(), f"image/{format_name.lower()}")))
    shown = "".join(f'<p><img src="attachment:{number}" alt="{name}"></p>' for number, name in enumerate(kinds))
    return html_to_pdf(HTML % ROWS + shown, attachments={key: (body, kind) for key, body, kind in files})


def test_images_for_a_press_and_scans_keep_what_they_show():
    for mode, colour, seen in (("CMYK", (0, 255, 255, 0), (255, 0, 0)), ("I;16", 40_000, (156, 156, 156))):
        out = io.BytesIO()
        Image.new(mode, (4, 4), colour).save(out, "TIFF")
        body, kind = printable(out.getvalue(), "image/tiff")
        shown = Image.open(io.BytesIO(body)).convert("RGB").getpixel((1, 1))
        assert kind == "image/png" and all(abs(a - b) < 6 for a, b in zip(shown, seen, strict=True)), shown
    assert printable(PICTURE, "image/png") == (PICTURE, "image/png")
    with pytest.raises(PdfError):
        printable(b"no image", "image/png")


def test_what_goes_with_a_document_is_in_it_byte_for_byte():
    reader = PdfReader(io.BytesIO(document()))
    assert reader.attachments == {"plan.json": [DATA.content]}
    [associated] = reader.trailer["/Root"]["/AF"]
    assert associated["/AFRelationship"] == "/Source" and associated["/Desc"] == DATA.description
    assert associated["/EF"]["/F"]["/Subtype"] == "/application/json"


def test_a_stamped_copy_says_so_on_every_page_of_every_shape_and_is_not_signed():
    signed = sign(document(), certificate(), at=now())
    assert before_signing(signed) == document() == before_signing(document())
    copy = PdfReader(io.BytesIO(stamped(before_signing(signed), words="Superseded", line="by 2.2", language="en")))
    original = PdfReader(io.BytesIO(document()))
    assert len(copy.pages) == len(original.pages) >= 5
    shapes = {tuple(page.mediabox[2:]) for page in copy.pages}
    assert len(shapes) == 2, "upright and wide"
    for page, before in zip(copy.pages, original.pages, strict=True):
        words = page.extract_text()
        assert "Superseded" in words and "by 2.2" in words
        assert all(line in words for line in before.extract_text().split("\n"))
    assert not copy.get_fields()


def test_an_open_mark_of_a_page_is_one_artifact():
    """Whoever listens to the document does not hear the mark on each page."""
    copy = PdfReader(io.BytesIO(stamped(document(), words="Draft", line="x", language="en")))
    for page in copy.pages:
        first = page["/Contents"][0].get_data()
        assert first.startswith(b"/Artifact") and first.rstrip().endswith(b"EMC")


@pytest.mark.parametrize("words", ["Draft", "Dalam peninjauan", "A state with a long name indeed"])
def test_the_words_of_a_mark_stay_on_the_page(words):
    copy = PdfReader(io.BytesIO(stamped(document(), words=words, line="x", language="id")))
    assert words in copy.pages[0].extract_text()


def test_each_head_of_a_table_says_what_it_is_the_head_of():
    found: dict[str, set[str]] = {}
    waiting = [PdfReader(io.BytesIO(document())).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if not hasattr(element, "get"):
            continue
        if element.get("/S") == "/TH":
            found.setdefault(element["/A"]["/Scope"], set()).add(element["/A"]["/O"])
        kids = element.get("/K", [])
        waiting += kids if isinstance(kids, list) else []
    assert found == {"/Row": {"/Table"}, "/Column": {"/Table"}}

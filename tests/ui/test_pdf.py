"""Documents: the renderer fetches our own files and the record's attachments, and nothing else."""

import http.server
import io
import threading

import pytest
from django.template import engines
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from smsplan.ui import pdf
from smsplan.ui.pdf import ForbiddenAddress, OwnFilesFetcher, PdfError, html_to_pdf, render_pdf, static_bytes

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://example.org/x.png",
        "ftp://127.0.0.1/x",
        "//127.0.0.1/x",
        "attachment:2",
        "data:text/html,<script>",
        "data:image/png;base64," + "A" * 1_000_001,
        "gopher://x",
        "/etc/passwd",
    ],
)
def test_addresses_that_are_not_ours_are_refused(url):
    fetcher = OwnFilesFetcher({"1": PIXEL})
    with pytest.raises(ForbiddenAddress):
        fetcher.fetch(url)
    assert fetcher.refused


@pytest.mark.parametrize(
    "path", ["../smsplan/settings.py", "/etc/passwd", "ui/../../manage.py", "ui/%2e%2e/x", "", "a\x00b"]
)
def test_static_addresses_do_not_climb(path):
    assert static_bytes(path) is None
    with pytest.raises(FatalURLFetchingError):
        OwnFilesFetcher().fetch(f"static:{path}")


def test_static_files_and_attachments_are_served():
    fetcher = OwnFilesFetcher({"7": (PIXEL, "image/png")})
    assert b"@page" in fetcher.fetch("static:ui/print.css").read()
    response = fetcher.fetch("attachment:7")
    assert response.read() == PIXEL and response.content_type == "image/png"


@pytest.fixture
def listener():
    """A server on this machine that writes down who asks."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_rendering_hostile_content_leaks_nothing_and_still_gives_a_document(listener, tmp_path):
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    html = f"""<html lang="en"><title>t</title><head>
      <base href="{address}/base/"><link rel="stylesheet" href="{address}/a.css">
      <link rel="attachment" href="file://{secret}"><style>@import url("{address}/b.css");
      @font-face {{ font-family: x; src: url("{address}/f.woff2") }} 
      p {{ font-family: x; background: url({address}/bg.png) }}
      p::before {{ content: url("file://{secret}") }}</style></head>
      <p>Kept</p><img src="{address}/i.png" alt=""><img src="file://{secret}" alt=""><img src="rel.png" alt="">
      <object data="file://{secret}"></object><embed src="{address}/e"><iframe src="file://{secret}"></iframe>
      <svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/s.png"/><use href="file://{secret}#a"/></svg>
      <a rel="attachment" href="file://{secret}">x</a></html>"""
    document = html_to_pdf(html)
    assert asked == []
    assert b"TOPSECRET" not in document
    reader = PdfReader(io.BytesIO(document))
    assert "Kept" in reader.pages[0].extract_text()
    assert "TOPSECRET" not in "".join(page.extract_text() for page in reader.pages)
    assert not any(body for bodies in reader.attachments.values() for body in bodies)


def test_a_missing_file_of_our_own_stops_the_document():
    with pytest.raises(PdfError):
        html_to_pdf('<link rel="stylesheet" href="static:ui/no-such.css"><p>a</p>')


@pytest.fixture
def report(monkeypatch):
    """A document made from the base template."""
    source = """{% extends "ui/pdf/base.html" %}
      {% block control %}<table><tbody><tr><th scope="row">Owner</th><td>Sari</td></tr></tbody></table>{% endblock %}
      {% block contents %}<li><a href="#one">One</a></li><li><a href="#two">Two</a></li>{% endblock %}
      {% block body %}<h2 id="one">One</h2><p>{{ text }}</p>
      <table><thead><tr><th scope="col">Head of column</th></tr></thead><tbody>
      {% for n in numbers %}<tr><td>Row {{ n }}</td></tr>{% endfor %}</tbody></table>
      <h2 id="two">Two</h2>{% endblock %}"""
    template = engines["django"].from_string(source)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, context: template.render(context))

    def make(language="en"):
        return PdfReader(
            io.BytesIO(
                render_pdf(
                    "any.html",
                    {"text": "Body text", "numbers": range(150), "version": "2.1", "classification": "Internal"},
                    title="Service Management Plan",
                    language=language,
                )
            )
        )

    return make


def test_a_document_has_cover_contents_heads_and_page_numbers(report):
    reader = report()
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) >= 5
    assert "Service Management Plan" in pages[0] and "Sari" in pages[0]
    assert "Contents" in pages[1] and "One" in pages[1] and "3" in pages[1]
    assert "Version 2.1" in pages[2] and "Internal" in pages[2]
    assert f"Page 3 of {len(pages)}" in " ".join(pages[2].split())
    assert "Head of column" in pages[2] and "Head of column" in pages[3], "tables repeat their heads"
    assert reader.metadata.title == "Service Management Plan"


def test_a_document_is_tagged_archival_and_embeds_its_fonts(report):
    reader = report("id")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    metadata = root["/Metadata"].get_data()
    assert b"pdfaid" in metadata and b"pdfuaid" in metadata
    assert "/StructTreeRoot" in root
    assert root["/OutputIntents"]
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descendant = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"] or "/FontFile3" in descendant["/FontDescriptor"]

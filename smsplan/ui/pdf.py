"""Documents on paper. The renderer reads our own static files and the record's attachments, and nothing else."""

import io
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

DATA_LIMIT = 1_000_000
# PDF/A-3 level A: archival and tagged. The renderer knows one variant at a time, so that the mark of PDF/UA-1, whose
# demands the tags meet as well, is added with the schema that PDF/A asks for beside it.
VARIANT = "pdf/a-3a"
#: For a page that becomes part of another document: archival, and without tags of its own.
PART = "pdf/a-3u"
UA_MARK = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True)
class EmbeddedFile:
    """A file inside the document, for who wants to read by machine what it shows.

    `relationship` is what it is to the document (ISO 19005-3, annex E): Source, Data, Supplement.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


#: As Pillow names them: grey, RGB and palettes, with and without transparency.
_SCREEN_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
#: Images are drawn with at most so many dots an inch.
DOTS_PER_INCH = 220


class PdfError(RuntimeError):
    """The document could not be made; nothing of it exists."""


class ForbiddenAddress(ValueError):
    """Content asked the renderer to fetch something that is not its own."""


class OwnFilesFetcher(URLFetcher):
    """Serves `static:<path>` from our static files and `attachment:<id>` from the bytes handed in; refuses the rest.

    A missing static file is our own mistake and stops the document; whatever content asks for is only left out.
    """

    def __init__(self, attachments: Mapping[str, tuple[bytes, str] | bytes] | None = None) -> None:
        super().__init__(allowed_protocols=("static", "attachment", "data"), allow_redirects=False)
        self.attachments = {str(key): value for key, value in (attachments or {}).items()}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The response for `url`. Raises ForbiddenAddress for everything that is not ours."""
        scheme, _colon, rest = url.partition(":")
        scheme = scheme.lower()
        if scheme == "static":
            return self._static(url, unquote(rest))
        if scheme == "attachment" and rest in self.attachments:
            value = self.attachments[rest]
            body, kind = value if isinstance(value, tuple) else (value, "application/octet-stream")
            return URLFetcherResponse(url, body, {"Content-Type": kind})
        if scheme == "data" and len(url) <= DATA_LIMIT and rest[:6].lower() == "image/":
            return super().fetch(url, headers)
        self.refused.append(url[:200])
        raise ForbiddenAddress(f"Not served to documents: {url[:200]}")

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        """The same door for the base class's other way in."""
        return self.fetch(url if isinstance(url, str) else url.full_url)

    def _static(self, url: str, path: str) -> URLFetcherResponse:
        content = static_bytes(path)
        if content is None:
            raise FatalURLFetchingError(f"Static file not found: {path[:200]}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def printable(body: bytes, kind: str) -> tuple[bytes, str]:
    """An image in colours that the document's one colour profile knows: what is for a printing press becomes RGB.

    Raises PdfError when it cannot be read.
    """
    try:
        with Image.open(io.BytesIO(body)) as image:
            if image.mode in _SCREEN_MODES:
                return body, kind
            # Grey of 16 bits has more steps than a document shows, and Pillow would cut them off instead of dividing.
            grey = image.mode.startswith("I")
            shown = image.point(lambda step: step / 256).convert("L") if grey else image.convert("RGB")
            out = io.BytesIO()
            shown.save(out, "PNG")
    except Exception as error:
        raise PdfError(f"{type(error).__name__}: {error}") from error
    return out.getvalue(), "image/png"


def static_bytes(path: str) -> bytes | None:
    """The bytes of one of our static files, or None. Paths that climb out of the static folders do not exist."""
    if not path or path.startswith(("/", "\\")) or ".." in Path(path).parts or "\x00" in path:
        return None
    try:
        found = finders.find(path)
    except SuspiciousOperation:
        return None
    if found and Path(found).is_file():
        return Path(found).read_bytes()
    try:
        name = staticfiles_storage.stored_name(path) if hasattr(staticfiles_storage, "stored_name") else path
        with staticfiles_storage.open(name) as file:
            return file.read()
    except (OSError, ValueError, SuspiciousOperation):
        return None


def finish(document: Any, pdf: Any) -> None:
    """What the renderer leaves open: the mark of PDF/UA-1 in the metadata's one RDF element, and the scope of heads.

    Raises ValueError.
    """
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    content = b"".join(stream.stream)
    before, end, after = content.rpartition(b"</rdf:RDF>")
    if not end:
        raise ValueError("The document's metadata is not as expected.")
    stream.stream = [before + UA_MARK + end + after]
    if "AF" in pdf.catalog:  # The renderer names each embedded file twice.
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    for row in pdf.objects:
        if isinstance(row, dict) and row.get("S") == "/TR":
            _say_scope([pdf.objects[int(kid.split()[0])] for kid in row["K"] if isinstance(kid, bytes)])


def _say_scope(cells: list[Any]) -> None:
    """Say of each head in a row of a table whether it is the head of the row or of a column (PDF/UA-1, 7.5)."""
    of_row = {str(head) for cell in cells if cell.get("S") == "/TD" for head in cell["A"].get("Headers", ())}
    for cell in cells:
        if cell.get("S") == "/TH":
            cell["A"]["Scope"] = "/Row" if str(cell.get("ID")) in of_row else "/Column"


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    language: str,
    attachments: Iterable[tuple[str, bytes, str]] | Mapping[str, Any] = (),
    embedded: Iterable[EmbeddedFile] = (),
) -> bytes:
    """The template as a PDF, whole or not at all.

    `template` extends `ui/pdf/base.html`; it is rendered in `language`. `attachments` are images the text may show as
    `attachment:<id>`: (id, bytes, content type), or a mapping. `embedded` are files that go with it. Raises PdfError.
    """
    pictures = (
        dict(attachments)
        if isinstance(attachments, Mapping)
        else {str(key): printable(body, kind) for key, body, kind in attachments}
    )
    with translation.override(language):
        html = render_to_string(template, {**context, "title": title, "language": language})
    return html_to_pdf(html, attachments=pictures, embedded=embedded)


def html_to_pdf(
    html: str,
    *,
    attachments: Mapping[str, Any] | None = None,
    embedded: Iterable[EmbeddedFile] = (),
    tagged: bool = True,
) -> bytes:
    """HTML as a tagged, archival PDF; without tags when it becomes part of another. Raises PdfError."""
    fonts = FontConfiguration()
    variant = VARIANT if tagged else PART
    files = [
        Attachment(string=each.content, name=each.name, description=each.description, relationship=each.relationship)
        for each in embedded
    ]
    try:
        document = HTML(string=html, url_fetcher=OwnFilesFetcher(attachments)).render(
            font_config=fonts, pdf_variant=variant
        )
        document.metadata.attachments += files
        result = document.write_pdf(pdf_variant=variant, dpi=DOTS_PER_INCH, finisher=finish if tagged else None)
    except FatalURLFetchingError as error:  # A BaseException, which would go past every handler above us.
        raise PdfError(str(error)) from error
    except Exception as error:
        raise PdfError(f"{type(error).__name__}: {error}") from error
    if not result or not result.startswith(b"%PDF-"):
        raise PdfError("The renderer gave no document.")
    return result

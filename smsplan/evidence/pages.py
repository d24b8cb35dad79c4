"""The pack as a small web site that needs no server, no script and no network, and its registers on paper."""

import json
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.evidence import signing, sums
from smsplan.evidence.models import Pack
from smsplan.evidence.workspace import Workspace
from smsplan.ui.exports import Sheet, as_csv, as_html_table, as_xlsx, readable
from smsplan.ui.pdf import render_pdf

#: Rows of one PDF; a longer register becomes several documents, so that none takes all memory.
ROWS_PER_PDF = 1000
#: A table with more columns is unreadable on paper; its records are set one under the other.
WIDE = 8


def write_registers(place: Workspace, snapshot, report) -> None:
    """Write every register as CSV, XLSX, HTML and PDF."""
    for number, sheet in enumerate(snapshot.registers):
        stem = f"registers/{sheet.name}"
        place.write(f"{stem}.csv", as_csv(sheet))
        place.write(f"{stem}.xlsx", as_xlsx([sheet]))
        context = {
            "root": "../",
            "organization": snapshot.organization,
            "taken_at": snapshot.taken_at,
            "sheet": sheet,
            "table": as_html_table(sheet),
        }
        place.write(f"{stem}.html", render_to_string("evidence/pack/register.html", context))
        for path, part in pdf_parts(sheet):
            place.write(path, _pdf(part, snapshot))
        report(40 + 40 * (number + 1) // len(snapshot.registers), gettext_noop("Writing the registers"))


def pdf_parts(sheet: Sheet) -> Iterator[tuple[str, Sheet]]:
    """The PDF documents of a register: (path, its rows)."""
    rows = list(sheet.rows)
    parts = [rows[start : start + ROWS_PER_PDF] for start in range(0, len(rows), ROWS_PER_PDF)] or [[]]
    for number, part in enumerate(parts, start=1):
        if len(parts) == 1:
            yield f"registers/{sheet.name}.pdf", sheet
        else:
            title = _("%(title)s, part %(number)d of %(all)d") % {
                "title": sheet.title,
                "number": number,
                "all": len(parts),
            }
            yield f"registers/{sheet.name}-{number}.pdf", Sheet(sheet.name, title, sheet.columns, part)


def _pdf(sheet: Sheet, snapshot) -> bytes:
    """A register on paper. Raises PdfError."""
    context: dict[str, Any] = {
        "sheet": sheet,
        "organization": snapshot.organization.name,
        "classification": snapshot.organization.classification,
        "taken_at": snapshot.taken_at,
        "rows": len(sheet.rows),
    }
    if len(sheet.columns) > WIDE:
        context["records"] = [_record(sheet.columns, row) for row in sheet.rows]
    else:
        context["table"] = as_html_table(sheet)
    return render_pdf(
        "evidence/pack/register_pdf.html", context, title=str(sheet.title), language=translation.get_language()
    )


def _record(columns: list[str], row) -> dict[str, Any]:
    """One record as its heading and what is filled in: the first two columns name it."""
    shown = [(label, readable(value)) for label, value in zip(columns, row, strict=False)]
    return {
        "heading": [value for _label, value in shown[:2] if value],
        "facts": [(label, value) for label, value in shown[2:] if value],
    }


def write_front(place: Workspace, pack: Pack, snapshot) -> None:
    """Write the first page, its style, the approval records, and how to check the pack in both languages."""
    place.write("pack.css", render_to_string("evidence/pack/pack.css"))
    for document in snapshot.documents:
        if document.facts and (path := record_path(document)) not in place.entries:
            context = {"root": "../", "organization": snapshot.organization, "document": document}
            place.write(path, render_to_string("evidence/pack/document.html", context))
            place.write(f"{path.removesuffix('.html')}.json", record_json(document))
    place.write("VERIFY.txt", verify_text(pack, snapshot))
    place.write("index.html", render_to_string("evidence/pack/index.html", index_context(place, pack, snapshot)))


def record_path(document) -> str:
    """The page that says how a document came to be."""
    return f"{document.folder}/{document.name.rpartition('.')[0]}.html"


def content_path(document) -> str:
    """What the document says, for a machine; its SHA-256 is the one that was approved."""
    return f"{document.folder}/{document.name.rpartition('.')[0]}-content.json"


def record_json(document) -> str:
    """The same for a machine."""
    facts = [{"label": str(label), "value": str(value)} for label, value in document.facts]
    content = {"title": document.title, "file": document.name, "sha256": document.sha256, "facts": facts}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def index_context(place: Workspace, pack: Pack, snapshot) -> dict[str, Any]:
    """What the first page shows: counts, links, who asked, and how to check."""
    here = place.entries

    def existing(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(label, path) for label, path in pairs if path in here]

    return {
        "root": "",
        "pack": pack,
        "organization": snapshot.organization,
        "taken_at": snapshot.taken_at,
        "problems": snapshot.problems,
        "registers": [
            {
                "title": sheet.title,
                "count": len(sheet.rows),
                "files": existing(
                    [
                        (_("Read"), f"registers/{sheet.name}.html"),
                        ("CSV", f"registers/{sheet.name}.csv"),
                        ("XLSX", f"registers/{sheet.name}.xlsx"),
                        *(
                            ("PDF" if number is None else f"PDF {number}", path)
                            for number, path in _numbered([path for path, _part in pdf_parts(sheet)])
                        ),
                    ]
                ),
            }
            for sheet in snapshot.registers
        ],
        "documents": [
            {
                "title": document.title,
                "path": path if (path := f"{document.folder}/{document.name}") in here else "",
                "content": content if document.content and (content := content_path(document)) in here else "",
                "record": record if document.facts and (record := record_path(document)) in here else "",
                "sha256": document.sha256,
                "folder": document.folder,
            }
            for document in snapshot.documents
        ],
        "history": snapshot.history,
        "attachments": [
            (kept, path if (path := f"attachments/{kept.name}") in here else "") for kept in snapshot.attachments
        ],
        "fingerprint": signing.fingerprint(),
        "checks": CHECKS,
        "file_count": len(here),
    }


def _numbered(paths: list[str]) -> list[tuple[int | None, str]]:
    return [(None, paths[0])] if len(paths) == 1 else list(enumerate(paths, start=1))


#: The commands that check a pack, run in the folder into which it was unpacked.
CHECKS = {
    "sums": f"sha256sum -c {sums.SUMS}",
    "signature": (
        f"openssl pkeyutl -verify -pubin -inkey {sums.PUBLIC_KEY} -rawin -in {sums.MANIFEST} -sigfile {sums.SIGNATURE}"
    ),
    "fingerprint": f"openssl pkey -pubin -in {sums.PUBLIC_KEY} -outform DER | sha256sum",
}


def verify_text(pack: Pack, snapshot) -> str:
    """How to check the pack, in English and Indonesian whatever the pack's own language."""
    parts = []
    for language in ("en", "id"):
        with translation.override(language):
            context = {
                "pack": pack,
                "organization": snapshot.organization,
                "taken_at": timezone.localtime(snapshot.taken_at),
                "checks": CHECKS,
                "fingerprint": signing.fingerprint(),
            }
            parts.append(render_to_string(f"evidence/pack/verify_{language}.txt", context).strip())
    return ("\n\n" + "-" * 78 + "\n\n").join(parts) + "\n"

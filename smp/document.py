"""A version on paper: cover with document control, contents, sections with their frozen blocks, coverage."""

from typing import Any

from django.utils import translation

from smp import content
from smp.freezing import shown
from smp.models import Decision, Version
from smsplan.ui.pdf import render_pdf
from smsplan.ui.richtext import is_blank


def render(version: Version) -> bytes:
    """The version as a PDF in its own language. Raises smsplan.ui.pdf.PdfError."""
    with translation.override(version.language):
        context = document_context(version)
    return render_pdf("smp/pdf.html", context, title=version.title, language=version.language)


def document_context(version: Version) -> dict[str, Any]:
    """What templates/smp/pdf.html shows; frozen content, and what is known of the version's life."""
    frozen = shown(version)
    written = {section["key"]: not is_blank(section["html"]) for section in frozen["sections"]}
    numbers = {section["key"]: position for position, section in enumerate(frozen["sections"], start=1)}
    return {
        "document": frozen,
        "version": frozen["version"],
        "record": version,
        "organization": frozen["organization"],
        "classification": frozen["classification"],
        "running_title": frozen["title"],
        "subtitle": frozen["reason"],
        "earlier": _earlier(version),
        "decisions": _standing(version),
        "coverage": [
            (line, [(numbers[key], content.BY_KEY[key].title) for key in line.sections if key in numbers])
            for line in content.coverage(written)
        ],
        "required": [(numbers.get(each.key), each.title, written.get(each.key, False)) for each in content.SECTIONS],
    }


def _earlier(version: Version) -> list[Version]:
    """The versions that were in force before this one, newest first."""
    return [
        row
        for row in Version.objects.for_list().filter(state__in=(Version.State.APPROVED, Version.State.SUPERSEDED))
        if (row.major, row.minor) < (version.major, version.minor)
    ]


def _standing(version: Version) -> list[Decision]:
    """The decisions about the content as it stands; what was said of earlier attempts is in the version's history."""
    if not version.content_sha256:
        return []
    return list(version.decisions.filter(content_sha256=version.content_sha256).order_by("at"))

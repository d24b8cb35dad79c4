"""The PDF of a frozen review: drawn from the snapshot alone, and in its place whole or not at all."""

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.audit.events import Action, record_event
from smsplan.records import longwork
from smsplan.records.files import place
from smsplan.records.services import locked
from smsplan.reviews import gather
from smsplan.reviews.models import Review, ReviewDocument
from smsplan.ui.pdf import render_pdf

CHECKING = gettext_noop("Checking the frozen record")
RENDERING = gettext_noop("Making the document")
STORING = gettext_noop("Storing the document")


class NotBuilt(Exception):
    """The document could not be made; says in words why. Nothing of it exists."""


def build(document: ReviewDocument) -> None:
    """Make and store the PDF, and mark the work ready in the same transaction. Raises NotBuilt, PdfError."""
    if document.sha256:
        return
    review = Review.objects.select_related("snapshot", "frozen_by").get(pk=document.review_id)
    content = review.snapshot.content
    longwork.report(document, 10, CHECKING)
    if gather.fingerprint(content) != review.snapshot_sha256:
        with translation.override(content.get("language") or "en"):
            raise NotBuilt(_("The record is not what was frozen: its SHA-256 differs."))
    longwork.report(document, 30, RENDERING)
    pdf = render(review, content)
    longwork.report(document, 85, STORING)
    _store(document, pdf)


def render(review: Review, content: dict) -> bytes:
    """The document as PDF, in the language of the snapshot. Raises PdfError."""
    shown = gather.present(content)
    with translation.override(content["language"]):
        subtitle = _("Management review")
    return render_pdf(
        "reviews/pdf/review.html",
        {
            "inputs": shown,
            "review": review,
            "organization": content["organization"]["name"],
            "classification": content["organization"]["classification"],
            "subtitle": subtitle,
            "running_title": f"{content['review']['reference']} · {content['review']['title']}",
        },
        title=content["review"]["title"],
        language=content["language"],
    )


def _store(document: ReviewDocument, pdf: bytes) -> None:
    placed: Path | None = None
    try:
        with transaction.atomic():
            row = locked(document)
            if row.sha256:
                return
            row.file.name = row.file.field.generate_filename(row, "review.pdf")
            row.size, row.sha256 = len(pdf), hashlib.sha256(pdf).hexdigest()
            row.save(update_fields=["file", "size", "sha256"])
            record_event(action=Action.BUILT, target=row.review, actor=None, detail={"sha256": row.sha256})
            longwork.finish(row)
            # Last of all: when the file cannot be put in its place, none of the above has happened.
            placed = place(Path(row.file.path), pdf)
    except BaseException:
        if placed is not None:
            placed.unlink(missing_ok=True)
        raise

"""The PDF of a frozen review: drawn from the snapshot alone, and in its place whole or not at all."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.audit.events import Action, record_event
from smsplan.records import longwork
from smsplan.records.delivery import deliver
from smsplan.reviews import gather
from smsplan.reviews.models import Review, ReviewDocument
from smsplan.ui.pdf import render_pdf
from smsplan.ui.pictures import line_picture, spark_picture

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
    deliver(document, pdf, name="review.pdf", written=_record)


def render(review: Review, content: dict) -> bytes:
    """The document as PDF, in the language of the snapshot. Raises PdfError."""
    shown = gather.present(content)
    with translation.override(content["language"]):
        subtitle = _("Management review")
        pictures = drawn(content["objectives"])
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
        attachments=pictures,
    )


def drawn(frozen: Mapping[str, Any]) -> dict[str, tuple[bytes, str]]:
    """The trends and charts of the frozen objectives, as the document's pictures. Older snapshots hold none."""
    pictures = {
        f"spark-{row['reference']}": spark_picture(row["spark"])
        for row in frozen["rows"]
        if row.get("spark", {}).get("data")
    }
    charts = [one for one in frozen.get("charts", ()) if one["chart"]]
    return pictures | {f"chart-{one['reference']}": line_picture(one["chart"], height=58) for one in charts}


def _record(document: ReviewDocument) -> None:
    record_event(action=Action.BUILT, target=document.review, actor=None, detail={"sha256": document.sha256})

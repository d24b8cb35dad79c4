"""The table of management reviews, for downloads and evidence packs."""

from collections.abc import Iterator
from html import unescape

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from smsplan.reviews.models import Review
from smsplan.ui.exports import Sheet


def sheets(*, queryset: QuerySet[Review] | None = None) -> list[Sheet]:
    """The management reviews with their decisions and the hashes that prove them."""
    reviews = Review.objects.order_by("held_on", "pk") if queryset is None else queryset
    columns = [
        _("Reference"), _("Title"), _("Date of the review"), _("Chair"), _("Attendees"), _("Other attendees"),
        _("Decisions"), _("Actions"), _("State"), _("Frozen"), _("Frozen by"), _("SHA-256 of the record"),
        _("SHA-256 of the PDF"),
    ]  # fmt: skip
    return [Sheet("management-reviews", _("Management reviews"), columns, _rows(reviews))]


def _rows(reviews: QuerySet[Review]) -> Iterator[tuple]:
    whole = reviews.select_related(None).select_related("chair", "frozen_by", "document")
    for review in whole.prefetch_related("attendees").iterator(chunk_size=200):
        document = getattr(review, "document", None)
        yield (
            review.reference,
            review.title,
            review.held_on,
            review.chair,
            ", ".join(str(person) for person in review.attendees.all()),
            review.guests,
            as_text(review.decisions),
            review.actions,
            review.get_state_display(),
            review.frozen_at,
            review.frozen_by,
            review.snapshot_sha256,
            document.sha256 if document else "",
        )


def as_text(html: str) -> str:
    """Rich text as plain text, a line for each block."""
    for tag in ("</p>", "</li>", "</h2>", "</h3>", "</h4>", "</tr>", "<br>"):
        html = html.replace(tag, f"{tag}\n")
    return unescape(strip_tags(html)).strip()

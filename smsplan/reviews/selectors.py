"""Reads of management reviews that pages, reports and the upper floors share."""

from dataclasses import dataclass

from smsplan.reviews.models import Review, ReviewDocument


@dataclass(frozen=True)
class Document:
    """A built PDF of a review: where it lies, its size in bytes and its SHA-256."""

    review: Review
    path: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        """The name it is downloaded under."""
        return file_name(self.review)


def file_name(review: Review) -> str:
    """The PDF's name: management-review-MRV-0001.pdf."""
    return f"management-review-{review.reference}.pdf"


def documents() -> list[Document]:
    """Every built PDF, oldest review first."""
    rows = (
        ReviewDocument.objects.exclude(sha256="")
        .select_related("review", "review__chair")
        .order_by("review__held_on", "review__pk")
    )
    return [Document(row.review, row.file.path, row.size, row.sha256) for row in rows]

from celery import shared_task

from smsplan.records import longwork
from smsplan.reviews import documents
from smsplan.reviews.models import ReviewDocument


@shared_task
def build_review_pdf(pk: int) -> None:
    """Build the PDF of a frozen review. Safe to run twice."""
    longwork.perform(ReviewDocument, pk, documents.build)

from celery import shared_task

from objectives import documents
from objectives.models import DashboardDocument
from smsplan.records import longwork


@shared_task
def build_dashboard_pdf(pk: int) -> None:
    """Build the PDF of a dashboard. Safe to run twice."""
    longwork.perform(DashboardDocument, pk, documents.build)


@shared_task
def sweep_dashboard_pdfs() -> None:
    """Remove PDFs of dashboards that were asked for long ago."""
    documents.sweep()

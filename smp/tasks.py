from celery import shared_task

from smp.models import Publication
from smp.publishing import publish
from smsplan.records import longwork


@shared_task
def publish_version(pk: int) -> None:
    """Publish an approved version; `pk` is the publication's."""
    longwork.perform(Publication, pk, publish)

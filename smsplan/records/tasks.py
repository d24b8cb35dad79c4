from celery import shared_task
from celery.signals import worker_ready

from smsplan.records import imports, longwork
from smsplan.records.models import ImportRun


@shared_task
def recover_abandoned_work() -> None:
    """Take up work that a dead worker left; run by beat, and by each worker as it starts."""
    longwork.recover_abandoned()


@shared_task
def work_on_import(pk: int) -> None:
    """Check or import the uploaded file with this id; safe to run twice."""
    longwork.perform(ImportRun, pk, imports.work)


@worker_ready.connect
def _recover_at_start(**_kwargs) -> None:
    recover_abandoned_work.delay()

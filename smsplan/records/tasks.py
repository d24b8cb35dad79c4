from celery import shared_task
from celery.signals import worker_ready

from smsplan.records import longwork


@shared_task
def recover_abandoned_work() -> None:
    """Take up work that a dead worker left; run by beat, and by each worker as it starts."""
    longwork.recover_abandoned()


@worker_ready.connect
def _recover_at_start(**_kwargs) -> None:
    recover_abandoned_work.delay()

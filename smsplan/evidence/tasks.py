from celery import shared_task

from smsplan.evidence import build
from smsplan.evidence.models import Pack
from smsplan.records import longwork


@shared_task
def build_pack(pk: int) -> None:
    """Build the pack with this id; safe to run twice."""
    longwork.perform(Pack, pk, build.build)

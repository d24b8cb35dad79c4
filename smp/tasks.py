from celery import shared_task

from smp import previewing
from smp.models import Preview, Publication
from smp.publishing import publish
from smp.services.leftovers import leftovers_sweep
from smsplan.records import longwork


@shared_task
def publish_version(pk: int) -> None:
    """Publish an approved version; `pk` is the publication's."""
    longwork.perform(Publication, pk, publish)


@shared_task
def preview_version(pk: int) -> None:
    """Make a preview of an open version; `pk` is the preview's. Safe to run twice."""
    longwork.perform(Preview, pk, previewing.build)


@shared_task
def sweep_previews() -> None:
    """Remove the previews of yesterday."""
    previewing.sweep()


@shared_task
def sweep_unsaved_texts() -> None:
    """Remove what was typed and never saved into versions that ended long ago."""
    leftovers_sweep()

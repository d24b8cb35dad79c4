"""Long work that survives a killed worker.

The task holds a PostgreSQL advisory lock on its row while it works. The lock goes when the worker's connection goes, so
that a row marked running whose lock is free has been abandoned: it is taken up again, or marked failed with a Retry.
"""

import datetime
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from celery import current_app
from django.apps import apps
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.records.models import LongWork

logger = logging.getLogger(__name__)

#: Work queued for this many seconds without being taken is sent to the queue again.
REQUEUE_AFTER = 60

LOST = gettext_noop("The worker stopped before the work was done.")


def enqueue(work: LongWork) -> None:
    """Send the work's task once the transaction has committed."""
    transaction.on_commit(lambda: current_app.send_task(work.TASK, args=[work.pk]))


@transaction.atomic
def retry(work: LongWork) -> LongWork:
    """Queue failed work again. Does nothing to work that is queued, running or ready."""
    changed = (
        type(work)
        .objects.filter(pk=work.pk, work_state=LongWork.Progress.FAILED)
        .update(work_state=LongWork.Progress.QUEUED, percent=0, step="", error="", attempts=0, queued_at=timezone.now())
    )
    if changed:
        enqueue(work)
    return work


def _key(model: type[LongWork], pk: int) -> tuple[str, int]:
    return model._meta.label_lower, pk


def _try_lock(model: type[LongWork], pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", _key(model, pk))
        return cursor.fetchone()[0]


def _unlock(model: type[LongWork], pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", _key(model, pk))


def report(work: LongWork, percent: int, step: str) -> None:
    """Show progress: `percent` 0-100 and a step in words. Call it outside a transaction, else nobody sees it."""
    type(work).objects.filter(pk=work.pk).update(percent=percent, step=step[:200])


class Reporter:
    """Shows progress over a connection of its own, for work that is one transaction and yet tells how far it is.

    The transaction must not have changed the work's row by then, or the report waits for it.
    """

    def __init__(self, work: LongWork):
        self._work = work
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="progress")

    def __call__(self, percent: int, step: str) -> None:
        self._thread.submit(report, self._work, percent, step).result()

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *error) -> None:
        """Give the connection back."""
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()


def perform(model: type[LongWork], pk: int, build: Callable[[LongWork], None]) -> None:
    """Do queued work once: take it, call `build(work)`, mark it ready; or failed, with the reason, when build raises.

    `build` leaves the row ready itself when it must be one with its own transaction (see `finish`). Safe to call twice:
    a second caller finds the lock taken or the work no longer queued, and goes.
    """
    if not _try_lock(model, pk):
        return
    try:
        taken = model.objects.filter(
            pk=pk, work_state__in=(LongWork.Progress.QUEUED, LongWork.Progress.RUNNING)
        ).update(work_state=LongWork.Progress.RUNNING, percent=0, step="", error="")
        if not taken:
            return
        work = model.objects.get(pk=pk)
        model.objects.filter(pk=pk).update(attempts=work.attempts + 1)
        work.attempts += 1
        try:
            build(work)
        except Exception as error:
            logger.exception("%s %s failed", model._meta.label, pk)
            model.objects.filter(pk=pk).update(
                work_state=LongWork.Progress.FAILED,
                error=str(getattr(error, "message", "") or error)[:2000] or type(error).__name__,
                finished_at=timezone.now(),
            )
            return
        finish(work)
    finally:
        _unlock(model, pk)


def finish(work: LongWork) -> None:
    """Mark the work ready; inside the build's own transaction when the two must be one."""
    type(work).objects.filter(pk=work.pk).update(
        work_state=LongWork.Progress.READY, percent=100, step="", error="", finished_at=timezone.now()
    )


def recover_abandoned() -> int:
    """Take up work whose worker died and work that never reached the queue; returns how many rows were sent again."""
    sent = 0
    for model in apps.get_models():
        if not issubclass(model, LongWork):
            continue
        for work in model.objects.filter(work_state=LongWork.Progress.RUNNING):
            if not _try_lock(model, work.pk):
                continue
            try:
                sent += _take_up(model, work.pk)
            finally:
                _unlock(model, work.pk)
        late = timezone.now() - datetime.timedelta(seconds=REQUEUE_AFTER)
        for work in model.objects.filter(work_state=LongWork.Progress.QUEUED, queued_at__lt=late):
            model.objects.filter(pk=work.pk).update(queued_at=timezone.now())
            current_app.send_task(model.TASK, args=[work.pk])
            sent += 1
    return sent


def _take_up(model: type[LongWork], pk: int) -> int:
    """Queue abandoned work again, or mark it failed after too many attempts; the caller holds the lock."""
    work = model.objects.get(pk=pk)
    if work.work_state != LongWork.Progress.RUNNING:
        return 0
    if work.attempts >= model.MAX_ATTEMPTS:
        model.objects.filter(pk=pk).update(
            work_state=LongWork.Progress.FAILED, error=_(LOST), finished_at=timezone.now()
        )
        return 0
    model.objects.filter(pk=pk).update(work_state=LongWork.Progress.QUEUED, queued_at=timezone.now())
    transaction.on_commit(lambda: current_app.send_task(model.TASK, args=[pk]))
    return 1

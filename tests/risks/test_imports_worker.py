"""Checking and importing by a real Celery worker, which may be killed at any moment."""

import pytest
from django.db import transaction

from risks.models import Assessment, Risk
from smsplan.audit.models import Action, Event
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def table(rows: int) -> bytes:
    lines = (f"{word} {number} {word[::-1]},Low,High,Treat {number},Owner" for number, word in words(rows))
    return ("Risk Description,Likelihood,Impact,Treatment,Owner\n" + "\n".join(lines)).encode()


def words(rows: int):
    """Titles that have little in common."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(rows):
        yield number, "".join(letters[(number * prime // 7 + prime) % 26] for prime in (3, 5, 7, 11, 13, 17, 19, 23))


def test_a_worker_that_is_killed_while_it_imports_leaves_nothing_and_another_finishes(celery_worker_process, people):
    worker, importer = celery_worker_process, importer_for("risks", people.compliance)
    run = imports.keep_upload(importer, name="r.csv", content=table(600))
    worker.until(run, lambda r: r.state == ImportRun.State.CHECKED and r.work_state == ImportRun.Progress.READY)
    assert not run.found["errors"] and not Risk.objects.exists()
    imports.decide_all(run, "new")
    with transaction.atomic():
        # When all risks are written, the import notes them in these rows: so far it gets, and no further.
        assert len(run.rows.select_for_update()) == 600
        at_once([lambda: imports.confirm(run, importer, check=run.checks)])
        worker.until(run, lambda r: r.work_state == ImportRun.Progress.RUNNING and r.percent >= 30)
        worker.kill9()
        run.refresh_from_db()
        assert run.work_state == ImportRun.Progress.RUNNING
        assert not Risk.objects.exists() and not Assessment.objects.exists()
    worker.restart()
    worker.ended(run)
    assert run.state == ImportRun.State.DONE and run.result["new"] == 600 and Risk.objects.count() == 600
    assert Event.objects.filter(action=Action.IMPORTED).count() == 1
    assert list(Risk.objects.order_by("pk").values_list("reference", flat=True)[:2]) == ["RSK-0001", "RSK-0002"]

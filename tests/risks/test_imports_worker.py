"""Checking and importing by a real Celery worker, which may be killed at any moment."""

import time

import pytest

from risks.models import Assessment, Risk
from smsplan.audit.models import Action, Event
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECONDS = 120


def wait_for(run: ImportRun, condition) -> ImportRun:
    """Wait until the run's row is as it should be."""
    last = time.monotonic() + SECONDS
    while time.monotonic() < last:
        run.refresh_from_db(fields=["state", "work_state", "percent", "step", "error", "found", "result", "checks"])
        if condition(run):
            return run
        time.sleep(0.02)
    raise AssertionError(f"{run.state} {run.work_state} {run.percent} {run.step} {run.error}")


def table(rows: int) -> bytes:
    lines = (f"{word} {number} {word[::-1]},Low,High,Treat {number},Owner" for number, word in words(rows))
    return ("Risk Description,Likelihood,Impact,Treatment,Owner\n" + "\n".join(lines)).encode()


def words(rows: int):
    """Titles that have little in common."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(rows):
        yield number, "".join(letters[(number * prime // 7 + prime) % 26] for prime in (3, 5, 7, 11, 13, 17, 19, 23))


def test_a_worker_that_is_killed_while_it_imports_leaves_nothing_and_another_finishes(celery_worker_process, people):
    importer = importer_for("risks", people.compliance)
    run = imports.keep_upload(importer, name="r.csv", content=table(600))
    wait_for(run, lambda r: r.state == ImportRun.State.CHECKED and r.work_state == ImportRun.Progress.READY)
    assert not run.found["errors"] and not Risk.objects.exists()
    imports.decide_all(run, "new")
    imports.confirm(run, importer, check=run.checks)
    wait_for(run, lambda r: r.work_state == ImportRun.Progress.RUNNING and r.percent >= 30)
    celery_worker_process.kill9()
    run.refresh_from_db()
    assert run.work_state == ImportRun.Progress.RUNNING, "The worker was too quick for this test."
    assert not Risk.objects.exists() and not Assessment.objects.exists()
    celery_worker_process.restart()
    wait_for(run, lambda r: r.work_state == ImportRun.Progress.READY)
    assert run.state == ImportRun.State.DONE and run.result["new"] == 600 and Risk.objects.count() == 600
    assert Event.objects.filter(action=Action.IMPORTED).count() == 1
    assert list(Risk.objects.order_by("pk").values_list("reference", flat=True)[:2]) == ["RSK-0001", "RSK-0002"]

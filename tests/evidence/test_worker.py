"""A pack and a real Celery worker, which may be killed at any moment."""

import time
import zipfile

import pytest
from django.urls import reverse

from risks.services import risk_create
from smsplan.evidence import services
from smsplan.evidence.models import Pack
from tests.evidence.conftest import evidence_files, hidden_folders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECONDS = 120


def wait_for(pack: Pack, condition) -> Pack:
    """Wait until the pack's row is as it should be."""
    last = time.monotonic() + SECONDS
    while time.monotonic() < last:
        pack.refresh_from_db()
        if condition(pack):
            return pack
        time.sleep(0.05)
    raise AssertionError(f"{pack.work_state} {pack.percent} {pack.step} {pack.error}")


@pytest.fixture
def killed(celery_worker_process, people) -> Pack:
    """A pack whose worker was killed while it wrote the registers."""
    for number in range(30):
        risk_create(actor=people.compliance, title=f"Risk {number}", likelihood=2, impact=2)
    pack = services.pack_request(actor=people.auditor, title="Audit", language="en")
    wait_for(pack, lambda p: p.work_state == Pack.Progress.RUNNING and p.percent >= 40)
    celery_worker_process.kill9()
    pack.refresh_from_db()
    assert pack.work_state == Pack.Progress.RUNNING, "The worker was too quick for this test."
    return pack


def wait_until_swept() -> None:
    """The builder removes its workspace just after the pack is ready: what is left by then goes at once, or never."""
    last = time.monotonic() + 10
    while hidden_folders() and time.monotonic() < last:
        time.sleep(0.05)
    assert hidden_folders() == []


def test_a_killed_build_leaves_no_half_made_file_and_is_finished_later(killed, celery_worker_process):
    assert evidence_files() == [] and not killed.file
    assert len(hidden_folders()) == 1
    celery_worker_process.restart()
    pack = wait_for(killed, lambda p: p.work_state == Pack.Progress.READY)
    wait_until_swept()
    assert evidence_files() == [pack.file.name.removeprefix("evidence/")]
    assert zipfile.is_zipfile(pack.file.path) and pack.attempts == 2


def test_after_too_many_deaths_it_failed_and_retry_works(killed, celery_worker_process, as_person, people):
    Pack.objects.filter(pk=killed.pk).update(attempts=Pack.MAX_ATTEMPTS)
    celery_worker_process.restart()
    pack = wait_for(killed, lambda p: p.work_state == Pack.Progress.FAILED)
    client = as_person(people.auditor)
    page = client.get(pack.get_absolute_url()).content.decode()
    assert "The worker stopped before the work was done." in page
    assert evidence_files() == []
    client.post(reverse("evidence:retry", args=[pack.pk]))
    wait_for(pack, lambda p: p.work_state == Pack.Progress.READY)
    wait_until_swept()
    assert len(evidence_files()) == 1

"""A pack and a real Celery worker, which may be killed at any moment."""

import zipfile

import pytest
from django.db import transaction
from django.urls import reverse

from risks.services import risk_create
from smsplan.evidence import services
from smsplan.evidence.models import Pack
from smsplan.records.services import locked
from tests.evidence.conftest import evidence_files, hidden_folders
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def killed(celery_worker_process, people) -> Pack:
    """A pack whose worker was killed while it wrote the registers."""
    for number in range(30):
        risk_create(actor=people.compliance, title=f"Risk {number}", likelihood=2, impact=2)
    pack = services.pack_request(actor=people.auditor, title="Audit", language="en")
    celery_worker_process.until(pack, lambda p: p.percent >= 40)
    with transaction.atomic():
        pack = locked(pack)  # It cannot tell of its next step, nor take it, while somebody holds the row.
        assert 40 <= pack.percent < 93, "The worker was too quick for this test."
        celery_worker_process.kill9()
    return pack


def wait_until_swept() -> None:
    """The builder removes its workspace just after the pack is ready: what is left by then goes at once, or never."""
    until(lambda: hidden_folders() == [], lambda: f"nothing left of {hidden_folders()}")


def test_a_killed_build_leaves_no_half_made_file_and_is_finished_later(killed, celery_worker_process):
    assert evidence_files() == [] and not killed.file
    assert len(hidden_folders()) == 1
    celery_worker_process.restart()
    pack = celery_worker_process.ended(killed)
    assert pack.work_state == Pack.Progress.READY, pack.error
    wait_until_swept()
    assert evidence_files() == [pack.file.name.removeprefix("evidence/")]
    assert zipfile.is_zipfile(pack.file.path) and pack.attempts == 2


def test_after_too_many_deaths_it_failed_and_retry_works(killed, celery_worker_process, as_person, people):
    Pack.objects.filter(pk=killed.pk).update(attempts=Pack.MAX_ATTEMPTS)
    celery_worker_process.restart()
    pack = celery_worker_process.ended(killed)
    assert pack.work_state == Pack.Progress.FAILED
    client = as_person(people.auditor)
    page = client.get(pack.get_absolute_url()).content.decode()
    assert "The worker stopped before the work was done." in page
    assert evidence_files() == []
    client.post(reverse("evidence:retry", args=[pack.pk]))
    celery_worker_process.ended(pack)
    assert pack.work_state == Pack.Progress.READY, pack.error
    wait_until_swept()
    assert len(evidence_files()) == 1

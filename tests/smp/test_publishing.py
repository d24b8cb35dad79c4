"""Publication: whole or not at all, once, and readable afterwards."""

import datetime
import errno
import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from pypdf import PdfReader

from smp import publishing, selectors, services
from smp.models import Publication, Version
from smp.tasks import publish_version
from smsplan.audit.models import Action, Event
from smsplan.inbox.models import Notification
from smsplan.records import longwork
from smsplan.records.models import LongWork
from smsplan.records.services import locked, save_record
from tests.people import PASSWORD
from tests.smp.conftest import write_all
from tests.waiting import until


def text_of(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def files() -> set[str]:
    folder = Path(settings.MEDIA_ROOT) / "smp"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def run_task(version: Version) -> Publication:
    publish_version(version.publication.pk)
    return Publication.objects.get(version=version)


@pytest.fixture
def approved(in_review, manager) -> Version:
    services.version_approve(
        version=in_review, actor=manager, password=PASSWORD, comments="Agreed in the steering group"
    )
    return Version.objects.get(pk=in_review.pk)


@pytest.mark.django_db
def test_the_document_says_what_was_frozen(approved, manager):
    work = run_task(approved)
    assert (work.work_state, work.percent, work.error) == (LongWork.Progress.READY, 100, "")
    document = selectors.documents()[0]
    pdf = Path(document.path).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == document.sha256 == work.sha256
    text = text_of(pdf)
    for words in (
        "Service Management Plan",
        "Nusantara Managed Services",
        "How we do scope of the sms.",
        "Service Desk",
        "Incident management",
        "Document control",
        "Agreed in the steering group",
        "Manager",
        "Author",
        "6.3 a)",
        "Coverage of the required contents",
    ):
        assert words in text, words
    assert approved.content_sha256 in text.replace("\n", "")
    published = Event.objects.get(action=Action.PUBLISHED)
    assert published.detail["sha256"] == work.sha256


@pytest.mark.django_db
def test_the_document_speaks_the_language_of_its_version(registers, author, manager):
    registers.language = "id"
    save_record(registers, actor=author)
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="Pertama")
    write_all(version, author)
    version = services.version_submit(version=version, actor=author)
    assert version.language == "id"
    services.version_approve(version=version, actor=manager, password=PASSWORD)
    # What is said later in the registers, in whatever language, does not reach the frozen document.
    registers.name = "Renamed"
    save_record(registers, actor=author)
    publish_version(version.publication.pk)
    pdf = Path(selectors.documents()[0].path).read_bytes()
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "id"
    assert "Nusantara Managed Services" in text_of(pdf) and "Renamed" not in text_of(pdf)


@pytest.mark.django_db
def test_publishing_twice_is_publishing_once(approved):
    run_task(approved)
    before = files()
    run_task(approved)
    Publication.objects.update(work_state=LongWork.Progress.QUEUED)  # As if the worker died right after the commit.
    work = run_task(approved)
    assert work.work_state == LongWork.Progress.READY
    assert files() == before
    assert Event.objects.filter(action=Action.PUBLISHED).count() == 1


@pytest.mark.django_db
def test_a_failing_renderer_leaves_the_old_version_in_force_and_retry_works(approved, author, manager, monkeypatch):
    run_task(approved)
    first = selectors.version_in_force()
    second = services.version_draft(actor=author, reason_kind="correction", change_summary="Second")
    services.version_submit(version=second, actor=author)
    services.version_approve(version=second, actor=manager, password=PASSWORD)
    stored = files()

    with monkeypatch.context() as broken:
        # The document asks for a style sheet that is not there: WeasyPrint itself gives up.
        broken.setattr("smsplan.ui.pdf.static_bytes", lambda path: None)
        work = run_task(second)
    assert work.work_state == LongWork.Progress.FAILED
    assert "could not be made" in work.error
    assert selectors.version_in_force() == first
    assert Version.objects.get(pk=second.pk).state == Version.State.IN_REVIEW
    assert (work.sha256, work.file.name, files()) == ("", "", stored)
    assert Event.objects.filter(action=Action.PUBLICATION_FAILED).count() == 1
    told = Notification.objects.filter(title="The document of SMP 1.1 could not be made")
    assert {note.recipient for note in told} == {author, manager}
    assert all(note.body.count("stays in force") == 1 and "could not be made" not in note.body for note in told)

    longwork.retry(work)
    work = run_task(second)
    assert work.work_state == LongWork.Progress.READY
    assert selectors.version_in_force().pk == second.pk
    assert Version.objects.get(pk=first.pk).state == Version.State.SUPERSEDED


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["record_event", "place"])
def test_a_failure_inside_the_transaction_undoes_all_of_it(approved, monkeypatch, step):
    stored = files()

    def refuse(*args, **kwargs):
        if kwargs.get("action", Action.PUBLISHED) == Action.PUBLISHED:
            raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/smp")

    monkeypatch.setattr(publishing, step, refuse)
    work = run_task(approved)
    assert "the version before stays in force. No space left" in work.error and "/somewhere" not in work.error
    version = Version.objects.get(pk=approved.pk)
    assert work.work_state == LongWork.Progress.FAILED and work.sha256 == ""
    assert version.state == Version.State.IN_REVIEW and version.effective_on is None
    assert files() == stored


@pytest.mark.django_db(transaction=True)
def test_a_failing_commit_takes_the_file_away_again(approved, monkeypatch):
    stored = files()
    real = publishing.place

    def place_and_spoil(path, data):
        placed = real(path, data)
        with connection.cursor() as cursor:
            # A foreign key that leads nowhere is only noticed at the commit, when the file is in its place.
            cursor.execute("UPDATE smp_publication SET requested_by_id = 999999999")
        return placed

    monkeypatch.setattr(publishing, "place", place_and_spoil)
    work = run_task(approved)
    assert work.work_state == LongWork.Progress.FAILED and work.sha256 == ""
    assert Version.objects.get(pk=approved.pk).state == Version.State.IN_REVIEW
    assert files() == stored


@pytest.mark.django_db
def test_altered_content_is_not_published(approved, monkeypatch):
    monkeypatch.setattr(publishing.content, "fingerprint", lambda frozen: "0" * 64)
    work = run_task(approved)
    assert work.work_state == LongWork.Progress.FAILED
    assert "SHA-256" in work.error


@pytest.mark.slow
def test_a_killed_worker_leaves_nothing_half_and_the_work_is_taken_up(celery_worker_process, in_review, manager):
    """SIGKILL while it renders: the version stays in review, no file; the next worker publishes it."""
    stored = files()
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    with transaction.atomic():
        locked(in_review)  # It cannot be put in force meanwhile, however quick the worker is.
        work = celery_worker_process.until(
            work_of(in_review), lambda work: work.step in (publishing.RENDERING, publishing.SIGNING, publishing.STORING)
        )
        celery_worker_process.kill9()
    work.refresh_from_db()
    assert work.work_state == LongWork.Progress.RUNNING
    assert Version.objects.get(pk=in_review.pk).state == Version.State.IN_REVIEW
    assert files() == stored

    celery_worker_process.start()
    until(lambda: take_up(in_review).work_state == LongWork.Progress.READY, celery_worker_process.told)
    assert selectors.version_in_force().pk == in_review.pk
    assert Event.objects.filter(action=Action.PUBLISHED).count() == 1
    assert len(files() - stored) == 1


def work_of(version: Version) -> Publication:
    return Publication.objects.get(version=version)


def take_up(version: Version) -> Publication:
    """What beat does every half minute."""
    longwork.recover_abandoned()
    return work_of(version)


def test_a_year_after_a_leap_day():
    assert publishing.a_year_after(datetime.date(2028, 2, 29)) == datetime.date(2029, 2, 28)
    assert publishing.a_year_after(datetime.date(2026, 11, 23)) == datetime.date(2027, 11, 23)

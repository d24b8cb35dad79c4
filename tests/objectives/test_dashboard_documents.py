"""The dashboard on paper: made in the background for the one who asked, whole or not at all."""

import datetime
import hashlib
import io
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from objectives import documents
from objectives.models import DashboardDocument
from objectives.tasks import build_dashboard_pdf, sweep_dashboard_pdfs
from smsplan.audit.models import Action, Event
from smsplan.context.models import Organization
from smsplan.inbox.models import Notification
from smsplan.records import files
from smsplan.ui.pdf import PdfError

D = datetime.date
URL = "/objectives/dashboard/"
PAPER = f"{URL}pdf/"


@pytest.fixture
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


def ask(client, **query) -> DashboardDocument:
    """A PDF of the dashboard that `query` names."""
    answer = client.post(f"{PAPER}?{'&'.join(f'{key}={value}' for key, value in query.items())}")
    assert answer.status_code == 302 and answer.url == PAPER
    return DashboardDocument.objects.first()


def built(document: DashboardDocument) -> DashboardDocument:
    """What the worker does, in this process."""
    build_dashboard_pdf(document.pk)
    document.refresh_from_db()
    return document


def words(document: DashboardDocument) -> str:
    with document.file.open("rb") as file:
        return "\n".join(sheet.extract_text() for sheet in PdfReader(file).pages)


def link(name: str, document: DashboardDocument) -> str:
    return reverse(f"objectives:dashboard_pdf{name}", args=[document.pk])


@pytest.mark.usefixtures("late_march")
def test_it_is_asked_for_on_the_dashboard_and_downloaded_from_ones_own_page(made, as_person, compliance):
    made(98.6, 98.7, 98.8, area="Availability")
    one = made(98.6, 98.7, area="Changes", title="Uptime of 99.5% of the desk")
    Organization.objects.filter(pk=1).update(name="PT Contoh", classification="Internal")
    client = as_person(compliance)
    action = client.get(URL, {"by": "owner"}).context["page"].actions[0]
    assert (action.label, action.method, action.url) == ("Print as PDF", "post", f"{PAPER}?by=owner")
    document = ask(client, by="owner")
    page = client.get(PAPER)
    assert "Waiting to start" in page.content.decode() and "Objectives 2026, by owner" in page.content.decode()
    assert client.get(link("_download", document)).status_code == 404, "not made yet"
    document = built(document)
    assert (document.work_state, document.error) == ("ready", "")
    assert link("_download", document) in client.get(PAPER).content.decode()
    answer = client.get(link("_download", document))
    content = b"".join(answer.streaming_content)
    assert (
        answer["Content-Type"] == "application/pdf"
        and 'filename="objectives-2026.pdf"' in answer["Content-Disposition"]
    )
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (document.sha256, document.size)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    assert "Sari Melati" in text and one.reference in text and "98.7%" in text and "PT Contoh" in text
    (event,) = Event.objects.filter(action=Action.DOWNLOADED)
    assert (event.actor, event.detail) == (compliance, {"file": "objectives-2026.pdf", "sha256": document.sha256})
    (note,) = Notification.objects.filter(recipient=compliance, key=f"dashboard:{document.pk}:ready")
    assert (note.url, note.body) == (PAPER, "Objectives 2026, by owner")


@pytest.mark.usefixtures("late_march")
def test_it_holds_every_objective_of_a_large_register(made, compliance, as_person):
    from objectives.models import Objective

    first = made(98.6, area="A")
    rows = [Objective.objects.get(pk=first.pk) for _ in range(130)]
    for number, row in enumerate(rows):
        row.pk, row._state.adding, row.reference = None, True, f"OBJ-{800 + number}"
    Objective.objects.bulk_create(rows)
    text = words(built(ask(as_person(compliance))))
    assert all(f"OBJ-{800 + number}" in text for number in range(130))


@pytest.mark.usefixtures("late_march")
def test_it_holds_what_the_one_who_asked_may_see_and_is_theirs_alone(
    made, as_person, compliance, contributor, manager, outsider
):
    theirs, other = made(99), made(99, owner=compliance, title="Uptime of 99.5% of the desk")
    document = built(ask(as_person(contributor)))
    text = words(document)
    assert theirs.reference in text and other.reference not in text
    for person, code in ((compliance, 404), (manager, 404), (outsider, 403)):
        client = as_person(person)
        assert [
            client.get(link("_download", document)).status_code,
            client.get(link("_progress", document)).status_code,
            client.post(link("_retry", document)).status_code,
        ] == [code] * 3
    assert link("_download", document) not in as_person(compliance).get(PAPER).content.decode()
    assert not Event.objects.filter(action=Action.DOWNLOADED).exists()


def test_asked_for_twice_it_is_made_once(made, as_person, compliance):
    client = as_person(compliance)
    first = ask(client)
    assert ask(client) == first
    assert ask(client, by="owner") != first
    built(first)
    content = first.sha256
    built(first)
    assert first.sha256 == content and Event.objects.filter(action=Action.BUILT).count() == 1
    assert ask(client) not in (first,), "the figures may be others by now"


@pytest.mark.usefixtures("late_march")
def test_of_one_verdict_and_of_a_year_that_is_over(made, as_person, compliance):
    good, bad = made(99, 99.1), made(97, title="Uptime of 99.5% of the desk")
    last = made(98, start_date=D(2025, 1, 1), due_date=D(2025, 12, 31), title="Uptime of 99.5% in 2025")
    client = as_person(compliance)
    text = words(built(ask(client, verdict="off_track")))
    assert bad.reference in text and good.reference not in text and "only the objectives of this verdict" in text
    document = built(ask(client, cycle=2025))
    assert last.reference in words(document) and document.file_name == "objectives-2025.pdf"
    assert client.post(f"{PAPER}?cycle=0000").status_code == 404


def test_what_failed_says_why_and_is_made_once_more(made, as_person, compliance, monkeypatch):
    made(99, start_date=D(2026, 1, 1), due_date=D(2026, 12, 31))
    client = as_person(compliance)
    document = ask(client)

    def broken(*args, **kwargs):
        raise PdfError("The renderer broke.")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "render_pdf", broken)
        built(document)
    page = client.get(PAPER).content.decode()
    assert "The renderer broke." in page and link("_retry", document) in page
    assert client.post(link("_retry", document)).url == PAPER
    document.refresh_from_db()
    assert document.work_state == "queued"

    def full(*args):
        raise OSError("No space left on device")

    before = set(default_storage.listdir("objectives")[1]) if default_storage.exists("objectives") else set()
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", full)
        built(document)
    assert (document.work_state, document.sha256, document.file.name) == ("failed", "", "")
    assert set(default_storage.listdir("objectives")[1]) == before
    assert not Notification.objects.filter(key__startswith="dashboard:").exists()
    client.post(link("_retry", document))
    assert built(document).work_state == "ready"


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_it(celery_worker_process, as_person, compliance):
    document = ask(as_person(compliance))
    celery_worker_process.ended(document)
    assert document.work_state == "ready", document.error
    assert "Objectives by verdict" in words(document)


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_for_ninety_days(made, as_person, compliance):
    client = as_person(compliance)
    old = built(ask(client))
    place = default_storage.path(old.file.name)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=60)):
        new = built(ask(client))
        sweep_dashboard_pdfs()
        assert set(DashboardDocument.objects.all()) == {old, new}
        assert "is kept for 90 days" in client.get(PAPER).content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=91)):
        sweep_dashboard_pdfs()
        assert list(DashboardDocument.objects.all()) == [new]
        assert not Path(place).exists() and Path(new.file.path).exists()
        assert Event.objects.filter(action=Action.BUILT, target_label=str(old)).exists(), "that it was made stays"
        assert client.get("/objectives/dashboard/pdf/").status_code == 200

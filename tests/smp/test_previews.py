"""Previews: made in the background, for the one who asked, one at a time, and swept."""

import datetime
import io
import os
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from smp import previewing, services
from smp.models import Preview
from smp.tasks import preview_version, sweep_previews
from smsplan.records.models import LongWork
from smsplan.records.services import NotAllowed
from tests.people import PASSWORD
from tests.smp.conftest import publish_now


def address(version, name: str = "preview") -> str:
    return reverse(f"smp:{name}", args=[version.pk])


def stored() -> set[str]:
    folder = Path(default_storage.path(previewing.FOLDER))
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files of these tests alone."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.mark.django_db(transaction=True)
def test_a_preview_is_asked_for_made_and_opened(draft, author, as_person):
    client = as_person(author)
    page = client.get(draft.get_absolute_url()).context["page"]
    [action] = [each for each in page.actions if each.label == "Preview as PDF"]
    assert (action.method, action.url) == ("post", address(draft))
    assert "Preview as PDF" in client.get(address(draft)).content.decode()
    answer = client.post(address(draft))
    assert answer.status_code == 302 and answer.url == address(draft)
    assert "Waiting to start" in client.get(address(draft)).content.decode()
    assert client.get(address(draft, "preview_file")).status_code == 404, "not made yet"
    poll = client.get(address(draft, "preview_progress"), headers={"HX-Request": "true"})
    assert "HX-Redirect" not in poll

    preview_version(Preview.objects.get().pk)
    poll = client.get(address(draft, "preview_progress"), headers={"HX-Request": "true"})
    assert poll["HX-Redirect"] == address(draft, "preview_file") and "HX-Refresh" not in poll
    assert "Open the preview" in client.get(address(draft)).content.decode()
    answer = client.get(address(draft, "preview_file"))
    pdf = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    assert all("Draft" in page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.django_db(transaction=True)
def test_a_new_preview_takes_the_place_of_the_one_before(draft, author):
    first = previewing.preview_request(version=draft, actor=author)
    assert previewing.preview_request(version=draft, actor=author) == first, (
        "it waits in the queue, and will be the same"
    )
    preview_version(first.pk)
    assert len(stored()) == 1
    second = previewing.preview_request(version=draft, actor=author)
    assert stored() == set() and list(Preview.objects.all()) == [second]
    preview_version(first.pk)  # The queue may still hold it.
    assert stored() == set()
    preview_version(second.pk)
    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_one_that_was_replaced_while_it_was_made_leaves_nothing(draft, author, monkeypatch):
    work = previewing.preview_request(version=draft, actor=author)
    real = previewing.render

    def replaced(version):
        Preview.objects.update(work_state=LongWork.Progress.RUNNING)
        previewing.preview_request(version=draft, actor=author)
        return real(version)

    monkeypatch.setattr(previewing, "render", replaced)
    preview_version(work.pk)
    assert stored() == set()
    assert [each.work_state for each in Preview.objects.all()] == [LongWork.Progress.QUEUED]


@pytest.mark.django_db(transaction=True)
def test_what_fails_says_why_and_can_be_asked_for_again(draft, author, as_person, monkeypatch):
    work = previewing.preview_request(version=draft, actor=author)
    with monkeypatch.context() as broken:
        broken.setattr("smsplan.ui.pdf.static_bytes", lambda path: None)
        preview_version(work.pk)
    work.refresh_from_db()
    assert work.work_state == LongWork.Progress.FAILED and "Static file not found" in work.error
    client = as_person(author)
    page = client.get(address(draft)).content.decode()
    assert "Static file not found" in page and "Preview as PDF" in page
    client.post(address(draft))
    preview_version(Preview.objects.get().pk)
    assert len(stored()) == 1


@pytest.mark.django_db(transaction=True)
def test_only_the_one_who_asked_gets_it_and_readers_get_none(draft, author, manager, contributor, as_person):
    preview_version(previewing.preview_request(version=draft, actor=author).pk)
    client = as_person(manager)
    assert client.get(address(draft, "preview_file")).status_code == 404
    assert client.get(address(draft)).status_code == 200
    client = as_person(contributor)
    assert {client.get(address(draft, name)).status_code for name in ("preview", "preview_file")} == {403}
    assert client.post(address(draft)).status_code == 403
    assert Preview.objects.count() == 1


@pytest.mark.django_db
def test_there_is_no_preview_of_what_is_published(in_review, author, manager, as_person):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    publish_now(in_review)
    with pytest.raises(NotAllowed):
        previewing.preview_request(version=in_review, actor=author)
    client = as_person(author)
    assert {client.get(address(in_review, name)).status_code for name in ("preview", "preview_file")} == {404}
    assert client.post(address(in_review)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_previews_of_yesterday_and_files_that_nobody_knows_are_swept(draft, author, manager):
    preview_version(previewing.preview_request(version=draft, actor=author).pk)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=5)):
        preview_version(previewing.preview_request(version=draft, actor=manager).pk)
    folder = Path(default_storage.path(previewing.FOLDER))
    stray, fresh = folder / "stray.pdf", folder / "fresh.pdf"
    for path in (stray, fresh):
        path.write_bytes(b"x")
    long_ago = timezone.now().timestamp() - 2 * 86400
    os.utime(stray, (long_ago, long_ago))
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        sweep_previews()
    assert not stray.exists() and fresh.exists() and Preview.objects.count() == 2
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        sweep_previews()
    [left] = Preview.objects.all()
    assert left.requested_by == manager and Path(left.file.name).name in stored()

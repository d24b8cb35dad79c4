"""Stale saves, double submits, one history row a save, and files."""

import hashlib
import io
import uuid

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from risks.models import Category, Risk
from smsplan.audit import diff
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.records.models import Attachment
from smsplan.records.services import attach, detach, save_record

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60


@pytest.fixture
def risk(people):
    return save_record(Risk(title="Service desk tool fails", cause="Old hardware"), actor=people.compliance)


def form_of(client, risk) -> dict:
    """What a browser would send of the edit form as it was opened."""
    form = client.get(f"/risks/{risk.pk}/edit/").context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        sent[bound.html_name] = "" if value is None else value
    return sent


def test_a_stale_save_is_refused_shows_both_and_loses_nothing(as_person, people, risk):
    client = as_person(people.compliance)
    mine = form_of(client, risk) | {"cause": "Cheap hardware", "consequence": "Tickets lost"}
    theirs = form_of(client, risk) | {"cause": "No maintenance contract"}
    assert client.post(f"/risks/{risk.pk}/edit/", theirs).status_code == 302

    refused = client.post(f"/risks/{risk.pk}/edit/", mine)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert {c.label: (c.yours, c.theirs) for c in refused.context["conflicts"]} == {
        "Cause": ("Cheap hardware", "No maintenance contract"),
        "Consequence": ("Tickets lost", "–"),
    }
    assert people.compliance.full_name in page
    assert "Tickets lost" in page, "what was typed is still in the form"
    risk.refresh_from_db()
    assert risk.cause == "No maintenance contract"

    again = mine | {"revision": refused.context["form"]["revision"].value()}
    assert client.post(f"/risks/{risk.pk}/edit/", again).status_code == 302
    risk.refresh_from_db()
    assert (risk.cause, risk.consequence) == ("Cheap hardware", "Tickets lost")


def test_an_edit_without_its_revision_is_refused(as_person, people, risk):
    client = as_person(people.compliance)
    sent = form_of(client, risk)
    del sent["revision"]
    assert client.post(f"/risks/{risk.pk}/edit/", sent).status_code == 422


def test_a_form_sent_twice_makes_one_record(as_person, people):
    client = as_person(people.compliance)
    sent = {"title": "Sent twice", "source": "organization", "submission": uuid.uuid4().hex}
    first = client.post("/risks/new/", sent)
    second = client.post("/risks/new/", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Risk.objects.count() == 1


def test_a_save_with_links_is_one_history_row_in_words(people, risk):
    service = save_record(Service(title="Service Desk"), actor=people.compliance)
    risk.category = Category.objects.get(name="Technology failure")
    risk.state = Risk.State.ASSESSED
    save_record(risk, actor=people.compliance, reason="Workshop of March", many={"services": [service]})
    saves = diff.saves(risk)
    assert len(saves) == 2
    latest = saves[0]
    assert latest.reason == "Workshop of March"
    assert latest.actor.startswith(people.compliance.full_name)
    assert ("Category", "–", "Technology failure") in latest.changes
    assert ("State", "Identified", "Assessed") in latest.changes
    assert ("Services", "–", "SRV-0001 Service Desk") in latest.changes


def test_history_speaks_the_readers_language(people, risk):
    from django.utils import translation

    risk.category = Category.objects.get(name="Technology failure")
    save_record(risk, actor=people.compliance)
    with translation.override("id"):
        assert any(new == "Kegagalan teknologi" for _label, _old, new in diff.saves(risk)[0].changes)


def workbook() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evidence.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("photo.png", PNG),
        ("table.xlsx", workbook()),
        ("notes.txt", b"Catatan rapat"),
    ],
)
def test_a_file_is_kept_with_its_sum(people, risk, name, content):
    attachment = attach(record=risk, upload=SimpleUploadedFile(name, content), actor=people.compliance)
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert attachment.file.read() == content
    assert name not in attachment.file.name, "files are stored under random names"
    assert Event.objects.filter(action=Action.ATTACHED, target_id=risk.pk).exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("evidence.pdf", b"<html><script>alert(1)</script></html>", "not what its name claims"),
        ("evidence.pdf", b"MZ\x90\x00" + b"\x00" * 100, "not what its name claims"),
        ("photo.png", b"%PDF-1.7\n", "not what its name claims"),
        ("table.xlsx", PNG, "not what its name claims"),
        ("notes.txt", b"\xff\xfe\x00\x01binary", "not what its name claims"),
        ("tool.exe", b"MZ", "can't be attached"),
        ("page.svg", b"<svg/>", "can't be attached"),
        ("page.html", b"<html>", "can't be attached"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(people, risk, name, content, words):
    with pytest.raises(ValidationError, match=words):
        attach(record=risk, upload=SimpleUploadedFile(name, content), actor=people.compliance)
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused(people, risk, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="larger"):
        attach(record=risk, upload=SimpleUploadedFile("a.txt", b"more than ten bytes"), actor=people.compliance)


def test_a_refused_upload_says_why_on_the_page(as_person, people, risk):
    client = as_person(people.compliance)
    page = client.get(f"/risks/{risk.pk}/?tab=files")
    answer = client.post(page.context["upload_url"], {"file": SimpleUploadedFile("a.pdf", b"MZ")}, follow=True)
    assert "not what its name claims" in answer.content.decode()


def test_files_download_as_attachments_to_those_who_may_see_the_record(as_person, people, risk):
    attachment = attach(record=risk, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"), actor=people.compliance)
    answer = as_person(people.auditor).get(attachment.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert Event.objects.filter(action=Action.DOWNLOADED, actor=people.auditor).exists()
    assert as_person(people.contributor).get(attachment.get_absolute_url()).status_code == 404
    risk.owner = people.contributor
    risk.save()
    assert as_person(people.contributor).get(attachment.get_absolute_url()).status_code == 200


def test_a_file_is_withdrawn_with_a_reason_and_kept(as_person, people, risk):
    attachment = attach(record=risk, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n"), actor=people.compliance)
    assert as_person(people.auditor).post(attachment.withdraw_url, {"reason": "x"}).status_code == 403
    client = as_person(people.compliance)
    assert client.post(attachment.withdraw_url, {"reason": ""}).status_code == 422
    assert client.post(attachment.withdraw_url, {"reason": "Wrong file"}).status_code == 302
    attachment.refresh_from_db()
    assert attachment.withdrawn_at <= timezone.now()
    assert attachment.file.storage.exists(attachment.file.name)
    with pytest.raises(ValidationError):
        detach(attachment=attachment, actor=people.compliance, reason="again")

"""The pages of the reviews, as each role sees them."""

import re
import uuid

import pytest
from django.urls import reverse

from smsplan.audit.models import Action, Event
from smsplan.reviews import services
from smsplan.reviews.models import Review, ReviewDocument
from smsplan.reviews.tasks import build_review_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name: str, review: Review | None = None) -> str:
    return reverse(f"reviews:{name}", args=[review.pk] if review else [])


def text(response) -> str:
    """The page without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_data(person, **changes) -> dict:
    return {
        "submission": uuid.uuid4().hex,
        "title": "Second quarter",
        "held_on": "2026-07-01",
        "chair": person.pk,
        "attendees": [person.pk],
        "guests": "",
        "decisions": "<p>Go on.</p><script>alert(1)</script>",
        "actions": "",
    } | changes


@pytest.mark.parametrize(
    "who, status",
    [("compliance", 200), ("manager", 200), ("auditor", 200), ("administrator", 200), ("contributor", 403)],
)
def test_who_reads(as_, draft, who, status, request):
    user = request.getfixturevalue(who)
    assert as_(user).get(url("list")).status_code == status
    assert as_(user).get(url("detail", draft)).status_code == status


def test_create_edit_and_a_stale_save(as_, compliance, chair):
    assert as_(compliance).get(url("create")).status_code == 200
    assert as_(compliance).post(url("create"), form_data(chair)).status_code == 302
    review = Review.objects.get()
    assert review.decisions == "<p>Go on.</p>" and review.history.count() == 1
    stale = form_data(chair, revision=review.revision, title="Mine")
    review.title = "Theirs"
    services.review_save(review=review, actor=compliance)
    response = as_(compliance).post(url("update", review), stale)
    assert response.status_code == 409 and "Mine" in text(response) and "Theirs" in text(response)


def test_a_chair_without_the_role_is_not_offered(as_, compliance, auditor, chair):
    response = as_(compliance).post(url("create"), form_data(chair, chair=auditor.pk))
    assert response.status_code == 422 and not Review.objects.exists()


def test_a_draft_shows_the_registers_as_they_are(as_, draft, auditor):
    page = text(as_(auditor).get(url("detail", draft)))
    for part in ("Achieve 99.5% uptime", "The service desk tool fails", "Adopt a new service desk tool", "CHG-0001"):
        assert part in page
    assert "Only Chair can freeze it." in page


def test_the_chair_freezes_and_the_second_try_is_told(as_, draft, chair, manager, compliance):
    assert url("freeze", draft) in as_(chair).get(url("detail", draft)).content.decode()
    assert url("freeze", draft) not in as_(manager).get(url("detail", draft)).content.decode()
    assert as_(manager).post(url("freeze", draft), {}).status_code == 403
    assert as_(chair).get(url("freeze", draft)).status_code == 200
    assert as_(chair).post(url("freeze", draft), {}).status_code == 302
    again = as_(chair).post(url("freeze", draft), {})
    assert again.status_code == 409 and "stays as it is" in text(again)
    assert as_(compliance).get(url("update", draft)).status_code == 403
    page = as_(compliance).get(url("detail", draft)).content.decode()
    assert url("progress", draft) in page and "Waiting to start" in page


def test_the_download_is_an_event(as_, frozen, auditor, contributor):
    assert as_(auditor).get(url("download", frozen)).status_code == 404
    build_review_pdf(frozen.document.pk)
    response = as_(auditor).get(url("download", frozen))
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    assert response["Content-Disposition"] == 'attachment; filename="management-review-MRV-0001.pdf"'
    event = Event.objects.get(action=Action.DOWNLOADED)
    assert (event.actor, event.detail["sha256"]) == (auditor, ReviewDocument.objects.get().sha256)
    assert as_(contributor).get(url("download", frozen)).status_code == 403
    page = text(as_(auditor).get(url("detail", frozen)))
    assert "Unchanged" in page and frozen.snapshot_sha256 in page


def test_a_draft_has_no_document(as_, draft, auditor):
    for name in ("download", "progress"):
        assert as_(auditor).get(url(name, draft)).status_code == 404


def test_progress_and_retry(as_, frozen, auditor, compliance):
    assert "Waiting to start" in text(as_(auditor).get(url("progress", frozen)))
    ReviewDocument.objects.update(work_state="failed", error="The renderer broke.")
    assert "Retry" not in text(as_(auditor).get(url("progress", frozen)))
    assert as_(auditor).post(url("retry", frozen)).status_code == 403
    assert "Retry" in text(as_(compliance).get(url("progress", frozen)))
    assert as_(compliance).post(url("retry", frozen)).status_code == 302
    assert ReviewDocument.objects.get().work_state == "queued"


def test_the_export_leaves_a_trace(as_, frozen, auditor):
    response = as_(auditor).get(url("list") + "?_export=csv")
    assert "second site" in b"".join(response.streaming_content).decode("utf-8-sig")
    assert Event.objects.filter(action=Action.EXPORTED).count() == 1


def test_history_speaks_in_words(as_, frozen, auditor):
    page = text(as_(auditor).get(url("detail", frozen) + "?tab=history"))
    assert "Frozen" in page and "<p>" not in page and "snapshot" not in page.lower()

"""The PDF: built by a real worker, whole or not at all, and never changed."""

import datetime
import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from objectives.services import measurement_record
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records import files, longwork
from smsplan.reviews import documents, selectors, services
from smsplan.reviews.models import ReviewDocument
from smsplan.reviews.tasks import build_review_pdf
from smsplan.ui.pdf import PdfError
from tests.reviews.conftest import falling, person, prepare, registers


def build(review) -> ReviewDocument:
    """What the worker does, in this process."""
    build_review_pdf(review.document.pk)
    return ReviewDocument.objects.get(review=review)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.django_db
def test_the_pdf_says_what_was_frozen(frozen):
    document = build(frozen)
    assert document.work_state == "ready"
    pdf = document.file.read()
    assert (hashlib.sha256(pdf).hexdigest(), len(pdf)) == (document.sha256, document.size)
    said = words(pdf)
    for part in (
        "Nusantara Managed Services", "Internal", "MRV-0001", "Management review, first quarter", "1 April 2026",
        "The budget for the second site is released.", "Order the hardware, Sari, 30 April", "Dewi Anggraini",
        "Achieve 99.5% uptime", "The service desk tool fails", "High", "Adopt a new service desk tool",
        "No version of the Service Management Plan is in force.", "Contents",
    ):  # fmt: skip
        assert part in said, part
    assert frozen.snapshot_sha256 in said.replace(" ", "")
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 4
    assert Event.objects.get(action=Action.BUILT).detail == {"sha256": document.sha256}
    (listed,) = selectors.documents()
    assert (listed.sha256, listed.file_name) == (document.sha256, "management-review-MRV-0001.pdf")


@pytest.mark.django_db
def test_the_pdf_shows_the_frozen_charts_and_trends(draft, chair, compliance):
    one = falling(compliance, chair, title="Availability of the desk of 99.5%")
    review = services.review_freeze(review=draft, actor=chair)
    measurement_record(
        objective=one, period_start=datetime.date(2026, 3, 1), value="99.9", actor=compliance, reason="Mistyped"
    )
    pictures = documents.drawn(review.snapshot.content["objectives"])
    assert list(pictures) == [f"spark-{one.reference}", f"chart-{one.reference}"]
    assert all(body.lstrip().startswith(b"<?xml") and kind == "image/svg+xml" for body, kind in pictures.values())
    document = build(review)
    assert (document.work_state, document.error) == ("ready", "")
    pdf = PdfReader(document.file.open("rb"))
    said = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert f"{one.reference} Availability of the desk of 99.5% Off track" in said and "97.5%" in said
    assert "99.9%" not in said, "drawn from what was frozen"
    told = [str(entry.get("/Alt")) for entry in tagged(pdf) if "/Alt" in entry]
    assert any("Line chart with 12 periods" in text and "Forecast" in text for text in told)


@pytest.mark.django_db
def test_a_snapshot_from_before_there_were_charts_is_still_printed(frozen):
    content = frozen.snapshot.content
    for key in ("charts", "without_chart"):
        del content["objectives"][key]
    for row in content["objectives"]["rows"]:
        del row["spark"]
    said = words(documents.render(frozen, content))
    assert "Achieve 99.5% uptime" in said


def tagged(pdf: PdfReader) -> list:
    """The elements of the document's structure."""
    found, waiting = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        entry = waiting.pop().get_object()
        if isinstance(entry, list):
            waiting += entry
        elif isinstance(entry, dict):
            found.append(entry)
            if "/K" in entry:
                waiting.append(entry["/K"])
    return found


@pytest.mark.django_db
def test_built_twice_is_built_once(frozen):
    first = build(frozen)
    assert build(frozen).file.name == first.file.name
    assert Event.objects.filter(action=Action.BUILT).count() == 1


@pytest.mark.django_db
def test_a_broken_renderer_leaves_nothing_but_a_reason_and_a_retry(frozen, monkeypatch):
    def broken(*args, **kwargs):
        raise PdfError("The renderer broke.")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "render_pdf", broken)
        document = build(frozen)
    assert (document.work_state, document.error, document.sha256) == ("failed", "The renderer broke.", "")
    assert not Event.objects.filter(action=Action.BUILT).exists()
    longwork.retry(document)
    assert build(frozen).work_state == "ready"


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_file_nor_hash(frozen, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    before = set(default_storage.listdir("reviews")[1]) if default_storage.exists("reviews") else set()
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", full)
        document = build(frozen)
    assert (document.work_state, document.sha256, document.file.name) == ("failed", "", "")
    assert set(default_storage.listdir("reviews")[1]) == before


@pytest.mark.django_db
def test_a_record_that_was_tampered_with_is_not_printed(frozen):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE reviews_snapshot SET content = jsonb_set(content, '{review,title}', '\"x\"')")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    document = build(frozen)
    assert document.work_state == "failed" and "SHA-256 differs" in document.error


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["sha256 = repeat('0', 64)", "file = 'other.pdf'", "size = 1"])
def test_a_built_document_is_not_changed_in_sql(frozen, column):
    build(frozen)
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reviews_reviewdocument SET {column}")


@pytest.mark.slow
def test_a_real_worker_builds_it(celery_worker_process):
    author, chair = person("author@mrv.test", roles.COMPLIANCE), person("chair@mrv.test", roles.MANAGER)
    registers(author, chair)
    review = services.review_freeze(review=prepare(author, chair), actor=chair)
    document = celery_worker_process.ended(review.document)
    assert document.work_state == "ready", document.error
    assert "The service desk tool fails" in words(document.file.read())

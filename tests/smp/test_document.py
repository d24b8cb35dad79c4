"""The plan on paper: what it says, what it carries, who signed it, and that it keeps its claims."""

import hashlib
import io
import json
import re

import pytest
from asn1crypto import x509 as asn1_x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel
from pypdf import PdfReader

from smp import content, document, services
from smp.models import PlanReview, Publication, Section, Version
from smp.tasks import publish_version
from smsplan.audit.models import Action, Event
from smsplan.records.models import LongWork
from smsplan.records.services import save_record
from smsplan.ui.certificates import self_signed
from tests.people import PASSWORD
from tests.signatures import validation_of
from tests.smp.conftest import write_all
from tests.verapdf import failures


@pytest.fixture(scope="module")
def p12() -> bytes:
    return self_signed("PT Contoh", passphrase="rahasia")


@pytest.fixture
def with_certificate(settings, tmp_path, p12):
    """The organization has a certificate."""
    (tmp_path / "documents.p12").write_bytes(p12)
    settings.DOCUMENT_SIGNING_CERTIFICATE = str(tmp_path / "documents.p12")
    settings.DOCUMENT_SIGNING_PASSPHRASE = "rahasia"


def put_in_force(version: Version, *, author, manager, comments: str = "") -> Publication:
    """Submit, approve and publish."""
    version = services.version_submit(version=version, actor=author, comments="Ready")
    services.version_approve(version=version, actor=manager, password=PASSWORD, comments=comments)
    publish_version(version.publication.pk)
    work = Publication.objects.get(version=version)
    assert work.work_state == LongWork.Progress.READY, work.error
    return work


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def read(publication: Publication) -> bytes:
    with publication.file.open("rb") as file:
        return file.read()


@pytest.fixture
def second(draft, author, manager, with_certificate) -> Publication:
    """1.1, which superseded 1.0 after a review that changed nothing."""
    put_in_force(draft, author=author, manager=manager, comments="Agreed in the steering group")
    PlanReview.objects.create(
        version=draft,
        by=manager,
        by_name="Manager",
        reason="Looked at with the registers: nothing to change",
        next_review_on=timezone.localdate(),
    )
    version = services.version_draft(actor=author, reason_kind="annual_review", change_summary="What was learned")
    section = Section.objects.get(version=version, key="scope")
    body = (
        "<h2>Within</h2><p>Words.</p><h4>Deep</h4><p>More.</p><h3>Next</h3>"
        "<table><tbody><tr><th>Row</th><td>Cell</td></tr></tbody></table><ul><li>One<ul><li>Two</li></ul></li></ul>"
    )
    services.section_save(section=section, actor=author, body=body)
    return put_in_force(version, author=author, manager=manager)


@pytest.mark.django_db
def test_document_control_tells_versions_people_reviews_and_hashes(second, author, manager):
    pages = pages_of(read(second))
    cover, control = pages[0], pages[2]
    version = Version.objects.get(pk=second.version_id)
    assert "1.1 (supersedes 1.0)" in cover and "Author" in cover and "Manager, " in cover
    assert version.content_sha256 in "".join(cover.split()) and "In force since" in cover
    assert "Contents" in pages[1] and re.search(r"Document control\W+3\b", pages[1])
    for words in (
        "Annual review. What was learned",
        "First version. First plan",
        "Submitted Author",
        "Approved Manager",
        "I approve it as the plan",
        "Reviews that found no change needed",
        "Looked at with the registers: nothing to change",
    ):
        assert words in control, words
    assert f"Page 3 of {len(pages)}" in control and "Version 1.1" in control


@pytest.mark.django_db
def test_the_document_is_signed_and_the_signature_is_of_the_organization(second, p12):
    pdf = read(second)
    from cryptography.hazmat.primitives.serialization import Encoding

    from smsplan.ui.certificates import opened

    known = opened(p12, "rahasia")
    root = asn1_x509.Certificate.load(known.x509.public_bytes(Encoding.DER))
    [found] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    status = validation_of(found, root)
    assert status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert (second.signer, second.certificate_sha256) == ("PT Contoh", known.sha256)
    assert second.sha256 == hashlib.sha256(pdf).hexdigest()
    assert found.sig_object["/Reason"] == "SMP 1.1, as approved by Manager"
    published = Event.objects.filter(action=Action.PUBLISHED).latest("pk")
    assert published.detail["certificate_sha256"] == known.sha256
    spoiled = bytearray(pdf)
    spoiled[2_000] ^= 1
    [found] = PdfFileReader(io.BytesIO(bytes(spoiled))).embedded_signatures
    assert not validation_of(found, root).intact


@pytest.mark.django_db
def test_the_attached_content_is_the_frozen_one_and_hashes_to_what_is_printed(second):
    pdf = read(second)
    version = Version.objects.get(pk=second.version_id)
    [attached] = PdfReader(io.BytesIO(pdf)).attachments["smp-1.1.json"]
    assert hashlib.sha256(attached).hexdigest() == version.content_sha256
    assert json.loads(attached) == version.frozen
    assert version.content_sha256 in "".join(pages_of(pdf)[0].split())


@pytest.mark.django_db
def test_original_copy_and_preview_keep_pdf_a_and_pdf_ua(second, author, tmp_path):
    first = Publication.objects.get(version__minor=0)
    original = read(first)
    copy = document.marked(first.version, original, by=second.version)
    next_one = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
    preview = document.marked(next_one, document.render(next_one))
    assert failures(read(second), original, copy, preview, folder=tmp_path) == [[], [], [], []]
    assert all("Superseded by SMP 1.1" in words for words in pages_of(copy))
    assert all("Draft" in words and "preview of SMP 1.2" in words for words in pages_of(preview))
    assert not any("Superseded by" in words for words in pages_of(original))


@pytest.mark.django_db
def test_without_a_certificate_it_is_published_unsigned_and_the_page_says_so(draft, author, manager, as_person):
    work = put_in_force(draft, author=author, manager=manager)
    assert (work.signer, work.certificate_sha256) == ("", "")
    assert PdfFileReader(io.BytesIO(read(work))).embedded_signatures == []
    client = as_person(author)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "the organization had no certificate" in page and work.sha256 in page
    assert client.get(reverse("smp:certificate", args=[draft.pk])).status_code == 404


@pytest.mark.django_db
def test_a_certificate_that_can_not_be_used_fails_the_publication_and_retry_works(
    draft, author, manager, settings, p12, tmp_path
):
    settings.DOCUMENT_SIGNING_CERTIFICATE = str(tmp_path / "missing.p12")
    version = services.version_submit(version=draft, actor=author)
    services.version_approve(version=version, actor=manager, password=PASSWORD)
    publish_version(version.publication.pk)
    work = Publication.objects.get(version=version)
    assert work.work_state == LongWork.Progress.FAILED and "DOCUMENT_SIGNING_CERTIFICATE" in work.error
    assert Version.objects.get(pk=draft.pk).state == Version.State.IN_REVIEW and not work.file
    (tmp_path / "missing.p12").write_bytes(p12)
    settings.DOCUMENT_SIGNING_PASSPHRASE = "rahasia"
    Publication.objects.update(work_state=LongWork.Progress.QUEUED)
    publish_version(work.pk)
    assert Publication.objects.get(pk=work.pk).signer == "PT Contoh"


@pytest.mark.django_db
def test_who_reads_gets_the_original_in_force_and_marked_copies_of_what_was(second, author, contributor, as_person):
    first = Publication.objects.get(version__minor=0)
    client = as_person(author)
    page = client.get(second.version.get_absolute_url()).content.decode()
    assert "Signed by <strong>PT Contoh</strong>" in page and second.certificate_sha256 in page
    assert "Original as approved" not in page

    def body(response):
        return b"".join(response.streaming_content) if response.streaming else response.content

    def get(name, publication):
        return client.get(reverse(f"smp:{name}", args=[publication.version_id]))

    assert body(get("document", second)) == read(second) == body(get("original", second))
    answer = get("document", first)
    assert 'filename="smp-1.0-superseded.pdf"' in answer["Content-Disposition"]
    copy = body(answer)
    assert all("Superseded by SMP 1.1" in words for words in pages_of(copy))
    assert PdfFileReader(io.BytesIO(copy)).embedded_signatures == []
    assert body(get("original", first)) == read(first)
    told = [event.detail["sha256"] for event in Event.objects.filter(action=Action.DOWNLOADED).order_by("pk")]
    assert told == [second.sha256, second.sha256, hashlib.sha256(copy).hexdigest(), first.sha256]
    page = client.get(first.version.get_absolute_url()).content.decode()
    assert "Original as approved" in page and "Copy, marked as superseded" in page
    certificate = get("certificate", first)
    assert hashlib.sha256(certificate.content).hexdigest() == first.certificate_sha256
    # Who only reads what is in force gets that, and nothing of what was.
    client = as_person(contributor)
    assert get("original", second).status_code == 200 and get("certificate", second).status_code == 200
    assert {get(name, first).status_code for name in ("document", "original", "certificate")} == {404}


@pytest.mark.django_db
def test_the_document_speaks_the_language_of_its_version_on_every_mark(registers, author):
    registers.language = "id"
    save_record(registers, actor=author)
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="Pertama")
    write_all(version, author)
    pdf = document.marked(version, document.render(version))
    state = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Versi" in state and PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "id"


@pytest.mark.django_db
def test_images_are_printed_as_they_were_frozen_or_not_at_all(draft, author, manager, tmp_path):
    picture = io.BytesIO()
    Image.new("CMYK", (60, 40), (0, 255, 255, 0)).save(picture, "JPEG")
    upload = SimpleUploadedFile("sites.jpg", picture.getvalue(), "image/jpeg")
    image = services.image_add(version=draft, actor=author, upload=upload)
    section = Section.objects.get(version=draft, key="scope")
    body = f'<p>Sites</p><p><img src="attachment:{image.pk}" alt=""></p>'
    services.section_save(section=section, actor=author, body=body)
    work = put_in_force(draft, author=author, manager=manager)
    pdf = read(work)
    assert failures(pdf, folder=tmp_path) == [[]]
    # The pages share what they draw with.
    shown = PdfReader(io.BytesIO(pdf)).pages[3].images[0].image
    assert shown.size == (60, 40) and shown.convert("RGB").getpixel((9, 9))[0] > 200
    with image.file.open("wb") as file:
        file.write(b"something else")
    version = Version.objects.get(pk=draft.pk)
    with pytest.raises(ValueError, match="not the one that was submitted"):
        document.render(version)


@pytest.mark.django_db
def test_a_row_longer_than_a_page_and_one_near_its_end_lose_no_word(draft, author):
    section = Section.objects.get(version=draft, key="scope")
    words = " ".join(f"word{number}" for number in range(1500))
    rows = "".join(f"<tr><td>{number}</td><td>row{number} begins<br>row{number} ends</td></tr>" for number in range(90))
    body = f"<table><tbody>{rows}<tr><td>long</td><td>{words}</td></tr></tbody></table>"
    services.section_save(section=section, actor=author, body=body)
    pages = pages_of(document.render(draft))
    whole = " ".join(pages)
    assert all(f"word{number}" in whole for number in range(0, 1500, 37))
    for number in range(90):
        [page] = [page for page in pages if f"row{number} begins" in page]
        assert f"row{number} ends" in page, "no row is cut"


def test_the_canonical_form_does_not_depend_on_the_order_of_keys():
    assert content.canonical({"b": 1, "a": "ü"}) == '{"a":"ü","b":1}'.encode()


@pytest.mark.django_db
def test_coverage_names_sections_as_the_document_does(in_review):
    frozen = Version.objects.get(pk=in_review.pk).frozen
    frozen["sections"][0]["title"] = "What is within"
    [(_line, where), *_rest] = document.document_context(in_review, frozen)["coverage"]
    assert where == [(1, "What is within")]

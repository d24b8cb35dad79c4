"""Images in the plan's text: checked on the way in, shown to who may read, frozen by their hash."""

import hashlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from smp import images, services
from smp.freezing import snapshot
from smp.models import Section, Version
from smsplan.records.models import Attachment
from smsplan.records.services import NotAllowed, attach, detach
from tests.smp.conftest import approve, publish_now, submit

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size=(40, 20)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#336699").save(buffer, kind)
    return buffer.getvalue()


def upload(content: bytes, name: str = "chart.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def huge_png(width: int, height: int) -> bytes:
    """A small file that says it has this many pixels; nothing of them is in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


@pytest.fixture
def image(draft, author) -> Attachment:
    return services.image_add(version=draft, actor=author, upload=upload(picture()))


def show(section_of: Version, author, *keys: int) -> Section:
    section = section_of.sections.get(key="scope")
    html = "".join(f'<p><img src="attachment:{key}" alt="A chart"></p>' for key in keys)
    return services.section_save(section=section, actor=author, body=f"<p>See.</p>{html}")


class TestUpload:
    @pytest.mark.parametrize(
        ("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "blob"), ("PNG", "x.jpg")]
    )
    def test_png_and_jpeg_whatever_they_are_called(self, draft, author, kind, name):
        kept = services.image_add(version=draft, actor=author, upload=upload(picture(kind), name))
        assert kept.media_type == f"image/{kind.lower()}"
        assert kept.target == draft

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"GIF89a" + b"\0" * 40,
            b"%PDF-1.7\n",
            b"<html><script>alert(1)</script>",
            b"\x89PNG\r\n\x1a\n",
            b"x",
        ],
    )
    def test_everything_else_is_refused_in_words(self, draft, author, content):
        with pytest.raises(ValidationError, match="no PNG or JPEG"):
            services.image_add(version=draft, actor=author, upload=upload(content))
        assert not Attachment.objects.exists()

    def test_a_png_with_a_page_behind_it_is_still_only_an_image(self, client, draft, author):
        kept = services.image_add(version=draft, actor=author, upload=upload(picture() + b"<script>alert(1)</script>"))
        client.force_login(author)
        answer = client.get(reverse("smp:image", args=[draft.pk, kept.pk]))
        assert answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(("width", "height"), [(8000, 5001), (60_000, 60_000)])
    def test_more_than_forty_megapixels(self, draft, author, width, height):
        with pytest.raises(ValidationError, match="40 megapixels"):
            services.image_add(version=draft, actor=author, upload=upload(huge_png(width, height)))

    def test_forty_megabytes_are_answered_in_words(self, client, draft, author):
        client.force_login(author)
        content = picture() + b"\0" * (40 * 1024 * 1024)
        answer = client.post(reverse("smp:images", args=[draft.pk]), {"file": upload(content)})
        assert answer.status_code == 422
        assert "40.0 MB" in answer.json()["words"] and "20 MB" in answer.json()["words"]
        assert not Attachment.objects.exists()

    def test_only_into_a_draft_and_only_by_its_writers(self, client, draft, author, auditor, manager):
        address = reverse("smp:images", args=[draft.pk])
        for reader in (auditor, manager):
            client.force_login(reader)
            assert client.post(address, {"file": upload(picture())}).status_code == 403
        services.version_submit(version=draft, actor=author)
        with pytest.raises(NotAllowed):
            services.image_add(version=draft, actor=author, upload=upload(picture()))


class TestInTheText:
    def test_it_is_kept_by_its_key_and_shown_by_its_address(self, client, draft, author, image):
        section = show(draft, author, image.pk)
        assert f'<img src="attachment:{image.pk}" alt="A chart">' in section.body
        client.force_login(author)
        page = client.get(draft.get_absolute_url()).content.decode()
        assert f'<img src="/smp/{draft.pk}/images/{image.pk}/" alt="A chart">' in page

    def test_files_of_other_records_are_left_out(self, draft, author, image, registers):
        from risks.services import risk_create

        risk = risk_create(actor=author, title="Risk", owner=author)
        other = attach(record=risk, upload=upload(picture()), actor=author)
        document = attach(record=draft, upload=upload(b"%PDF-1.7\n", "a.pdf"), actor=author)
        body = show(draft, author, other.pk, document.pk, 999_999, image.pk).body
        assert body.count("<img") == 1 and f"attachment:{image.pk}" in body

    def test_a_withdrawn_one_is_shown_no_more_once_saved(self, draft, author, image):
        detach(attachment=image, actor=author, reason="Wrong picture")
        assert "<img" not in show(draft, author, image.pk).body

    def test_the_frozen_content_names_each_by_its_hash(self, draft, author, image):
        services.image_add(version=draft, actor=author, upload=upload(picture("JPEG"), "unused.jpg"))
        show(draft, author, image.pk)
        assert snapshot(draft)["images"] == {str(image.pk): hashlib.sha256(picture()).hexdigest()}

    def test_the_document_takes_only_what_was_frozen(self, draft, author, image):
        frozen = {str(image.pk): image.sha256}
        assert images.files_for_document(frozen) == [(str(image.pk), picture(), "image/png")]
        with pytest.raises(ValueError, match="not the one that was submitted"):
            images.files_for_document({str(image.pk): "0" * 64})
        with pytest.raises(ValueError, match="missing"):
            images.files_for_document({"999999": "0" * 64})

    def test_the_next_version_keeps_them(self, client, draft, author, manager, contributor, image):
        show(draft, author, image.pk)
        unused = services.image_add(version=draft, actor=author, upload=upload(picture("JPEG"), "unused.jpg"))
        submit(draft, author)
        approve(draft, manager)
        publish_now(draft)
        following = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        assert f"attachment:{image.pk}" in show(following, author, image.pk).body
        submit(following, author)
        approve(following, manager)
        following = publish_now(following)
        assert str(image.pk) in following.frozen["images"]
        # A reader of the version in force sees what it shows, and not what its authors left out.
        client.force_login(contributor)
        assert client.get(reverse("smp:image", args=[following.pk, image.pk])).status_code == 200
        assert client.get(reverse("smp:image", args=[following.pk, unused.pk])).status_code == 404
        assert client.get(reverse("smp:image", args=[draft.pk, image.pk])).status_code == 404

    def test_it_is_shown_inline_to_who_may_read_and_to_nobody_else(self, client, draft, author, contributor, image):
        address = reverse("smp:image", args=[draft.pk, image.pk])
        assert client.get(address).status_code == 302
        client.force_login(contributor)
        assert client.get(address).status_code == 404
        client.force_login(author)
        answer = client.get(address)
        assert b"".join(answer.streaming_content) == picture()
        assert answer["Content-Disposition"].startswith("inline")
        assert "private" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]

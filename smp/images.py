"""Images in the plan's text: files attached to a version, shown as `attachment:<key>` in the sanitized HTML."""

import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image

from smp.models import Version
from smsplan.records.models import Attachment
from smsplan.ui.richtext import pictures_in, with_addresses

#: What an image may be: the format as Pillow names it -> its media type.
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
#: The most pixels: beyond it a small file can fill the memory of whoever draws it.
MOST_PIXELS = 40_000_000


def lineage(version: Version) -> set[int]:
    """The keys of the version and of all those that it is based on: their images may be in its text."""
    before = dict(Version.objects.values_list("pk", "based_on_id"))
    keys: set[int] = set()
    key: int | None = version.pk
    while key is not None and key not in keys:
        keys.add(key)
        key = before.get(key)
    return keys


def images_of(version: Version) -> QuerySet[Attachment]:
    """Every image that the version or one before it was given, also those withdrawn since."""
    return Attachment.objects.filter(
        target_type=ContentType.objects.get_for_model(Version),
        target_id__in=lineage(version),
        media_type__in=FORMATS.values(),
    )


def usable_images(version: Version) -> set[int]:
    """The keys of the images that its text may show."""
    return set(images_of(version).filter(withdrawn_at=None).values_list("pk", flat=True))


def shown_images(version: Version, texts: list[str]) -> dict[str, str]:
    """The images that the texts show: key -> SHA-256, as the frozen content keeps them."""
    keys = set().union(*(pictures_in(text) for text in texts)) if texts else set()
    if not keys:
        return {}
    return {str(key): sha256 for key, sha256 in images_of(version).filter(pk__in=keys).values_list("pk", "sha256")}


def on_screen(html: str, version: Version) -> str:
    """A section's text with its images' addresses, for the reader of this version."""
    return with_addresses(html, picture_url(version)) if "attachment:" in (html or "") else html


def picture_url(version: Version) -> str:
    """Where an image of the version is fetched; `0` stands for its key."""
    return reverse("smp:image", args=[version.pk, 0])


def files_for_document(images: Mapping[str, str]) -> list[tuple[str, bytes, str]]:
    """The images of a frozen version for the renderer: key, bytes, media type.

    Raises ValueError, in words, when a file is missing or not the one that was frozen.
    """
    rows = Attachment.objects.in_bulk([int(key) for key in images])
    files = []
    for key, sha256 in images.items():
        row = rows.get(int(key))
        if row is None:
            raise ValueError(_("An image of the text is missing: %(key)s.") % {"key": key})
        with row.file.open("rb") as file:
            body = file.read()
        if hashlib.sha256(body).hexdigest() != sha256:
            raise ValueError(_("The image “%(name)s” is not the one that was submitted.") % {"name": row.name})
        files.append((key, body, row.media_type))
    return files


def check_image(upload: File) -> str:
    """The media type of an uploaded PNG or JPEG.

    Raises ValidationError when it is too large in bytes or pixels, or no such image; nothing is unpacked before.
    """
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            _("The image has %(now)s MB; at most %(most)d MB can be kept. Make it smaller, then insert it again."),
            params={
                "now": round(upload.size / 1024 / 1024, 1),
                "most": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024,
            },
            code="too_large",
        )
    no_image = ValidationError(_("This is no PNG or JPEG image, or a damaged one."), code="no_image")
    try:
        with Image.open(upload, formats=list(FORMATS)) as image:
            media_type = FORMATS[image.format]
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _too_many_pixels(width, height)
            image.verify()
    except Image.DecompressionBombError:
        raise ValidationError(
            _("The image has too many pixels; at most %(most)d megapixels can be kept."),
            params={"most": MOST_PIXELS // 1_000_000},
            code="too_many_pixels",
        ) from None
    except ValidationError:
        raise
    except Exception:  # Pillow raises whatever its decoders do: OSError, SyntaxError, struct.error and more.
        raise no_image from None
    finally:
        upload.seek(0)
    return media_type


def _too_many_pixels(width: int, height: int) -> ValidationError:
    return ValidationError(
        _("The image has %(width)d × %(height)d pixels; at most %(most)d megapixels can be kept. Make it smaller."),
        params={"width": width, "height": height, "most": MOST_PIXELS // 1_000_000},
        code="too_many_pixels",
    )

"""The few writes that every register is made of."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import puremagic
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smsplan.audit.events import Action, record_event
from smsplan.audit.history import record_history
from smsplan.records.models import Attachment, Record, Submission


class NotAllowed(ValidationError):
    """An act that the record's present state does not allow."""


class StaleRevision(Exception):
    """Somebody saved the record after the form was opened; `current` is the record as it now stands."""

    def __init__(self, current: models.Model):
        super().__init__("stale revision")
        self.current = current


def require(allowed: bool, message: str = "") -> None:
    """Raises PermissionDenied unless `allowed`."""
    if not allowed:
        raise PermissionDenied(message or _("You are not allowed to do this."))


def locked(record: models.Model) -> models.Model:
    """A fresh copy of `record`, locked until the transaction ends. Call it before checking state and policy."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


def next_reference(prefix: str) -> str:
    """The next reference, such as RSK-0001. The number goes back if the transaction does: none repeats or skips."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_reference needs the transaction of the record it is for")
    with connection.cursor() as cursor:
        # One statement: it locks the counter's row until the transaction ends.
        cursor.execute(
            "INSERT INTO records_counter (prefix, last) VALUES (%s, 1) "
            "ON CONFLICT (prefix) DO UPDATE SET last = records_counter.last + 1 RETURNING last",
            [prefix],
        )
        (number,) = cursor.fetchone()
    return f"{prefix}-{number:04d}"


@transaction.atomic
def save_record(
    record: models.Model,
    *,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    complete: Callable[[], None] | None = None,
) -> models.Model:
    """Save a record with its many-to-many fields `many` as one history row.

    Gives a reference on creation, moves the revision on, and validates the whole record. `complete` is called between
    the save and its history row, for what needs the record's key and belongs to the same act. Raises ValidationError.
    """
    created = record.pk is None
    if isinstance(record, Record):
        record.updated_by = actor
        if created:
            record.created_by = actor
            record.reference = next_reference(record.PREFIX)
    if hasattr(record, "revision"):
        record.revision += 1
    record.full_clean()
    record.skip_history_when_saving = True
    try:
        record.save()
        for name, values in (many or {}).items():
            getattr(record, name).set(values)
        if complete is not None:
            complete()
    finally:
        del record.skip_history_when_saving
    record_history(record, created=created, actor=actor, reason=reason)
    return record


@transaction.atomic
def save_form(form, *, actor, reason: str = "") -> models.Model:
    """Save a valid model form as one history row. Raises StaleRevision when the record moved on since it was read."""
    record = form.instance
    if record.pk is not None:
        current = locked(record)
        if "revision" in form.cleaned_data and form.cleaned_data["revision"] != current.revision:
            raise StaleRevision(current)
        record.revision = current.revision
    many = {
        field.name: form.cleaned_data[field.name]
        for field in record._meta.many_to_many
        if field.name in form.cleaned_data
    }
    return save_record(record, actor=actor, reason=reason, many=many)


def claim_submission(token, person) -> Submission | None:
    """Claim a create form's token, or None when it was claimed before. Call it inside the transaction that creates."""
    try:
        with transaction.atomic():
            return Submission.objects.create(token=token, person=person)
    except IntegrityError:
        return None


# Attachments --------------------------------------------------------------------------------------

#: Extension -> media type of what may be attached.
ALLOWED_FILES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
_TEXT = {"csv", "txt"}


def recognised_type(name: str, content: bytes) -> str:
    """The media type of a file whose content is what its name claims. Raises ValidationError otherwise."""
    extension = name.rpartition(".")[2].lower()
    if extension not in ALLOWED_FILES:
        raise ValidationError(
            _("Files of type “.%(extension)s” can't be attached. Allowed: %(allowed)s."),
            params={"extension": extension[:20], "allowed": ", ".join(sorted(ALLOWED_FILES))},
            code="type",
        )
    mismatch = ValidationError(
        _("“%(name)s” is not what its name claims: the content is not a .%(extension)s file."),
        params={"name": name[:100], "extension": extension},
        code="content",
    )
    if extension in _TEXT:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise mismatch from None
        if "\0" in text:
            raise mismatch
        return ALLOWED_FILES[extension]
    try:
        best = puremagic.magic_string(content, name)[0]
    except (puremagic.PureError, IndexError, ValueError):
        raise mismatch from None
    same = {"jpg", "jpeg"} if extension in {"jpg", "jpeg"} else {extension}
    if best.extension.lstrip(".") not in same:
        raise mismatch
    return ALLOWED_FILES[extension]


@transaction.atomic
def attach(*, record: models.Model, upload: File, actor, note: str = "") -> Attachment:
    """Keep a file with a record after checking size and content. Raises ValidationError."""
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)d MB."), params={"most": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024}
        )
    if not upload.size:
        raise ValidationError(_("The file is empty."))
    content = upload.read()
    name = upload.name.replace("\\", "/").rpartition("/")[2][:200]
    attachment = Attachment(
        target=record,
        name=name,
        media_type=recognised_type(name, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        note=note,
        uploaded_by=actor,
    )
    upload.seek(0)
    attachment.file.save(name, upload, save=False)
    save_record(attachment, actor=actor)
    record_event(action=Action.ATTACHED, target=record, actor=actor, detail={"file": name, "sha256": attachment.sha256})
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, actor, reason: str) -> Attachment:
    """Withdraw a file from its record; the file itself is kept. Raises NotAllowed when it is withdrawn already."""
    attachment = locked(attachment)
    if attachment.withdrawn_at:
        raise NotAllowed(_("This file was withdrawn already."))
    attachment.withdrawn_at = timezone.now()
    save_record(attachment, actor=actor, reason=reason)
    record_event(
        action=Action.DETACHED, target=attachment.target, actor=actor, reason=reason, detail={"file": attachment.name}
    )
    return attachment


def attachments_of(record: models.Model, family: Iterable[int] | None = None) -> models.QuerySet[Attachment]:
    """The files in force of a record, or of all the records of the same kind in `family`; the newest first."""
    return Attachment.objects.filter(
        target_type=ContentType.objects.get_for_model(record),
        target_id__in=[record.pk] if family is None else list(family),
        withdrawn_at=None,
    ).select_related("uploaded_by")


def typed(value: Any) -> str:
    """A value as one would type it, for showing two versions side by side."""
    if isinstance(value, models.QuerySet) or (isinstance(value, (list, tuple)) and value):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)

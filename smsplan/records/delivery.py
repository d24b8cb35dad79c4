"""What long work has built comes into its place whole, with its SHA-256, or not at all."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from smsplan.records import longwork
from smsplan.records.files import place
from smsplan.records.models import LongWork
from smsplan.records.services import locked


def deliver(work: LongWork, content: bytes, *, name: str, written: Callable[[LongWork], None]) -> None:
    """Store `content` as the work's `file`, with `size` and `sha256`, and mark the work ready in one transaction.

    `name` gives the extension, the field the place. `written` is called within, for the events that belong to it. What
    was delivered before stays. Raises OSError when the file can't be written; then nothing of it exists.
    """
    placed: Path | None = None
    try:
        with transaction.atomic():
            row = locked(work)
            if row.sha256:
                return
            row.file.name = row.file.field.generate_filename(row, name)
            row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
            row.save(update_fields=["file", "size", "sha256"])
            written(row)
            longwork.finish(row)
            # Last of all: when the file cannot be put in its place, none of the above has happened.
            placed = place(Path(row.file.path), content)
    except BaseException:
        if placed is not None:
            placed.unlink(missing_ok=True)
        raise

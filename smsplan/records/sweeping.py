"""Documents that are kept for a while only: rows that have had their time go, and their files with them."""

import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from smsplan.records.models import LongWork


def remove(works: QuerySet) -> int:
    """Delete rows, and their files once that is certain; returns how many files there were."""
    names = [name for name in works.values_list("file", flat=True) if name]
    works.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
    return len(names)


def sweep(model: type[LongWork], *, folder: str, before: datetime.datetime) -> int:
    """Remove what was asked for before a moment, and older files in its folder that no row knows.

    Returns how many files went. Nothing else may be kept in the folder.
    """
    gone = remove(model.objects.filter(requested_at__lt=before))
    place = Path(default_storage.path(folder))
    known = {Path(name).name for name in model.objects.exclude(file="").values_list("file", flat=True)}
    for path in place.iterdir() if place.is_dir() else ():
        # A file that is being put in its place is known a moment later; an old one never will be.
        if path.is_file() and path.name not in known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone

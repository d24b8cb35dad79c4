"""What goes into an evidence pack: every register by name, the plan's versions, reviews, history and files."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from risks import exports as risk_exports
from smsplan.evidence import trail
from smsplan.records.models import Attachment
from smsplan.ui.exports import Sheet

#: The rooms whose tables a pack holds, in the order in which a reader meets them.
ROOMS = (risk_exports,)


@dataclass
class Document:
    """A finished document with the record of how it came to be: facts as (label, value) in words."""

    folder: str
    name: str
    title: str
    source: object
    sha256: str
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Kept:
    """A file kept with a record, as it stood when the pack was built."""

    record: str
    name: str
    title: str
    source: object
    sha256: str
    size: int


def registers() -> list[Sheet]:
    """Every register's tables with their rows read, under names that are unique and safe for files."""
    tables: list[Sheet] = []
    taken: set[str] = set()
    for room in ROOMS:
        for sheet in room.sheets():
            name = free_name(slugify(sheet.name) or "table", taken)
            tables.append(Sheet(name, sheet.title, [str(head) for head in sheet.columns], list(sheet.rows)))
    return tables


def free_name(stem: str, taken: set[str]) -> str:
    """`stem`, or `stem-2` and so on when it is taken already; the result is taken afterwards."""
    name, number = stem, 2
    while name in taken:
        name = f"{stem}-{number}"
        number += 1
    taken.add(name)
    return name


def documents() -> list[Document]:
    """Every published version of the Service Management Plan, and every frozen management review."""
    return []


def history() -> Iterator[Sheet]:
    """The history of every model, the rows that are their own history, and the audit events; rows are read lazily."""
    for model in trail.recorded_models():
        yield trail.history_sheet(model)
    for model in trail.kept_models():
        yield trail.kept_sheet(model)
    yield trail.event_sheet()


def attachments() -> list[Kept]:
    """The files in force of all records; each name starts with the file's SHA-256, so that none hides another."""
    found = []
    taken: set[str] = set()
    for one in Attachment.objects.filter(withdrawn_at=None).prefetch_related("target").order_by("pk"):
        stem, _dot, extension = one.name.rpartition(".")
        safe = slugify(stem)[:60] or "file"
        name = free_name(f"{one.sha256[:12]}-{safe}", taken)
        suffix = slugify(extension)[:8]
        found.append(
            Kept(
                record=str(one.target) if one.target is not None else _("A record that is not shown"),
                name=f"{name}.{suffix}" if suffix else name,
                title=one.name,
                source=one.file,
                sha256=one.sha256,
                size=one.size,
            )
        )
    return found

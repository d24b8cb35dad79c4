"""Building a pack: one snapshot of the database, then files, sums, signature and ZIP. Whole, or not at all."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.evidence import contents, pages, sums
from smsplan.evidence.contents import Document, Kept
from smsplan.evidence.models import Pack
from smsplan.evidence.workspace import CHUNK, Workspace, workspace
from smsplan.inbox.services import tell
from smsplan.records import longwork
from smsplan.records.services import locked, save_record
from smsplan.ui.exports import Sheet, as_csv


@dataclass
class Snapshot:
    """What the pack says, all of it as it stood at `taken_at`."""

    organization: Organization
    taken_at: datetime
    registers: list[Sheet] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    attachments: list[Kept] = field(default_factory=list)
    #: (title, path, rows) of each history table, which is written while it is read.
    history: list[tuple[str, str, int]] = field(default_factory=list)
    #: What a reader must know: a stored file that is missing or no longer what it was.
    problems: list[str] = field(default_factory=list)


@contextmanager
def one_moment() -> Iterator[datetime]:
    """A read-only transaction in which the whole database stands still; gives its moment.

    Raises RuntimeError inside another transaction, whose isolation can't be changed any more.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A pack is read in a transaction of its own")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT now()")
        yield cursor.fetchone()[0]


def build(pack: Pack) -> None:
    """Build the pack's ZIP and make it the pack's file. A failure raises and leaves nothing behind."""
    organization = Organization.get()
    with (
        longwork.Reporter(pack) as report,
        workspace() as place,
        translation.override(pack.language),
        timezone.override(zoneinfo.ZoneInfo(organization.time_zone)),
    ):
        snapshot = _read(place, organization, report)
        report(40, gettext_noop("Writing the registers"))
        pages.write_registers(place, snapshot, report)
        report(80, gettext_noop("Copying documents and files"))
        _copy(place, snapshot)
        report(88, gettext_noop("Writing sums and signature"))
        pages.write_front(place, pack, snapshot)
        manifest = sums.write(place, pack, snapshot)
        report(93, gettext_noop("Packing the ZIP"))
        name, size, digest = place.publish()
        _finish(pack, name=name, size=size, sha256=digest, manifest_sha256=manifest, taken_at=snapshot.taken_at)


def _read(place: Workspace, organization: Organization, report: longwork.Reporter) -> Snapshot:
    """Everything that comes from the database, at one moment; history goes to its files while it is read."""
    report(5, gettext_noop("Reading the registers"))
    with one_moment() as taken_at:
        snapshot = Snapshot(organization, taken_at)
        snapshot.registers = contents.registers()
        snapshot.documents = contents.documents()
        snapshot.attachments = contents.attachments()
        report(20, gettext_noop("Reading the history"))
        for sheet in contents.history():
            counter = Counting(sheet.rows)
            path = f"history/{sheet.name}.csv"
            place.write(path, as_csv(Sheet(sheet.name, sheet.title, sheet.columns, counter)))
            snapshot.history.append((sheet.title, path, counter.count))
    return snapshot


class Counting:
    """Rows that are counted as they go by."""

    def __init__(self, rows):
        self._rows = rows
        self.count = 0

    def __iter__(self):
        for row in self._rows:
            self.count += 1
            yield row


def _copy(place: Workspace, snapshot: Snapshot) -> None:
    """Copy stored files; one that is missing or altered is named on the first page, for an auditor to see."""
    for document in snapshot.documents:
        _copy_one(place, f"{document.folder}/{document.name}", document, snapshot)
        if document.content:
            place.write(pages.content_path(document), document.content)
    for kept in snapshot.attachments:
        _copy_one(place, f"attachments/{kept.name}", kept, snapshot)


def _copy_one(place: Workspace, path: str, kept: Document | Kept, snapshot: Snapshot) -> None:
    try:
        with kept.source.open("rb") as file:
            entry = place.write(path, iter(lambda: file.read(CHUNK), b""))
    except FileNotFoundError:
        snapshot.problems.append(_("The stored file “%(name)s” is missing.") % {"name": kept.title})
        return
    if entry.sha256 != kept.sha256:
        snapshot.problems.append(
            _("The stored file “%(name)s” is no longer what it was when it was kept: its SHA-256 differs.")
            % {"name": kept.title}
        )


@transaction.atomic
def _finish(pack: Pack, *, name: str, size: int, sha256: str, manifest_sha256: str, taken_at: datetime) -> None:
    """Make the whole ZIP the pack's file, and tell who asked; all of it or nothing."""
    pack = locked(pack)
    pack.file.name = name
    pack.size = size
    pack.sha256 = sha256
    pack.manifest_sha256 = manifest_sha256
    pack.built_at = taken_at
    save_record(pack, actor=pack.requested_by)
    record_event(
        action=Action.BUILT,
        actor=None,
        target=pack,
        detail={"sha256": sha256, "manifest_sha256": manifest_sha256, "bytes": size},
    )
    longwork.finish(pack)
    if pack.requested_by is not None:
        tell(
            recipient=pack.requested_by,
            key=f"pack:{pack.pk}:ready",
            url=pack.get_absolute_url(),
            words=lambda: (
                _("Evidence pack %(reference)s is ready") % {"reference": pack.reference},
                _("“%(title)s” can be downloaded now.") % {"title": pack.title},
            ),
        )

"""What goes into an evidence pack: every register by name, the plan's versions, reviews, history and files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from changes import exports as change_exports
from objectives import exports as objective_exports
from risks import exports as risk_exports
from smp import exports as smp_exports
from smp.content import canonical
from smsplan.context import exports as context_exports
from smsplan.evidence import trail
from smsplan.records.models import Attachment
from smsplan.reviews import exports as review_exports
from smsplan.reviews.selectors import documents as review_documents
from smsplan.ui.exports import Sheet
from smsplan.ui.templatetags.ui import day, moment

#: The rooms whose tables a pack holds, in the order in which a reader meets them.
ROOMS = (risk_exports, objective_exports, change_exports, smp_exports, review_exports, context_exports)


@dataclass
class Document:
    """A finished document with the record of how it came to be: facts as (label, value) in words.

    `content` is what it says, for a machine, where that was frozen and approved with it.
    """

    folder: str
    name: str
    title: str
    source: object
    sha256: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    content: bytes = b""


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
    """Every published version of the Service Management Plan with its decisions, and every frozen review."""
    return [*map(_plan, smp_exports.documents()), *map(_review, review_documents())]


def _plan(published) -> Document:
    version = published.version
    named = version.frozen.get("changes") or []
    facts = [
        (_("Version"), version.number),
        (_("State"), version.get_state_display()),
        (_("Reason for this version"), version.get_reason_kind_display()),
        (_("What changes"), version.change_summary),
        (_("SMS changes it takes up"), "\n".join(f"{each['reference']} {each['title']}" for each in named)),
        (_("Authors"), ", ".join(version.frozen.get("authors", []))),
        (_("In force since"), day(version.effective_on)),
        (_("Next review"), day(version.next_review_on) if version.state == version.State.APPROVED else ""),
        (_("SHA-256 of the content"), version.content_sha256),
    ]
    if version.publication.signer:
        facts.append((_("Document signed by"), version.publication.signer))
        facts.append((_("SHA-256 of the certificate"), version.publication.certificate_sha256))
    for decision in published.decisions:
        said = [f"{decision.by_name}, {moment(decision.at)}", decision.meaning, decision.comments]
        if decision.signed_with:
            said.append(_("Signed with: %(how)s") % {"how": decision.get_signed_with_display()})
        said.append(_("SHA-256 of the content: %(digits)s") % {"digits": decision.content_sha256})
        facts.append((decision.get_kind_display(), "\n".join(line for line in said if line)))
    for review in version.reviews.all():
        said = [f"{review.by_name}, {moment(review.at)}", review.reason, *review.drift]
        facts.append((_("Reviewed, no change needed"), "\n".join(said)))
    given = [f"{each.name}, {moment(each.at)}" for each in version.acknowledgements.all()]
    facts.append((_("Acknowledged"), "\n".join(given)))
    return Document(
        "smp",
        published.file_name,
        f"{version}: {version.get_state_display()}",
        Path(published.path),
        published.sha256,
        [(label, said) for label, said in facts if said],
        content=canonical(version.frozen),
    )


def _review(built) -> Document:
    review = built.review
    facts = [
        (_("Reference"), review.reference),
        (_("Date of the review"), day(review.held_on)),
        (_("Chair"), str(review.chair)),
        (_("Frozen"), moment(review.frozen_at)),
        (_("SHA-256 of the record"), review.snapshot_sha256),
    ]
    return Document("reviews", built.file_name, str(review), Path(built.path), built.sha256, facts)


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

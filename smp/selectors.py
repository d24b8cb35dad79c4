"""Reads of the plan that pages, reports and the upper floors share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import get_language

from smp import content, drift
from smp.facts import SOURCES, register_facts
from smp.models import Decision, Publication, Section, Version
from smp.taking_up import carried_by
from smsplan.audit.stamps import once_per_state
from smsplan.records.comments import open_counts


def version_in_force() -> Version | None:
    """The approved version, its people and its document."""
    return Version.objects.in_force().for_list().first()


def draft() -> Version | None:
    """The open version: a draft, or one in review."""
    return Version.objects.open().for_list().with_last_change().first()


def in_force_and_open() -> tuple[Version | None, Version | None]:
    """The version in force and the open one, in one query."""
    rows = list(Version.objects.for_list().filter(state__in=(Version.State.APPROVED, *Version.OPEN)))
    in_force = next((row for row in rows if row.state == Version.State.APPROVED), None)
    return in_force, next((row for row in rows if row.state in Version.OPEN), None)


def history() -> QuerySet[Version]:
    """Every version that is or was in force, newest first."""
    return Version.objects.for_list().filter(state__in=(Version.State.APPROVED, Version.State.SUPERSEDED))


def with_sections(versions: Iterable[Version]) -> None:
    """Fetch the sections of several versions at once, those that were taken out too, for what is asked of them next."""
    prefetch_related_objects(list(versions), "sections")


def written(version: Version) -> dict[str, bool]:
    """Section key -> whether its text is written. No query for a version with its sections (`with_sections`)."""
    standing = [section for section in version.sections.all() if not section.removed]
    return {section.key: section.written for section in sorted(standing, key=attrgetter("position"))}


def coverage(version: Version) -> list[content.Coverage]:
    """6.3 a) to h) against the version's sections."""
    return content.coverage(written(version))


def open_comments(version: Version) -> list[tuple[Section, int]]:
    """The standing sections with comments that nobody resolved or withdrew, and how many, in the document's order."""
    sections = {section.pk: section for section in version.sections.standing()}
    counts = open_counts(Section, sections)
    return [(section, counts[pk]) for pk, section in sections.items() if pk in counts]


def approval(version: Version) -> Decision | None:
    """The approval that put the version in force, or that it stands under."""
    return version.decisions.filter(kind=Decision.Kind.APPROVED).select_related("by").last()


def drifts(version: Version | None = None) -> list[drift.Drift]:
    """What has changed in the registers since the version in force was submitted (6.3; the living document).

    Found once for each state of the registers, and the same for everybody who reads it in this language.
    """
    version = version or version_in_force()
    if version is None:
        return []

    def find() -> list[drift.Drift]:
        frozen = version.frozen
        if not frozen:
            return []
        return drift.compare(frozen.get("registers", {}), register_facts(), carried=carried_by(frozen))

    return once_per_drift("smp.drifts", version, find)


Found = TypeVar("Found")


def once_per_drift(what: str, version: Version, find: Callable[[], Found]) -> Found:
    """What `find` says of this version and the registers as they are, in the reader's language; found once."""
    frozen_as = f"{version.pk}:{version.submission}:{version.content_sha256}"
    return once_per_state(f"{what}:{frozen_as}:{get_language()}", SOURCES, find)


@dataclass(frozen=True)
class Document:
    """A published plan: its file, what it hashes to, and who approved it."""

    version: Version
    path: str
    size: int
    sha256: str
    decisions: list[Decision]

    @property
    def file_name(self) -> str:
        """The name it is downloaded under."""
        return f"smp-{self.version.number}.pdf"


def documents() -> list[Document]:
    """Every published plan, oldest first, with its decisions."""
    rows = (
        Publication.objects.exclude(sha256="")
        .select_related("version", "version__approved_by", "version__submitted_by")
        .prefetch_related("version__decisions")
        .order_by("version__major", "version__minor")
    )
    return [
        Document(row.version, row.file.path, row.size, row.sha256, list(row.version.decisions.all())) for row in rows
    ]

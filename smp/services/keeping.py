"""What is typed and not saved yet, and who writes in a section now: no word is lost, whoever writes beside whom."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from smp import content
from smp.arranging import settled
from smp.images import usable_images
from smp.models import Section, SectionDraft, SectionLock, Version
from smsplan.records.services import locked, require
from smsplan.ui.richtext import clean_html, not_too_long

#: Who was not heard of for so long has closed the page, or lost the connection.
SILENT_AFTER = datetime.timedelta(seconds=60)


@transaction.atomic
def text_keep(
    *,
    section: Section,
    actor,
    body: str,
    blocks: Iterable[str] = (),
    title: str = "",
    read_at_revision: int,
    sequence: int | None = None,
) -> SectionDraft | None:
    """Keep what a person has typed into a section, sanitized; None when it is what is saved already.

    In any state of section and version, also when it was submitted or taken out meanwhile: words are kept first.
    A `sequence` that is not above the kept one came late and changes nothing. Raises PermissionDenied, ValidationError
    when it is too long.
    """
    require(actor.has_perm("smp.change_version"))
    section = locked(section)
    body = clean_html(body, usable_images(section.version), content.BLOCKS)
    not_too_long(body)
    body, blocks = settled(body, [key for key in blocks if key in content.BLOCKS])
    title = (" ".join(title.split()) or section.title)[:200]
    drafts = SectionDraft.objects.select_for_update().filter(section=section, person=actor)
    kept = drafts.first()
    if kept is not None and sequence is not None and sequence <= kept.sequence:
        return kept
    if (title, body, blocks) == (section.title, section.body, section.blocks):
        drafts.delete()
        return None
    values = {
        "title": title,
        "body": body,
        "blocks": blocks,
        "read_at_revision": read_at_revision,
        "sequence": sequence if sequence is not None else (kept.sequence + 1 if kept else 1),
        "saved_at": timezone.now(),
    }
    return SectionDraft.objects.update_or_create(section=section, person=actor, defaults=values)[0]


def text_of(section: Section, person) -> SectionDraft | None:
    """What the person had typed into the section and not saved."""
    return SectionDraft.objects.filter(section=section, person=person).select_related("person").first()


def unsaved_texts(version: Version) -> QuerySet[SectionDraft]:
    """What anybody has typed into the version's standing sections and not saved, in the order of the document."""
    return (
        SectionDraft.objects.filter(section__version=version, section__removed_at=None)
        .select_related("section", "person")
        .order_by("section__position", "saved_at")
    )


@transaction.atomic
def text_discard(*, section: Section, actor) -> None:
    """Throw away what one has typed oneself and not saved."""
    SectionDraft.objects.filter(section=locked(section), person=actor).delete()


# Who writes now -----------------------------------------------------------------------------------


@transaction.atomic
def section_open(*, section: Section, actor) -> SectionLock:
    """Begin to write: the section is this person's unless somebody else writes in it; the lock as it then stands.

    Raises PermissionDenied.
    """
    require(actor.has_perm("smp.change_version"))
    section = locked(section)  # Several who open it at once come one after the other.
    lock = SectionLock.objects.filter(section=section).select_related("person").first()
    if lock is not None and lock.person_id != actor.pk and not silent(lock):
        return lock
    return _hold(section, actor, lock)


@transaction.atomic
def section_take_over(*, section: Section, actor) -> SectionLock:
    """Write in a section where somebody else is writing; what they typed stays theirs. Raises PermissionDenied."""
    require(actor.has_perm("smp.change_version"))
    section = locked(section)
    return _hold(section, actor, SectionLock.objects.filter(section=section).select_related("person").first())


@transaction.atomic
def section_seen(*, section: Section, actor) -> SectionLock | None:
    """Say that this person still writes; who writes now, which may be somebody else.

    A section that nobody writes in any more goes back to them: they never left.
    """
    section = locked(section)
    lock = SectionLock.objects.filter(section=section).select_related("person").first()
    if lock is None and actor.has_perm("smp.change_version") and section.version.is_draft:
        return _hold(section, actor, None)
    if lock is not None and lock.person_id == actor.pk:
        lock.seen_at = timezone.now()
        lock.save(update_fields=["seen_at"])
    return lock


@transaction.atomic
def section_leave(*, section: Section, actor) -> None:
    """Stop writing; a section that somebody has taken over stays theirs."""
    SectionLock.objects.filter(section=locked(section), person=actor).delete()


def writer_of(section: Section) -> SectionLock | None:
    """Who writes in the section now; None when nobody was heard of lately."""
    lock = SectionLock.objects.filter(section=section).select_related("person").first()
    return None if lock is None or silent(lock) else lock


def silent(lock: SectionLock) -> bool:
    """Whether its holder was not heard of for so long that the section is free."""
    return lock.seen_at < timezone.now() - SILENT_AFTER


def _hold(section: Section, actor, lock: SectionLock | None) -> SectionLock:
    now = timezone.now()
    if lock is None:
        return SectionLock.objects.create(section=section, person=actor, taken_at=now, seen_at=now)
    if lock.person_id != actor.pk:
        lock.person, lock.taken_at = actor, now
    lock.seen_at = now
    lock.save(update_fields=["person", "taken_at", "seen_at"])
    return lock

"""Which sections a draft has, and in which order: the organization's own beside the ten that the plan must have."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from smp.models import Section, Version
from smp.services.guards import only_draft, save
from smsplan.audit.events import Action, record_event
from smsplan.audit.history import record_history
from smsplan.records.services import NotAllowed, locked, require


@transaction.atomic
def section_add(*, version: Version, actor, title: str) -> Section:
    """Add a section of the organization's own at the end of a draft.

    Raises PermissionDenied, NotAllowed outside a draft, ValidationError without a title or with one that is there.
    """
    version = _writable(version, actor)
    title = _own_title(version, title)
    section = Section(version=version, key=_key_for(version, title), position=_last(version) + 1, title=title)
    save(section, actor=actor)
    return section


@transaction.atomic
def section_rename(*, section: Section, actor, title: str) -> Section:
    """Give one of the organization's own sections another title. Raises as `section_add`."""
    version = _writable(section.version, actor)
    section = locked(section)
    _only_own(section)
    title = _own_title(version, title, besides=section)
    if title != section.title:
        section.title = title
        save(section, actor=actor)
    return section


@transaction.atomic
def section_remove(*, section: Section, actor, reason: str = "") -> Section:
    """Take one of the organization's own sections out of a draft; its text is kept and can be brought back.

    Raises PermissionDenied, NotAllowed outside a draft, for what the plan must have, and when it was taken out already.
    """
    _writable(section.version, actor)
    section = locked(section)
    _only_own(section)
    if section.removed:
        raise NotAllowed(_("“%(title)s” was taken out already.") % {"title": section.title})
    section.removed_at = timezone.now()
    section.position = -section.pk
    save(section, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=section, actor=actor, reason=reason)
    return section


@transaction.atomic
def section_bring_back(*, section: Section, actor) -> Section:
    """Put a section that was taken out back, with its text, at the end of the draft.

    One that is there already stays where it is. Raises PermissionDenied, NotAllowed outside a draft.
    """
    version = _writable(section.version, actor)
    section = locked(section)
    if section.removed:
        section.removed_at = None
        section.position = _last(version) + 1
        save(section, actor=actor)
    return section


@transaction.atomic
def section_move(*, section: Section, actor, by: int, read: Sequence[str] | None = None) -> list[Section]:
    """Move a section so many places down, or up when `by` is negative, as far as there are places; the new order.

    `read` is the order that the person saw. Raises PermissionDenied, NotAllowed outside a draft, when the section was
    taken out, or when another order stands by now.
    """
    version = _writable(section.version, actor)
    order = list(version.sections.standing().select_for_update())
    keys = [each.key for each in order]
    if section.key not in keys:
        raise NotAllowed(_("“%(title)s” was taken out already.") % {"title": section.title})
    _only_as_read(keys, read)
    place = keys.index(section.key)
    keys.insert(min(max(place + by, 0), len(keys) - 1), keys.pop(place))
    return _arrange(order, keys, actor)


@transaction.atomic
def sections_order(*, version: Version, actor, keys: Sequence[str], read: Sequence[str] | None = None) -> list[Section]:
    """Put the sections of a draft into the order of `keys`; the new order. Safe to call twice.

    `read` is the order that the person saw before. Raises PermissionDenied, NotAllowed outside a draft, when the
    sections are not these any more, or when another order stands by now.
    """
    version = _writable(version, actor)
    order = list(version.sections.standing().select_for_update())
    if sorted(keys) != sorted(each.key for each in order):
        raise NotAllowed(_("Somebody added or removed a section meanwhile. Look at the order again."))
    standing = [each.key for each in order]
    if list(keys) != standing:
        _only_as_read(standing, read)
    return _arrange(order, keys, actor)


def _only_as_read(standing: Sequence[str], read: Sequence[str] | None) -> None:
    """Whoever arranges an order that another has changed meanwhile would undo what they have not seen."""
    if read is not None and list(read) != list(standing):
        raise NotAllowed(
            _(
                "The order was changed meanwhile, so yours was not kept. This is how the sections stand now: move "
                "yours again."
            )
        )


def _arrange(order: list[Section], keys: Sequence[str], actor) -> list[Section]:
    """Number the sections from 1 on in the order of `keys`; one history row for each that moved.

    The revision stays: it guards the text, and who writes in a section must not be stopped by its moving.
    """
    by_key = {each.key: each for each in order}
    arranged = [by_key[key] for key in keys]
    for position, section in enumerate(arranged, start=1):
        if section.position == position:
            continue
        section.position = position
        section.updated_by = actor
        # Two sections stand in one place until the last is numbered; the database looks when the transaction ends.
        section.full_clean(validate_constraints=False)
        section.skip_history_when_saving = True
        try:
            section.save()
        finally:
            del section.skip_history_when_saving
        record_history(section, created=False, actor=actor)
    return arranged


def _writable(version: Version, actor) -> Version:
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    return version


def _only_own(section: Section) -> None:
    if not section.own:
        raise NotAllowed(
            _("“%(title)s” is one of the ten contents that the plan must have (6.3); it stays.")
            % {"title": section.title}
        )


def _own_title(version: Version, title: str, besides: Section | None = None) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("Say what the section is called.")})
    same = version.sections.standing().filter(title__iexact=title)
    if same.exclude(pk=besides.pk if besides else None).exists():
        raise ValidationError({"title": _("There is a section with this title already.")})
    return title


def _key_for(version: Version, title: str) -> str:
    """What addresses of the section are made of: never one of the ten, and never twice in a version."""
    stem = f"own-{slugify(title)[:30].strip('-') or 'section'}"
    taken = set(version.sections.values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 9999))) if key not in taken)


def _last(version: Version) -> int:
    return version.sections.standing().aggregate(last=Max("position"))["last"] or 0

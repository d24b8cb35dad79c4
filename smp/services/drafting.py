"""Begin a version of the plan, say what it is about, give it up (6.3)."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.models import Change
from smp import content, policies
from smp.models import Section, Version
from smp.services.guards import only_draft, save
from smp.taking_up import to_take_up
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.records.services import NotAllowed, StaleRevision, locked, require

_TITLE = gettext_lazy("Service Management Plan")


@transaction.atomic
def version_draft(
    *,
    actor,
    reason_kind: str,
    change_summary: str,
    major: bool = False,
    title: str = "",
    changes: Iterable[Change] = (),
) -> Version:
    """Begin a new version from the one in force, or the first one with the guide's ten sections, still empty.

    `major` gives 3.0 after 2.4, else 2.5. `changes` are the verified SMS changes that it takes up.
    Raises PermissionDenied; NotAllowed when there is an open version already; ValidationError for a change that is not
    verified or in the plan already.
    """
    require(policies.can_draft(actor))
    if Version.objects.open().exists():
        raise _already_open()
    base = Version.objects.in_force().first()
    organization = Organization.get()
    taken = Version.objects.exclude(state__in=Version.GIVEN_UP).values_list("major", "minor")
    number = content.next_number(taken, major=major)
    with translation.override(organization.language):
        version = Version(
            major=number[0],
            minor=number[1],
            title=title or first_title(base),
            language=organization.language,
            reason_kind=reason_kind,
            change_summary=change_summary,
            based_on=base,
            created_by=actor,
        )
        taken_up = _taken_up(version, changes)
        try:
            with transaction.atomic():
                save(version, actor=actor, reason=change_summary, many={"changes": taken_up})
        except IntegrityError:  # Somebody else's draft was committed a moment ago.
            raise _already_open() from None
        for section in _first_sections(base):
            section.version = version
            save(section, actor=actor)
    return version


def first_title(base: Version | None) -> str:
    """The title that a draft begins with: that of the version it is based on, else the plan's own."""
    with translation.override(Organization.get().language):
        return _named_anew(base.title, _TITLE, base) if base else str(_TITLE)


def _named_anew(title: str, given: Any, base: Version) -> str:
    """A title of the version before; in today's language when it is the name that the plan came with in its own."""
    with translation.override(base.language):
        came_with = str(given)
    return str(given) if title == came_with else title


def _taken_up(version: Version, changes: Iterable[Change]) -> list[Change]:
    """The changes, when the version may name them. Raises ValidationError."""
    chosen = list(changes)
    possible = set(to_take_up(version.based_on, of=version).values_list("pk", flat=True))
    for change in chosen:
        if change.pk not in possible:
            words = _("%(change)s cannot be taken up: it is not verified as effective, or it is in the plan already.")
            raise ValidationError({"changes": words % {"change": change.reference}})
    return chosen


def _already_open() -> NotAllowed:
    return NotAllowed(_("There is a draft or a version in review already; there can be only one."))


def _first_sections(base: Version | None) -> list[Section]:
    """The sections a draft begins with: those of the version it is based on, then required ones that it lacks."""
    known = list(base.sections.standing()) if base else []
    frozen = {section["key"]: section for section in (base.frozen or {}).get("sections", [])} if base else {}
    sections = [
        Section(
            key=old.key,
            position=number,
            title=_named_anew(old.title, old.required.title, base) if base and old.required else old.title,
            body=old.body,
            blocks=content.blocks_today(old.blocks, frozen.get(old.key)),
        )
        for number, old in enumerate(known, start=1)
    ]
    present = {section.key for section in sections}
    for required in content.SECTIONS:
        if required.key not in present:
            sections.append(
                Section(
                    key=required.key,
                    position=len(sections) + 1,
                    title=str(required.title),
                    blocks=list(required.blocks),
                )
            )
    return sections


@transaction.atomic
def version_describe(
    *,
    version: Version,
    actor,
    title: str,
    reason_kind: str,
    change_summary: str,
    revision: int,
    reason: str = "",
    changes: Iterable[Change] | None = None,
) -> Version:
    """Change a draft's title, the reason for it, and the SMS changes that it takes up (None leaves those).

    Raises PermissionDenied, NotAllowed, StaleRevision; ValidationError for a change that it cannot take up.
    """
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    if revision != version.revision:
        raise StaleRevision(version)
    version.title, version.reason_kind, version.change_summary = title, reason_kind, change_summary
    many = {} if changes is None else {"changes": _taken_up(version, changes)}
    save(version, actor=actor, reason=reason, many=many)
    return version


@transaction.atomic
def version_discard(*, version: Version, actor, reason: str) -> Version:
    """Give up a draft; it is kept, and its number is free again.

    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this draft is given up.")})
    version.state = Version.State.DISCARDED
    save(version, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=version, actor=actor, reason=reason)
    return version

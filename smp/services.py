"""Every write to the Service Management Plan (6.3) but its publication, which is in `smp.publishing`."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies
from smp.freezing import snapshot
from smp.models import Decision, Publication, Section, Version
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record
from smsplan.ui.richtext import clean_html

#: What whoever approves puts their name to; shown before the act and kept with the decision.
MEANING = gettext_lazy(
    "I have read this version of the Service Management Plan. I did not write it. I approve it as the plan by which "
    "the service management system is run, and I release the resources that it names."
)


def _save(record: Version | Section, *, actor, reason: str = "") -> None:
    record.updated_by = actor
    save_record(record, actor=actor, reason=reason)


def _only_draft(version: Version) -> None:
    if not version.is_draft:
        raise NotAllowed(
            _("%(version)s is “%(state)s”; its text cannot be changed.")
            % {"version": version, "state": version.get_state_display()}
        )


@transaction.atomic
def version_draft(*, actor, reason_kind: str, change_summary: str, major: bool = False, title: str = "") -> Version:
    """Begin a new version from the one in force, or the first one with the guide's ten sections, still empty.

    `major` gives 3.0 after 2.4, else 2.5. Raises PermissionDenied; NotAllowed when there is an open version already.
    """
    require(policies.can_draft(actor))
    if Version.objects.open().exists():
        raise _already_open()
    base = Version.objects.in_force().first()
    organization = Organization.get()
    taken = Version.objects.exclude(state=Version.State.DISCARDED).values_list("major", "minor")
    number = content.next_number(taken, major=major)
    with translation.override(organization.language):
        version = Version(
            major=number[0],
            minor=number[1],
            title=title or (base.title if base else _("Service Management Plan")),
            language=organization.language,
            reason_kind=reason_kind,
            change_summary=change_summary,
            based_on=base,
            created_by=actor,
        )
        try:
            with transaction.atomic():
                _save(version, actor=actor, reason=change_summary)
        except IntegrityError:  # Somebody else's draft was committed a moment ago.
            raise _already_open() from None
        for section in _first_sections(base):
            section.version = version
            _save(section, actor=actor)
    return version


def _already_open() -> NotAllowed:
    return NotAllowed(_("There is a draft or a version in review already; there can be only one."))


def _first_sections(base: Version | None) -> list[Section]:
    """The sections a draft begins with: those of the version it is based on, then required ones that it lacks."""
    known = list(base.sections.order_by("position")) if base else []
    sections = [
        Section(key=old.key, position=number, title=old.title, body=old.body, blocks=old.blocks)
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
    *, version: Version, actor, title: str, reason_kind: str, change_summary: str, revision: int, reason: str = ""
) -> Version:
    """Change a draft's title and the reason for it. Raises PermissionDenied, NotAllowed, StaleRevision."""
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    _only_draft(version)
    if revision != version.revision:
        raise StaleRevision(version)
    version.title, version.reason_kind, version.change_summary = title, reason_kind, change_summary
    _save(version, actor=actor, reason=reason)
    return version


@transaction.atomic
def section_save(
    *,
    section: Section,
    actor,
    body: str,
    blocks: Iterable[str] | None = None,
    title: str | None = None,
    revision: int | None = None,
    reason: str = "",
) -> Section:
    """Save a section's text, sanitized, and its live blocks; saving what is there already changes nothing.

    `revision` is the one it was read at: raises StaleRevision when somebody saved meanwhile. Raises PermissionDenied,
    NotAllowed outside a draft, ValidationError for a block that does not exist.
    """
    version = locked(section.version)  # First the version, then the section: submitting locks the version too.
    section = locked(section)
    require(actor.has_perm("smp.change_version"))
    _only_draft(version)
    if revision is not None and revision != section.revision:
        raise StaleRevision(section)
    before = (section.title, section.body, section.blocks)
    section.body = clean_html(body)
    if blocks is not None:
        section.blocks = list(blocks)
    if title is not None:
        section.title = title
    if (section.title, section.body, section.blocks) != before:
        _save(section, actor=actor, reason=reason)
    return section


def _decide(version: Version, kind: str, *, actor, comments: str, meaning: str = "") -> Decision:
    return Decision.objects.create(
        version=version,
        kind=kind,
        by=actor,
        by_name=actor.full_name or actor.email,
        comments=comments,
        meaning=meaning,
        content_sha256=version.content_sha256,
    )


@transaction.atomic
def version_submit(*, version: Version, actor, comments: str = "") -> Version:
    """Freeze text and blocks and ask for approval (6.3).

    Raises PermissionDenied, NotAllowed outside a draft, ValidationError that names each required section still empty.
    """
    version = locked(version)
    require(actor.has_perm("smp.submit_version"))
    if not version.is_draft:
        raise NotAllowed(
            _("%(version)s is “%(state)s”; only a draft can be submitted.")
            % {"version": version, "state": version.get_state_display()}
        )
    missing = content.missing({section.key: section.written for section in version.sections.all()})
    if missing:
        raise ValidationError(
            [_("The section “%(title)s” is empty; the plan must have it.") % {"title": each.title} for each in missing]
        )
    version.state = Version.State.IN_REVIEW
    version.submitted_by = actor
    version.submitted_at = timezone.now()
    version.frozen = snapshot(version)
    version.content_sha256 = content.fingerprint(version.frozen)
    _save(version, actor=actor, reason=comments)
    _decide(version, Decision.Kind.SUBMITTED, actor=actor, comments=comments)
    record_event(
        action=Action.SUBMITTED,
        target=version,
        actor=actor,
        reason=comments,
        detail={"sha256": version.content_sha256},
    )
    return version


def _must_wait_for_decision(version: Version) -> None:
    if version.is_publishing:
        raise NotAllowed(
            _("%(version)s has already been approved by %(who)s; its document is being made.")
            % {"version": version, "who": version.approved_by}
        )
    if version.state != Version.State.IN_REVIEW:
        raise NotAllowed(
            _("%(version)s is “%(state)s”; it does not wait for a decision.")
            % {"version": version, "state": version.get_state_display()}
        )


@transaction.atomic
def version_return(*, version: Version, actor, comments: str) -> Version:
    """Return a version in review to its authors, with comments, as a draft again.

    Also possible when it was approved but its document could not be made. Raises PermissionDenied, NotAllowed,
    ValidationError without comments.
    """
    version = locked(version)
    require(actor.has_perm("smp.approve_version"))
    failed = version.is_publishing and version.publication.work_state == Publication.Progress.FAILED
    if not failed:
        _must_wait_for_decision(version)
    if not comments.strip():
        raise ValidationError({"reason": _("Say what has to be mended.")})
    _decide(version, Decision.Kind.RETURNED, actor=actor, comments=comments)
    record_event(
        action=Action.RETURNED,
        target=version,
        actor=actor,
        reason=comments,
        detail={"sha256": version.content_sha256},
    )
    version.state = Version.State.DRAFT
    version.frozen, version.content_sha256 = None, ""
    version.submitted_by = version.submitted_at = version.approved_by = version.approved_at = None
    _save(version, actor=actor, reason=comments)
    return version


@transaction.atomic
def version_approve(*, version: Version, actor, comments: str = "", sha256: str = "") -> Version:
    """Approve a version in review and have its document made; it is in force once that is done (`smp.publishing`).

    `sha256` is the hash of the content that the approver saw; another content is not approved. Never by one of its
    authors, whatever their rights. Of several approvals at once one takes effect. Raises PermissionDenied, NotAllowed.
    """
    version = locked(version)
    require(actor.has_perm("smp.approve_version"))
    require(
        not policies.is_author(actor, version),
        _("You wrote in this version or submitted it. Somebody else has to approve it."),
    )
    _must_wait_for_decision(version)
    if sha256 and sha256 != version.content_sha256:
        raise NotAllowed(_("The content has changed since you opened this page. Read it again before you approve it."))
    version.approved_by = actor
    version.approved_at = timezone.now()
    _save(version, actor=actor, reason=comments)
    _decide(version, Decision.Kind.APPROVED, actor=actor, comments=comments, meaning=str(MEANING))
    publication, created = Publication.objects.get_or_create(version=version, defaults={"requested_by": actor})
    if not created:
        Publication.objects.filter(pk=publication.pk).update(
            work_state=Publication.Progress.QUEUED,
            percent=0,
            step="",
            error="",
            attempts=0,
            requested_by=actor,
            queued_at=timezone.now(),
        )
    longwork.enqueue(publication)
    record_event(
        action=Action.APPROVED,
        target=version,
        actor=actor,
        reason=comments,
        detail={"sha256": version.content_sha256},
    )
    return version


@transaction.atomic
def version_discard(*, version: Version, actor, reason: str) -> Version:
    """Give up a draft; it is kept, and its number is free again.

    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    version = locked(version)
    require(actor.has_perm("smp.change_version"))
    _only_draft(version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this draft is given up.")})
    version.state = Version.State.DISCARDED
    _save(version, actor=actor, reason=reason)
    record_event(action=Action.WITHDRAWN, target=version, actor=actor, reason=reason)
    return version

"""Submit, return, approve: each decision is kept with the submission that it is about (6.3)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies
from smp.freezing import snapshot
from smp.models import Decision, Publication, Version
from smp.services.guards import save
from smsplan.audit.events import Action, record_event
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, locked, require

#: What whoever approves puts their name to; shown before the act and kept with the decision.
MEANING = gettext_lazy(
    "I have read this version of the Service Management Plan. I did not write it. I approve it as the plan by which "
    "the service management system is run, and I release the resources that it names."
)


def _decide(version: Version, kind: str, *, actor, comments: str, meaning: str = "") -> Decision:
    return Decision.objects.create(
        version=version,
        submission=version.submission,
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
    missing = content.missing({section.key: section.written for section in version.sections.standing()})
    if missing:
        raise ValidationError(
            [_("The section “%(title)s” is empty; the plan must have it.") % {"title": each.title} for each in missing]
        )
    version.state = Version.State.IN_REVIEW
    version.submission += 1
    version.submitted_by = actor
    version.submitted_at = timezone.now()
    version.frozen = snapshot(version)
    version.content_sha256 = content.fingerprint(version.frozen)
    save(version, actor=actor, reason=comments)
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
    save(version, actor=actor, reason=comments)
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
    save(version, actor=actor, reason=comments)
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

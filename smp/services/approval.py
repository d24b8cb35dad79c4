"""Submit, approve, return, reject, take back: each decision is kept with the submission that it is about (6.3)."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies
from smp.freezing import snapshot
from smp.models import Approver, Decision, Publication, Version
from smp.rounds import Round, round_of
from smp.services import telling
from smp.services.guards import save
from smsplan.accounts import identity
from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, locked, require

#: What whoever approves puts their name to; shown before the act and kept with the decision.
MEANING = gettext_lazy(
    "I have read this version of the Service Management Plan. I did not write it. I approve it as the plan by which "
    "the service management system is run, and I release the resources that it names."
)

_EVENTS = {
    Decision.Kind.SUBMITTED: Action.SUBMITTED,
    Decision.Kind.APPROVED: Action.APPROVED,
    Decision.Kind.RETURNED: Action.RETURNED,
    Decision.Kind.REJECTED: Action.REJECTED,
    Decision.Kind.TAKEN_BACK: Action.TAKEN_BACK,
}


def _decide(version: Version, kind: str, *, actor, comments: str, **more: str) -> Decision:
    """Keep the decision and its audit event."""
    decision = Decision.objects.create(
        version=version,
        submission=version.submission,
        kind=kind,
        by=actor,
        by_name=actor.full_name or actor.email,
        comments=comments,
        content_sha256=version.content_sha256,
        **more,
    )
    record_event(
        action=_EVENTS[kind],
        target=version,
        actor=actor,
        reason=comments,
        detail={"sha256": version.content_sha256, "submission": version.submission},
    )
    return decision


# Submitting ---------------------------------------------------------------------------------------


@transaction.atomic
def version_submit(
    *, version: Version, actor, comments: str = "", approvers: Sequence[User] = (), in_order: bool = False
) -> Version:
    """Freeze text and blocks and ask for approval (6.3).

    `approvers` have to approve, all of them, one after the other with `in_order`; without any, one Manager who wrote
    none of it is enough. Raises PermissionDenied, NotAllowed outside a draft, ValidationError that names each required
    section still empty, or (at `approvers`) each person who cannot approve and why.
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
    asked = list(dict.fromkeys(approvers))
    _check_approvers(version, actor, asked)
    version.state = Version.State.IN_REVIEW
    version.submission += 1
    version.in_order = in_order and len(asked) > 1
    version.submitted_by = actor
    version.submitted_at = timezone.now()
    version.frozen = snapshot(version)
    version.content_sha256 = content.fingerprint(version.frozen)
    save(version, actor=actor, reason=comments)
    Approver.objects.bulk_create(
        Approver(version=version, submission=version.submission, person=person, position=position)
        for position, person in enumerate(asked, start=1)
    )
    _decide(version, Decision.Kind.SUBMITTED, actor=actor, comments=comments)
    telling.of_turn(version, round_of(version))
    return version


def _check_approvers(version: Version, actor, asked: list[User]) -> None:
    """Raises ValidationError with a sentence for each person who cannot approve this version."""
    # Afresh: rights are looked up once for each object, and the form was opened a while ago.
    people = User.objects.in_bulk([person.pk for person in asked])
    refusals = [
        refusal for person in asked if (refusal := policies.why_not_approver(people[person.pk], version, actor))
    ]
    if refusals:
        raise ValidationError({"approvers": refusals})


# Deciding -----------------------------------------------------------------------------------------


def _must_be_read_as_it_is(version: Version, *, submission: int | None, sha256: str = "") -> None:
    """Raises NotAllowed when the person has read another submission, or another content, than what waits now."""
    if sha256 and sha256 != version.content_sha256:
        raise NotAllowed(_("The content has changed since you opened this page. Read it again before you decide."))
    if submission is not None and submission != version.submission:
        raise NotAllowed(
            _(
                "It was submitted anew since you opened this page. Read it, and what was said about it, before you "
                "decide."
            )
        )


def _must_wait_for_decision(version: Version) -> None:
    if version.is_publishing:
        raise NotAllowed(
            _("%(version)s has already been approved by %(who)s; its document is being made.")
            % {"version": version, "who": version.approved_by}
        )
    if version.state == Version.State.IN_REVIEW:
        return
    last = version.decisions.last()
    if last is not None and version.state in (Version.State.DRAFT, Version.State.REJECTED):
        raise NotAllowed(
            _("%(version)s does not wait for a decision any more. %(what)s: %(who)s, %(when)s. %(comments)s")
            % {
                "version": version,
                "what": last.get_kind_display(),
                "who": last.by_name,
                "when": date_format(localtime(last.at), "SHORT_DATETIME_FORMAT"),
                "comments": last.comments,
            }
        )
    raise NotAllowed(
        _("%(version)s is “%(state)s”; it does not wait for a decision.")
        % {"version": version, "state": version.get_state_display()}
    )


def version_approve(
    *, version: Version, actor, password: str, comments: str = "", sha256: str = "", submission: int | None = None
) -> Version:
    """Sign a version in review with one's password; the last approval that it needs has its document made.

    It is in force once that is done (`smp.publishing`). `sha256` and `submission` are those of the content that the
    approver read; another is not approved. Never by one of its authors, whatever their rights. Of several approvals by
    one person one takes effect. Raises PermissionDenied, NotAllowed, ValidationError at `password` when it is not
    theirs, which leaves an audit event: so call it outside a transaction.
    """
    require(actor.has_perm("smp.approve_version"))
    identity.confirm(person=actor, password=password, act=_("Approve %(version)s") % {"version": version})
    return _approve(version, actor, comments, sha256, submission)


@transaction.atomic
def _approve(version: Version, actor, comments: str, sha256: str, submission: int | None) -> Version:
    version = locked(version)
    require(
        not policies.is_author(actor, version),
        _("You wrote in this version or submitted it. Somebody else has to approve it."),
    )
    _must_wait_for_decision(version)
    _must_be_read_as_it_is(version, submission=submission, sha256=sha256)
    approvals = round_of(version)
    _must_be_their_turn(approvals, actor)
    _decide(
        version,
        Decision.Kind.APPROVED,
        actor=actor,
        comments=comments,
        meaning=str(MEANING),
        signed_with=Decision.SignedWith.PASSWORD,
    )
    approvals = round_of(version)
    if not approvals.complete:
        telling.of_turn(version, approvals)
        return version
    version.approved_by = actor
    version.approved_at = timezone.now()
    save(version, actor=actor, reason=comments)
    _publish(version, actor)
    telling.of_decision(version, version.decisions.last())
    return version


def _must_be_their_turn(approvals: Round, actor) -> None:
    """Raises NotAllowed who has approved already or comes later, PermissionDenied who was not asked."""
    names = ", ".join(str(person) for person in approvals.next_in_turn)
    if approvals.has_approved(actor):
        raise NotAllowed(_("You have approved this submission already. It waits for %(names)s.") % {"names": names})
    if approvals.may_approve(actor):
        return
    if actor in approvals.asked:
        raise NotAllowed(_("It is not your turn yet. %(names)s approves first.") % {"names": names})
    raise PermissionDenied(
        _("%(names)s were asked to approve this submission. You may return it with comments.")
        % {"names": ", ".join(str(person) for person in approvals.asked)}
    )


def _publish(version: Version, actor) -> None:
    """Queue the making of the document, anew when an earlier submission's could not be made."""
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


def _must_be_open_to_refusal(version: Version, submission: int | None) -> None:
    """In review, or approved and its document could not be made. Raises NotAllowed."""
    if not policies.is_stuck(version):
        _must_wait_for_decision(version)
    _must_be_read_as_it_is(version, submission=submission)


@transaction.atomic
def version_return(*, version: Version, actor, comments: str, submission: int | None = None) -> Version:
    """Return a version in review to its authors, with comments, as a draft again.

    Also possible when it was approved but its document could not be made. `submission` is the one that was read.
    Raises PermissionDenied, NotAllowed, ValidationError without comments.
    """
    version = locked(version)
    require(actor.has_perm("smp.approve_version"))
    _must_be_open_to_refusal(version, submission)
    if not comments.strip():
        raise ValidationError({"reason": _("Say what has to be mended.")})
    decision = _decide(version, Decision.Kind.RETURNED, actor=actor, comments=comments)
    _back_to_draft(version, actor, comments)
    telling.of_decision(version, decision)
    return version


@transaction.atomic
def version_take_back(*, version: Version, actor, reason: str) -> Version:
    """Take back a submission that is not fully approved yet, as one of its authors; it is a draft again.

    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    version = locked(version)
    require(actor.has_perm("smp.submit_version"))
    require(policies.is_author(actor, version), _("Only one of its authors takes a version back."))
    _must_wait_for_decision(version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    asked = round_of(version).asked
    decision = _decide(version, Decision.Kind.TAKEN_BACK, actor=actor, comments=reason)
    _back_to_draft(version, actor, reason)
    telling.of_decision(version, decision, besides=asked)
    return version


def _back_to_draft(version: Version, actor, reason: str) -> None:
    version.state = Version.State.DRAFT
    version.frozen, version.content_sha256 = None, ""
    version.submitted_by = version.submitted_at = version.approved_by = version.approved_at = None
    save(version, actor=actor, reason=reason)


@transaction.atomic
def version_reject(*, version: Version, actor, reason: str, submission: int | None = None) -> Version:
    """Reject a version for good: it is kept as it was submitted, and its number is free again.

    Also possible when it was approved but its document could not be made. `submission` is the one that was read.
    Raises PermissionDenied, NotAllowed, ValidationError without a reason.
    """
    version = locked(version)
    require(actor.has_perm("smp.approve_version"))
    _must_be_open_to_refusal(version, submission)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is rejected.")})
    decision = _decide(version, Decision.Kind.REJECTED, actor=actor, comments=reason)
    version.state = Version.State.REJECTED
    version.approved_by = version.approved_at = None
    save(version, actor=actor, reason=reason)
    telling.of_decision(version, decision)
    return version

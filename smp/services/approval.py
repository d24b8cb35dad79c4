"""Submit and approve: who is asked, and how each approval is signed (6.3)."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smp import content, policies
from smp.freezing import snapshot
from smp.models import Approver, Decision, Publication, Version
from smp.rounds import Round, round_of
from smp.services import telling
from smp.services.deciding import decide, must_be_read_as_it_is, must_wait_for_decision
from smp.services.guards import save
from smsplan.accounts import identity
from smsplan.accounts.models import User
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, locked, require

#: What whoever approves puts their name to; shown before the act and kept with the decision.
MEANING = gettext_lazy(
    "I have read this version of the Service Management Plan. I did not write it. I approve it as the plan by which "
    "the service management system is run, and I release the resources that it names."
)

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
    decide(version, Decision.Kind.SUBMITTED, actor=actor, comments=comments)
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


# Approving ----------------------------------------------------------------------------------------


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
    must_wait_for_decision(version)
    must_be_read_as_it_is(version, submission=submission, sha256=sha256)
    approvals = round_of(version)
    _must_be_their_turn(approvals, actor)
    decide(
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

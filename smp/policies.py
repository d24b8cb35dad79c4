"""Who may do what with a version of the plan, in the state it is in."""

from django.utils.translation import gettext as _

from smp.models import Version
from smp.rounds import round_of
from smsplan.accounts.models import User


def can_draft(user) -> bool:
    """Begin a new version."""
    return user.has_perm("smp.add_version")


def can_write(user, version: Version) -> bool:
    """Change the text of a draft."""
    return user.has_perm("smp.change_version") and version.is_draft


def can_submit(user, version: Version) -> bool:
    """Submit a draft for approval."""
    return user.has_perm("smp.submit_version") and version.is_draft


def can_discard(user, version: Version) -> bool:
    """Give up a draft."""
    return user.has_perm("smp.change_version") and version.is_draft


def is_author(user, version: Version) -> bool:
    """Whether this person began it, wrote in it or submitted it."""
    return user.pk in version.author_ids()


def can_decide(user, version: Version) -> bool:
    """Decide about a version that waits for it, whether or not they wrote it."""
    return user.has_perm("smp.approve_version") and version.state == Version.State.IN_REVIEW


def can_approve(user, version: Version) -> bool:
    """Approve when it is their turn: never one's own text, whatever other rights one has (6.3; four eyes)."""
    return (
        can_decide(user, version)
        and not version.is_publishing
        and not is_author(user, version)
        and round_of(version).may_approve(user)
    )


def is_stuck(version: Version) -> bool:
    """Whether it was approved and its document could not be made."""
    return version.is_publishing and version.publication.work_state == "failed"


def can_return(user, version: Version) -> bool:
    """Return with comments; also after an approval whose publication failed."""
    return can_decide(user, version) and (not version.is_publishing or is_stuck(version))


def can_reject(user, version: Version) -> bool:
    """Reject for good, as long as it could be returned."""
    return can_return(user, version)


def can_take_back(user, version: Version) -> bool:
    """Take back a submission that is not fully approved, as one of its authors."""
    return (
        user.has_perm("smp.submit_version")
        and version.state == Version.State.IN_REVIEW
        and not version.is_publishing
        and is_author(user, version)
    )


def why_not_approver(person: User, version: Version, submitter: User) -> str:
    """Why the person cannot be asked to approve, in words; empty when they can."""
    if not person.may_enter():
        return _("%(person)s may not enter any more and cannot approve.") % {"person": person}
    if not person.has_perm("smp.approve_version"):
        return _("%(person)s has no right to approve versions of the plan.") % {"person": person}
    if person.pk == submitter.pk or is_author(person, version):
        return _("%(person)s wrote in this version or submits it, and cannot approve it.") % {"person": person}
    return ""


def possible_approvers(version: Version, submitter: User | None = None) -> list[User]:
    """Active people who may approve this version: they hold the right, and wrote none of it."""
    authors = version.author_ids() | ({submitter.pk} if submitter else set())
    return list(User.objects.active().holding("smp.approve_version").exclude(pk__in=authors))


def can_retry(user, version: Version) -> bool:
    """Queue a failed publication again."""
    return user.has_perm("smp.submit_version") or user.has_perm("smp.approve_version")


def can_acknowledge(user, version: Version) -> bool:
    """Say that one has read the version in force."""
    return user.has_perm("smp.acknowledge_version") and version.state == Version.State.APPROVED


def can_review(user, version: Version) -> bool:
    """Review the version in force and leave it as it is (6.3)."""
    return user.has_perm("smp.review_version") and version.state == Version.State.APPROVED


def can_distribute(user) -> bool:
    """Say who has to acknowledge the version in force."""
    return user.has_perm("smp.distribute_version")

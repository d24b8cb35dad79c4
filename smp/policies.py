"""Who may do what with a version of the plan, in the state it is in."""

from smp.models import Version


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
    """Approve: never one's own text, whatever other rights one has (6.3; four eyes)."""
    return can_decide(user, version) and not version.is_publishing and not is_author(user, version)


def can_return(user, version: Version) -> bool:
    """Return with comments; also after an approval whose publication failed."""
    return can_decide(user, version) and (not version.is_publishing or version.publication.work_state == "failed")


def can_retry(user, version: Version) -> bool:
    """Queue a failed publication again."""
    return user.has_perm("smp.submit_version") or user.has_perm("smp.approve_version")

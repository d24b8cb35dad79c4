"""A submission's ways back: returned with comments, rejected for good, taken back by its authors (6.3)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from smp import policies
from smp.models import Decision, Version
from smp.rounds import round_of
from smp.services import telling
from smp.services.deciding import decide, must_be_read_as_it_is, must_wait_for_decision
from smp.services.guards import save
from smsplan.records.services import locked, require


def _must_be_open_to_refusal(version: Version, submission: int | None) -> None:
    """In review, or approved and its document could not be made. Raises NotAllowed."""
    if not policies.is_stuck(version):
        must_wait_for_decision(version)
    must_be_read_as_it_is(version, submission=submission)


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
    decision = decide(version, Decision.Kind.RETURNED, actor=actor, comments=comments)
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
    must_wait_for_decision(version)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    asked = round_of(version).asked
    decision = decide(version, Decision.Kind.TAKEN_BACK, actor=actor, comments=reason)
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
    decision = decide(version, Decision.Kind.REJECTED, actor=actor, comments=reason)
    version.state = Version.State.REJECTED
    version.approved_by = version.approved_at = None
    save(version, actor=actor, reason=reason)
    telling.of_decision(version, decision)
    return version

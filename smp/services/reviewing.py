"""Review the version in force and leave it as it is (6.3; the living document)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smp import content, policies, reviews
from smp.models import PlanReview, Version
from smp.review_dates import a_year_after
from smp.services.guards import save
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.records.services import NotAllowed, locked, require


def drift_seen(version: Version) -> str:
    """What identifies the drift that a reviewer has before them."""
    return content.fingerprint({"drift": reviews.noted(version)})


@transaction.atomic
def version_review(*, version: Version, actor, reason: str, revision: int, seen: str) -> PlanReview:
    """Keep that the plan was reviewed and needs no change, why, and in sight of which drift; due again in a year.

    `revision` and `seen` are what the reviewer read: of two reviews at once one counts, and nobody puts their name to
    drift that they did not see. The drift stays shown. Raises PermissionDenied, NotAllowed, ValidationError.
    """
    version = locked(version)
    require(actor.has_perm("smp.review_version"))
    if not policies.can_review(actor, version):
        raise NotAllowed(_("%(version)s is not in force, and cannot be reviewed.") % {"version": version})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why no change is needed.")})
    if revision != version.revision:
        raise NotAllowed(_("Somebody else reviewed the plan a moment ago. See what they decided."))
    drift = reviews.noted(version)
    if seen != content.fingerprint({"drift": drift}):
        raise NotAllowed(_("More has changed in the registers since you opened this page. Read it again, then decide."))
    version.next_review_on = a_year_after(timezone.localdate())
    save(version, actor=actor, reason=reason_kept("Reviewed, no change needed: %(reason)s", reason=reason))
    review = PlanReview(
        version=version,
        by=actor,
        by_name=str(actor),
        reason=reason,
        drift=drift,
        next_review_on=version.next_review_on,
    )
    review.full_clean()
    review.save()
    record_event(
        action=Action.REVIEWED,
        target=version,
        actor=actor,
        reason=reason,
        detail={"drift": drift},
    )
    return review

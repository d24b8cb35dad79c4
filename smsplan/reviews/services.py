"""Every write to a management review (9.3)."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.accounts.roles import MANAGER
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.records import longwork
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record
from smsplan.reviews import gather, policies
from smsplan.reviews.models import Review, ReviewDocument, Snapshot
from smsplan.ui.richtext import clean_html, is_blank


@transaction.atomic
def review_save(
    *,
    review: Review,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    revision: int | None = None,
) -> Review:
    """Prepare a review, or edit one that is not frozen.

    `review` carries the new values, `many` its attendees; `revision` is the one that was read, that of `review` when it
    is not given. Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError (the chair must be a manager).
    """
    if review.pk is None:
        require(policies.can_write(actor, review))
    else:
        current = locked(review)
        _not_frozen(current)
        require(policies.can_write(actor, current))
        if current.revision != (review.revision if revision is None else revision):
            raise StaleRevision(current)
        review.revision = current.revision
    if review.chair_id and not is_manager(review.chair_id):
        raise ValidationError({"chair": _("The chair must be a manager with access today.")})
    review.decisions = clean_html(review.decisions)
    return save_record(review, actor=actor, reason=reason, many=many)


@transaction.atomic
def review_freeze(*, review: Review, actor, reason: str = "") -> Review:
    """Close the record for good, with what the registers say today, and have its PDF built.

    The chair alone may. The snapshot is in the organization's language; its SHA-256 stands on the review. Raises
    PermissionDenied, NotAllowed when it is frozen already, ValidationError for a review that lies ahead or decided
    nothing.
    """
    review = locked(review)
    _not_frozen(review)
    require(policies.can_freeze(actor, review))
    if review.held_on > timezone.localdate():
        raise ValidationError(_("The review lies ahead: it can be frozen once it was held."))
    if is_blank(review.decisions):
        raise ValidationError(_("Write down what was decided first; “no changes needed” is a decision too."))
    if not review.attendees.exists() and not review.guests.strip():
        raise ValidationError(_("Say first who attended."))
    with translation.override(Organization.get().language):
        content = gather.gather(review)
    review.state = Review.State.FROZEN
    review.frozen_at, review.frozen_by = timezone.now(), actor
    review.snapshot_sha256 = gather.fingerprint(content)
    save_record(review, actor=actor, reason=reason)
    Snapshot.objects.create(review=review, content=content)
    document = ReviewDocument.objects.create(review=review, requested_by=actor)
    record_event(
        action=Action.FROZEN, target=review, actor=actor, reason=reason, detail={"sha256": review.snapshot_sha256}
    )
    longwork.enqueue(document)
    return review


def is_manager(pk: int) -> bool:
    """Whether this person is a manager who may enter today."""
    return User.objects.active().with_role(MANAGER).filter(pk=pk).exists()


def _not_frozen(review: Review) -> None:
    if review.is_frozen:
        raise NotAllowed(_("%(reference)s is frozen and stays as it is.") % {"reference": review.reference})

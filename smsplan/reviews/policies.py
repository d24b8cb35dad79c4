"""Who may do what with a management review, in the state it is in."""

from smsplan.reviews.models import Review, ReviewDocument


def can_write(user, review: Review) -> bool:
    """Prepare or edit a review that is not frozen."""
    permission = "reviews.change_review" if review.pk else "reviews.add_review"
    return user.has_perm(permission) and not review.is_frozen


def can_freeze(user, review: Review) -> bool:
    """Freeze a draft: its chair and nobody else, whatever rights they have."""
    return user.has_perm("reviews.freeze_review") and user.pk == review.chair_id and not review.is_frozen


def can_retry(user, document: ReviewDocument) -> bool:
    """Have a PDF that failed built again."""
    failed = document.work_state == ReviewDocument.Progress.FAILED
    return failed and (user.has_perm("reviews.change_review") or user.pk == document.review.chair_id)

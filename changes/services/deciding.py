"""Deciding on an SMS change plan (6.3): submitted, approved, returned or rejected."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes.models import Change
from changes.services.guards import begin, finish, said
from changes.services.planning import change_missing
from smsplan.audit.events import Action


@transaction.atomic
def change_submit(*, change: Change, actor, reason: str = "") -> Change:
    """Put a draft before a manager. Raises PermissionDenied, NotAllowed, ValidationError naming what is missing."""
    change = begin("submit", change, actor)
    if lacking := change_missing(change):
        raise ValidationError(
            _("The plan can't be submitted yet. Still to be filled in: %(fields)s."),
            params={"fields": "; ".join(map(str, lacking))},
            code="incomplete",
        )
    change.submitted_by, change.submitted_at, change.comments = actor, timezone.now(), ""
    return finish("submit", change, actor, reason, Action.SUBMITTED)


@transaction.atomic
def change_approve(*, change: Change, actor, reason: str = "") -> Change:
    """Approve a submitted plan; not by who wrote, submitted or owns it. Raises PermissionDenied, NotAllowed."""
    change = begin("approve", change, actor)
    change.approved_by, change.approved_at, change.comments = actor, timezone.now(), reason
    return finish("approve", change, actor, reason, Action.APPROVED)


@transaction.atomic
def change_return(*, change: Change, actor, comments: str) -> Change:
    """Send a submitted plan back as a draft. Raises PermissionDenied, NotAllowed, ValidationError without comments."""
    change = begin("return", change, actor)
    change.comments = said(comments, _("Say what has to be changed."))
    return finish("return", change, actor, comments, Action.RETURNED)


@transaction.atomic
def change_reject(*, change: Change, actor, reason: str) -> Change:
    """Reject a submitted plan for good. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    change = begin("reject", change, actor)
    change.comments, change.ended_at = said(reason, _("Say why the change is rejected.")), timezone.now()
    return finish("reject", change, actor, reason, Action.REJECTED)

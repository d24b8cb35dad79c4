"""Carrying out an approved SMS change (6.3), or giving it up."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes.models import Change
from changes.plans import left_open
from changes.services.guards import begin, finish, said
from smsplan.audit.events import Action


@transaction.atomic
def change_start(*, change: Change, actor, reason: str = "") -> Change:
    """Begin an approved change. Raises PermissionDenied, NotAllowed."""
    change = begin("start", change, actor)
    change.started_at = timezone.now()
    return finish("start", change, actor, reason, Action.MOVED)


@transaction.atomic
def change_implement(*, change: Change, actor, reason: str = "") -> Change:
    """Say that the change is in place; somebody else verifies it.

    What was planned and is not done (communication, training, milestones) needs a note. Raises PermissionDenied,
    NotAllowed, ValidationError.
    """
    change = begin("implement", change, actor)
    if not reason.strip() and (waiting := left_open(change)):
        raise ValidationError(
            {
                "reason": _("Not everything that was planned is done. Say how it is dealt with: %(rows)s.")
                % {"rows": "; ".join(waiting)}
            }
        )
    change.implemented_by, change.implemented_at = actor, timezone.now()
    return finish("implement", change, actor, reason, Action.MOVED)


@transaction.atomic
def change_cancel(*, change: Change, actor, reason: str) -> Change:
    """Give a change up before it is in place. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    change = begin("cancel", change, actor)
    change.comments, change.ended_at = said(reason, _("Say why the change is cancelled.")), timezone.now()
    return finish("cancel", change, actor, reason, Action.WITHDRAWN)

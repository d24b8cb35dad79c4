"""What an SMS change came to (6.3): verified by its success criteria, and closed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes.models import Change
from changes.services.guards import begin, finish, said
from smsplan.audit.events import Action


@transaction.atomic
def change_verify(*, change: Change, actor, effective: bool, evidence: str) -> Change:
    """Judge an implemented change by its success criteria: effective or not, with the evidence.

    Raises PermissionDenied (also for its owner and for who implemented it), NotAllowed, ValidationError without
    evidence.
    """
    change = begin("verify", change, actor)
    change.evidence = said(evidence, _("Name the evidence that shows whether the change was effective."), "evidence")
    if effective not in (True, False):
        raise ValidationError({"effective": _("Say whether the change was effective.")})
    change.effective, change.verified_by, change.verified_at = effective, actor, timezone.now()
    return finish("verify", change, actor, evidence, Action.MOVED)


@transaction.atomic
def change_close(*, change: Change, actor, reason: str = "") -> Change:
    """Close a verified change. Raises PermissionDenied, NotAllowed."""
    change = begin("close", change, actor)
    change.ended_at = timezone.now()
    return finish("close", change, actor, reason, Action.MOVED)

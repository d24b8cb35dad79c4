"""What every act on an SMS change does before and after its own part."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record


def begin(act: str, change: Change, actor) -> Change:
    """The locked row, once state and policy allow the act. Raises PermissionDenied, NotAllowed."""
    change = locked(change)
    if not states.can_move(act, change.state):
        raise NotAllowed(
            _("%(reference)s is “%(state)s” by now; this is not possible any more.")
            % {"reference": change.reference, "state": change.get_state_display()}
        )
    require(getattr(policies, f"can_{act}")(actor, change))
    return change


def finish(act: str, change: Change, actor, reason: str, action: Action) -> Change:
    """Move the change on, save it, and record the event."""
    before, change.state = change.state, states.MOVES[act][1]
    save_record(change, actor=actor, reason=reason)
    detail: dict[str, Any] = {"from": before, "to": change.state}
    if act == "verify":
        detail["effective"] = change.effective
    record_event(action=action, target=change, actor=actor, reason=reason, detail=detail)
    return change


def said(text: str, otherwise: str, field: str = "") -> str:
    """The text without blanks around it. Raises ValidationError with the words `otherwise` when there is none."""
    text = (text or "").strip()
    if not text:
        raise ValidationError({field: otherwise} if field else otherwise)
    return text

"""Every write to an SMS change (6.3). An act locks the row, then looks at the state and at who asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record


@transaction.atomic
def change_save(
    *,
    change: Change,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    revision: int | None = None,
) -> Change:
    """Create a change plan, or edit one that is a draft; whoever does counts as one of its authors from then on.

    `change` carries the new values, `many` those of services, practices and risks; `revision` is the one that was read,
    that of `change` when it is not given. Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError.
    """
    authors = {actor.pk}
    if change.pk is None:
        require(policies.can_write(actor, change))
    else:
        current = locked(change)
        if current.state != states.DRAFT:
            raise NotAllowed(
                _("%(reference)s is “%(state)s”. Only a draft can be edited.")
                % {"reference": current.reference, "state": current.get_state_display()}
            )
        require(policies.can_write(actor, current))
        if current.revision != (change.revision if revision is None else revision):
            raise StaleRevision(current)
        change.revision = current.revision
        authors |= set(current.written_by.values_list("pk", flat=True))
    return save_record(change, actor=actor, reason=reason, many={**(many or {}), "written_by": authors})


def change_missing(change: Change) -> list[str]:
    """What a plan still has to say before it can be submitted, as labels in the reader's language."""
    values = {field: getattr(change, field) for fields in states.QUESTIONS.values() for field in fields}
    return [_capital(Change._meta.get_field(name).verbose_name) for name in states.missing(values)]


@transaction.atomic
def change_submit(*, change: Change, actor, reason: str = "") -> Change:
    """Put a draft before a manager. Raises PermissionDenied, NotAllowed, ValidationError naming what is missing."""
    change = _begin("submit", change, actor)
    if missing := change_missing(change):
        raise ValidationError(
            _("The plan can't be submitted yet. Still to be filled in: %(fields)s."),
            params={"fields": ", ".join(missing)},
            code="incomplete",
        )
    change.submitted_by, change.submitted_at, change.comments = actor, timezone.now(), ""
    return _finish("submit", change, actor, reason, Action.SUBMITTED)


@transaction.atomic
def change_approve(*, change: Change, actor, reason: str = "") -> Change:
    """Approve a submitted plan; not by who wrote, submitted or owns it. Raises PermissionDenied, NotAllowed."""
    change = _begin("approve", change, actor)
    change.approved_by, change.approved_at, change.comments = actor, timezone.now(), reason
    return _finish("approve", change, actor, reason, Action.APPROVED)


@transaction.atomic
def change_return(*, change: Change, actor, comments: str) -> Change:
    """Send a submitted plan back as a draft. Raises PermissionDenied, NotAllowed, ValidationError without comments."""
    change = _begin("return", change, actor)
    change.comments = _said(comments, _("Say what has to be changed."))
    return _finish("return", change, actor, comments, Action.RETURNED)


@transaction.atomic
def change_reject(*, change: Change, actor, reason: str) -> Change:
    """Reject a submitted plan for good. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    change = _begin("reject", change, actor)
    change.comments, change.ended_at = _said(reason, _("Say why the change is rejected.")), timezone.now()
    return _finish("reject", change, actor, reason, Action.REJECTED)


@transaction.atomic
def change_start(*, change: Change, actor, reason: str = "") -> Change:
    """Begin an approved change. Raises PermissionDenied, NotAllowed."""
    change = _begin("start", change, actor)
    change.started_at = timezone.now()
    return _finish("start", change, actor, reason, Action.MOVED)


@transaction.atomic
def change_implement(*, change: Change, actor, reason: str = "") -> Change:
    """Say that the change is in place; somebody else verifies it. Raises PermissionDenied, NotAllowed."""
    change = _begin("implement", change, actor)
    change.implemented_by, change.implemented_at = actor, timezone.now()
    return _finish("implement", change, actor, reason, Action.MOVED)


@transaction.atomic
def change_verify(*, change: Change, actor, effective: bool, evidence: str) -> Change:
    """Judge an implemented change by its success criteria: effective or not, with the evidence.

    Raises PermissionDenied (also for its owner and for who implemented it), NotAllowed, ValidationError without
    evidence.
    """
    change = _begin("verify", change, actor)
    change.evidence = _said(evidence, _("Name the evidence that shows whether the change was effective."), "evidence")
    if effective not in (True, False):
        raise ValidationError({"effective": _("Say whether the change was effective.")})
    change.effective, change.verified_by, change.verified_at = effective, actor, timezone.now()
    return _finish("verify", change, actor, evidence, Action.MOVED)


@transaction.atomic
def change_close(*, change: Change, actor, reason: str = "") -> Change:
    """Close a verified change. Raises PermissionDenied, NotAllowed."""
    change = _begin("close", change, actor)
    change.ended_at = timezone.now()
    return _finish("close", change, actor, reason, Action.MOVED)


@transaction.atomic
def change_cancel(*, change: Change, actor, reason: str) -> Change:
    """Give a change up before it is in place. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    change = _begin("cancel", change, actor)
    change.comments, change.ended_at = _said(reason, _("Say why the change is cancelled.")), timezone.now()
    return _finish("cancel", change, actor, reason, Action.WITHDRAWN)


def _begin(act: str, change: Change, actor) -> Change:
    """The locked row, once state and policy allow the act."""
    change = locked(change)
    if not states.can_move(act, change.state):
        raise NotAllowed(
            _("%(reference)s is “%(state)s” by now; this is not possible any more.")
            % {"reference": change.reference, "state": change.get_state_display()}
        )
    require(getattr(policies, f"can_{act}")(actor, change))
    return change


def _finish(act: str, change: Change, actor, reason: str, action: Action) -> Change:
    before, change.state = change.state, states.MOVES[act][1]
    save_record(change, actor=actor, reason=reason)
    detail: dict[str, Any] = {"from": before, "to": change.state}
    if act == "verify":
        detail["effective"] = change.effective
    record_event(action=action, target=change, actor=actor, reason=reason, detail=detail)
    return change


def _said(text: str, otherwise: str, field: str = "") -> str:
    text = (text or "").strip()
    if not text:
        raise ValidationError({field: otherwise} if field else otherwise)
    return text


def _capital(label) -> str:
    label = str(label)
    return label[:1].upper() + label[1:]

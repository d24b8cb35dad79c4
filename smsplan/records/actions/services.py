"""Every write to actions: decided, started, finished or cancelled, and checked for effectiveness (6.1.3, 10.1)."""

import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from smsplan.audit.events import Action, record_event
from smsplan.inbox.services import tell
from smsplan.records.actions import policies
from smsplan.records.models import ActionItem
from smsplan.records.services import NotAllowed, attach, locked, require, save_form, save_record

State = ActionItem.State


@transaction.atomic
def action_add(*, target: models.Model, actor, reason: str = "", **fields) -> ActionItem:
    """Decide on an action for a record (6.1.3 a), and tell its owner.

    `fields` are those of ActionItem: title, owner, due, cost in `currency`, ... Raises PermissionDenied, NotAllowed for
    a record that is closed or merged, ValidationError for a due date in the past or an owner who has left.
    """
    require(policies.may_decide(actor, locked(target)))
    return action_decided(target=target, actor=actor, reason=reason, **fields)


@transaction.atomic
def action_decided(*, target: models.Model, actor, reason: str = "", **fields) -> ActionItem:
    """The same for a register whose own policy lets more people decide; the caller has asked it.

    Raises NotAllowed, ValidationError.
    """
    target = locked(target)
    _expect_open_target(target)
    action = ActionItem(target=target, **fields)
    _check_promise(action)
    save_record(action, actor=actor, reason=reason)
    _tell_owner(action, actor)
    return action


@transaction.atomic
def action_edit(*, form, actor, reason: str = "") -> ActionItem:
    """Save a valid form of an action that is still to be done; a new owner is told.

    Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError.
    """
    current = locked(form.instance)
    require(policies.may_decide(actor, current.target))
    _expect(current, State.PLANNED, State.IN_PROGRESS)
    _expect_open_target(current.served)
    _check_promise(form.instance, before=current)
    action = save_form(form, actor=actor, reason=reason)
    if action.owner_id != current.owner_id:
        _tell_owner(action, actor)
    return action


@transaction.atomic
def action_start(*, action: ActionItem, actor, reason: str = "") -> ActionItem:
    """Begin a planned action. Raises PermissionDenied, NotAllowed."""
    action = locked(action)
    require(policies.may_finish(actor, action))
    _expect(action, State.PLANNED)
    return _move(action, State.IN_PROGRESS, actor=actor, reason=reason)


@transaction.atomic
def action_finish(
    *, action: ActionItem, actor, outcome: str, done_on: datetime.date | None = None, evidence: File | None = None
) -> ActionItem:
    """Finish an action: what was done, on which day (today unless said), and the file that proves it.

    Raises PermissionDenied, NotAllowed when it is finished already, ValidationError without an outcome, for a day to
    come, or for a file that can't be kept; then nothing is saved.
    """
    action = locked(action)
    require(policies.may_finish(actor, action))
    _expect(action, State.PLANNED, State.IN_PROGRESS)
    done_on = done_on or timezone.localdate()
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": _("An action can't be done on a day to come.")})
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what was done.")})
    if evidence is not None:
        try:
            attach(record=action, upload=evidence, actor=actor, note=_("Evidence of what was done"))
        except ValidationError as error:
            raise ValidationError({"evidence": error.messages}) from None
    action.state = State.DONE
    action.done_on = done_on
    action.done_by = actor
    action.outcome = outcome
    save_record(action, actor=actor)
    record_event(action=Action.ACTION_DONE, target=action, actor=actor, detail={"done_on": done_on.isoformat()})
    return action


@transaction.atomic
def action_cancel(*, action: ActionItem, actor, reason: str) -> ActionItem:
    """Give an action up, with the reason. Raises PermissionDenied, NotAllowed, ValidationError without a reason."""
    action = locked(action)
    require(policies.may_decide(actor, action.target))
    _expect(action, State.PLANNED, State.IN_PROGRESS)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the action is given up.")})
    return _move(action, State.CANCELLED, actor=actor, reason=reason)


@transaction.atomic
def action_check(*, action: ActionItem, actor, effectiveness: str, note: str) -> ActionItem:
    """Evaluate whether a done action worked, and what shows it (6.1.3 b). Neither its owner nor who finished it can.

    Raises PermissionDenied, NotAllowed before it is done or when it was checked already, ValidationError.
    """
    action = locked(action)
    require(
        policies.may_check(actor, action),
        _("Whether an action worked is judged by somebody who neither owns nor finished it."),
    )
    _expect(action, State.DONE)
    if action.effectiveness:
        raise NotAllowed(
            _("%(who)s checked this action already: %(result)s.")
            % {"who": action.checked_by, "result": action.get_effectiveness_display()}
        )
    if effectiveness not in ActionItem.Effectiveness.values:
        raise ValidationError({"effectiveness": _("Say whether the action was effective.")})
    if not note.strip():
        raise ValidationError({"note": _("Say what shows it.")})
    action.effectiveness = effectiveness
    action.effectiveness_note = note
    action.checked_on = timezone.localdate()
    action.checked_by = actor
    save_record(action, actor=actor)
    record_event(
        action=Action.EFFECTIVENESS_CHECKED,
        target=action,
        actor=actor,
        reason=note,
        detail={"result": effectiveness},
    )
    return action


def _move(action: ActionItem, to: str, *, actor, reason: str) -> ActionItem:
    action.state = to
    save_record(action, actor=actor, reason=reason)
    record_event(action=Action.MOVED, target=action, actor=actor, reason=reason, detail={"to": str(to)})
    return action


def _expect(action: ActionItem, *states: str) -> None:
    """Raises NotAllowed unless the action is in one of the states."""
    if action.state not in states:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; this is not possible now.")
            % {"reference": action.reference, "state": action.get_state_display()}
        )


def _expect_open_target(target: models.Model | None) -> None:
    """Raises NotAllowed when nothing is decided on the record any more."""
    if not policies.is_open(target):
        raise NotAllowed(
            _("%(reference)s is “%(state)s”: no action can be decided on it.")
            % {"reference": target.reference, "state": target.get_state_display()}
        )


def _check_promise(action: ActionItem, before: ActionItem | None = None) -> None:
    """What is promised anew must be possible: a due date not in the past, an owner who is still here."""
    if action.due and action.due < timezone.localdate() and (before is None or before.due != action.due):
        raise ValidationError({"due": _("The date lies in the past. Choose today or later.")})
    if action.owner_id and (before is None or before.owner_id != action.owner_id) and not action.owner.may_enter():
        raise ValidationError({"owner": _("%(who)s is not active any more.") % {"who": action.owner}})


def _tell_owner(action: ActionItem, actor) -> None:
    """Tell the owner that the action is theirs, unless they took it themselves."""
    if action.owner_id is None or action.owner_id == getattr(actor, "pk", None):
        return

    def words() -> tuple[str, str]:
        lines = [f"{action.reference} {action.title}", _("For: %(record)s") % {"record": action.target}]
        if action.due:
            lines.append(_("Due on %(day)s") % {"day": date_format(action.due, "DATE_FORMAT")})
        return _("An action is yours now: %(reference)s") % {"reference": action.reference}, "\n".join(lines)

    tell(
        recipient=action.owner,
        key=f"action-yours:{action.pk}:{action.revision}",
        url=action.get_absolute_url(),
        words=words,
    )

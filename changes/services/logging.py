"""What came of the plan while an SMS change is carried out (6.3): people told, people trained, milestones reached."""

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change, ChangeMilestone, Communication, Training
from changes.services.guards import said
from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, locked, require, save_record

Row = TypeVar("Row", Communication, Training, ChangeMilestone)


@transaction.atomic
def communication_log(
    *, communication: Communication, actor, done_on: datetime.date | None, note: str = "", reason: str = ""
) -> Communication:
    """Say that people were told, on which day and what came back; None as the day takes that back.

    The same again changes nothing; a correction needs a reason. Raises PermissionDenied, NotAllowed, ValidationError.
    """
    change, row = _opened(communication, actor)
    _not_ahead(done_on, "done_on")
    values = {"done_on": done_on, "note": note.strip() if done_on else ""}
    return _kept(change, row, values, was=row.done_on, actor=actor, reason=reason)


@transaction.atomic
def training_log(
    *,
    training: Training,
    actor,
    held_on: datetime.date | None,
    attended: Iterable[User] = (),
    attended_others: str = "",
    note: str = "",
    reason: str = "",
) -> Training:
    """Say that a training was held, on which day, and who attended; None as the day takes that back.

    `attended` are people with an account, `attended_others` the names of others, one a line. A training that was held
    has somebody who attended. The same again changes nothing; a correction needs a reason. Raises PermissionDenied,
    NotAllowed, ValidationError.
    """
    change, row = _opened(training, actor)
    _not_ahead(held_on, "held_on")
    people = sorted({person.pk for person in attended}) if held_on else []
    others = names_of(attended_others) if held_on else []
    if held_on and not people and not others:
        raise ValidationError({"attended": _("Say who attended: nobody was trained otherwise.")})
    values = {"held_on": held_on, "attended_others": "\n".join(others), "note": note.strip() if held_on else ""}
    return _kept(change, row, values, was=row.held_on, actor=actor, reason=reason, many={"attended": people})


@transaction.atomic
def milestone_log(*, milestone: ChangeMilestone, actor, reason: str = "", undo: bool = False) -> ChangeMilestone:
    """Say that a milestone is reached today; `undo` takes it back. The same again changes nothing.

    Raises PermissionDenied, NotAllowed.
    """
    change, row = _opened(milestone, actor)
    if undo == (row.done_on is None):
        return row
    row.done_on = None if undo else timezone.localdate()
    return _told(change, save_record(row, actor=actor, reason=reason), row.done_on, actor, reason)


def names_of(text: str) -> list[str]:
    """The names in a text, one a line, each once and without blanks around it."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


def _opened(row: Row, actor) -> tuple[Change, Row]:
    """The change and the row, locked, once this person may say what came of it now."""
    change = locked(row.change)
    row = locked(row)
    require(policies.may_log(actor, change, row))
    if change.state not in states.LOGGED:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”. It is recorded what was done from its approval until it is closed.")
            % {"reference": change.reference, "state": change.get_state_display()}
        )
    return change, row


def _not_ahead(day: datetime.date | None, field: str) -> None:
    if day is not None and day > timezone.localdate():
        raise ValidationError({field: _("The day is still to come.")})


def _kept(
    change: Change,
    row: Row,
    values: dict[str, object],
    *,
    was: datetime.date | None,
    actor,
    reason: str,
    many: dict[str, list[int]] | None = None,
) -> Row:
    """Save what came of a row, if it is anything else than what was said before."""
    before: dict[str, object] = {name: getattr(row, name) for name in values}
    for name in many or {}:
        before[name] = sorted(getattr(row, name).values_list("pk", flat=True))
    if before == values | (many or {}):
        return row
    if was is not None:
        reason = said(reason, _("Say why it is corrected."), "reason")
    for name, value in values.items():
        setattr(row, name, value)
    day = row.held_on if isinstance(row, Training) else row.done_on
    return _told(change, save_record(row, actor=actor, reason=reason, many=many), day, actor, reason)


def _told(change: Change, row: Row, day: datetime.date | None, actor, reason: str) -> Row:
    """The event of it, on the change."""
    detail = {row._meta.model_name: str(row), "done_on": day.isoformat() if day else ""}
    record_event(action=Action.ACTION_DONE, target=change, actor=actor, reason=reason, detail=detail)
    return row

"""What waits in the change register."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change, ChangeMilestone, Communication, Training
from changes.schedule import row_anchor
from smsplan.accounts.models import User
from smsplan.records.due import DueItem, due_of

#: How many days ahead things are gathered.
HORIZON = 30
#: How many days after it was submitted a plan should be decided on, and after it was implemented be verified.
DECIDE_WITHIN = 7
VERIFY_WITHIN = 30

_SHOWN = ("reference", "title", "owner_id", "planned_end", "state", "submitted_at", "implemented_at")
_PARTIES = ("created_by_id", "submitted_by_id", "implemented_by_id")


def due_items(*, today: datetime.date, user=None, horizon: int = HORIZON) -> list[DueItem]:
    """What is past or due within `horizon` days of changes; for `user` only what waits for them.

    Changes to be started or implemented, their communications, trainings and milestones, plans to be decided on and
    changes to be verified.
    """
    until = today + datetime.timedelta(days=horizon)
    return [
        *_changes(until, user),
        *_rows(Communication.objects.filter(done_on=None), "communication", until, user),
        *_rows(Training.objects.filter(held_on=None), "training", until, user),
        *_rows(ChangeMilestone.objects.filter(done_on=None), "milestone", until, user),
        *_judgements(until, user),
    ]


def _changes(until: datetime.date, user) -> list[DueItem]:
    """Approved changes and changes in progress, by their planned end, for their owners."""
    waiting = Change.objects.awaiting_implementation().filter(planned_end__lte=until)
    if user is not None:
        waiting = waiting.filter(owner=user)
    return [
        due_of(
            change,
            "change",
            change.planned_end,
            _("Start the change") if change.state == states.APPROVED else _("Implement the change"),
        )
        for change in waiting.order_by("planned_end", "pk").only(*_SHOWN)
    ]


def _rows(rows: QuerySet, kind: str, until: datetime.date, user) -> list[DueItem]:
    """Rows of plans that are carried out, for their own owner, else for that of the change."""
    act = {
        "communication": _("Tell %(row)s"),
        "training": _("Train %(row)s"),
        "milestone": _("Reach the milestone “%(row)s”"),
    }[kind]
    rows = rows.filter(due__lte=until, change__state__in=states.IN_FLIGHT).select_related("change")
    if user is not None:
        rows = rows.filter(owner=user) | rows.filter(owner=None, change__owner=user)
    return [
        due_of(
            row.change,
            f"change_{kind}",
            row.due,
            act % {"row": row},
            key=row.pk,
            owner_id=row.owner_id or row.change.owner_id,
            url=_log_address(kind, row),
        )
        for row in rows.order_by("due", "pk")
    ]


def _log_address(kind: str, row: Communication | Training | ChangeMilestone) -> str:
    """Where it is said that it was done: a milestone by one click on the change's page."""
    if kind == "milestone":
        return f"{row.change.get_absolute_url()}#{row_anchor(kind, row)}"
    return reverse(f"changes:{kind}", args=[row.change_id, row.pk])


# What several people could do -----------------------------------------------------------------------


def _judgements(until: datetime.date, user) -> list[DueItem]:
    """Plans to be decided on and changes to be verified: one item for each person who may, for nobody if none may."""
    items = []
    for change, able in _waiting("changes.approve_change", states.SUBMITTED, "submitted_at", user):
        able = [person for person in able if not policies.is_party(person, change)]
        due = _after(change.submitted_at, DECIDE_WITHIN)
        items += _for_each(change, "approval", due, until, able, user, _("Decide on the change plan"))
    for change, able in _waiting("changes.verify_change", states.IMPLEMENTED, "implemented_at", user):
        able = [person for person in able if not policies.carried_out(person, change)]
        due = _after(change.implemented_at, VERIFY_WITHIN)
        items += _for_each(change, "verification", due, until, able, user, _("Verify the change"))
    return items


def _waiting(permission: str, state: str, since: str, user) -> Iterator[tuple[Change, list[User]]]:
    """The changes in a state, each with those who have the right to move it on; four eyes are not looked at here."""
    if user is not None and not user.has_perm(permission):
        return
    changes = Change.objects.filter(state=state, **{f"{since}__isnull": False}).only(*_SHOWN, *_PARTIES)
    found = list(changes.prefetch_related("written_by").order_by(since, "pk"))
    able = [user] if user is not None else list(User.objects.active().holding(permission)) if found else []
    for change in found:
        yield change, able


def _after(moment: datetime.datetime, days: int) -> datetime.date:
    return localtime(moment).date() + datetime.timedelta(days=days)


def _for_each(
    change: Change, kind: str, due: datetime.date, until: datetime.date, able: Iterable[User], user, act: str
) -> list[DueItem]:
    if due > until:
        return []
    url = reverse("changes:verify", args=[change.pk]) if kind == "verification" else change.get_absolute_url()
    waits_for: list[int | None] = sorted(person.pk for person in able)
    if not waits_for and user is None:
        waits_for = [None]
    return [due_of(change, f"change_{kind}", due, act, owner_id=person, url=url) for person in waits_for]

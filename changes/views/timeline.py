"""What the page of a change shows day by day: what is planned, what came of it, and who may say so now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changes import policies, states
from changes.models import Change, Training
from changes.plans import Plan
from changes.schedule import Event, events_of
from changes.services.logging import names_of
from smsplan.ui.today import today


@dataclass(frozen=True)
class Line:
    """One event with its state; `log_url` is where this person may say what came of it, empty when they may not."""

    event: Event
    state: str
    log_url: str = ""
    attendance: str = ""
    attended: str = ""


#: Where in the plan each kind of event is told: the third question asks by when, the sixth who is told and trained.
PLACES = {
    "start": "steps", "milestone": "steps", "end": "steps", "communication": "told", "training": "trained",
}  # fmt: skip
#: How many of the events to come are named beside the plan.
MOST_NEXT = 4


def lines_of(change: Change, plan: Plan, user) -> dict[str, list[Line]]:
    """The events of a change for this person by their place in the plan, each place in the order of days, and under
    `next` what is open in a change that is carried out, the earliest first. No query beside those of the plan.
    """
    lines = [_line(event, change, user) for event in events_of(change, plan)]
    found: dict[str, list[Line]] = {place: [] for place in PLACES.values()}
    for line in lines:
        found[PLACES[line.event.kind]].append(line)
    carried_out = change.state in states.IN_FLIGHT
    return found | {"next": [line for line in lines if line.state != "done"][:MOST_NEXT] if carried_out else []}


def _line(event: Event, change: Change, user) -> Line:
    row, url = event.row, ""
    if row is not None and policies.can_log(user, change, row):
        url = reverse(f"changes:{event.kind}", args=[change.pk, row.pk])
    held = isinstance(row, Training) and row.held_on is not None
    names = [*map(str, row.attended.all()), *names_of(row.attended_others)] if held else []
    return Line(
        event=event,
        state=event.state(today()),
        log_url=url,
        attendance=attendance(len(names), row.expected) if held else "",
        attended=", ".join(names),
    )


def attendance(count: int, expected: int | None) -> str:
    """How many attended, against how many were expected where the plan says so."""
    if not count:
        return _("Who attended is not recorded")
    if expected is None:
        return ngettext("%(count)d person attended", "%(count)d people attended", count) % {"count": count}
    return _("%(count)d of %(expected)d attended") % {"count": count, "expected": expected}

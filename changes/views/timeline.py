"""The timeline on the page of a change: what is planned for which day, what came of it, and who may say so now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changes import policies
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


def lines_of(change: Change, plan: Plan, user) -> list[Line]:
    """The timeline of a change for this person; one query more where trainings were held."""
    return [_line(event, change, user) for event in events_of(change, plan)]


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

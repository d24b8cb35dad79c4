"""What the first page says, for one person: only what they may see, at a constant number of queries."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from changes import selectors as change_selectors
from changes.models import Change
from objectives import selectors as objective_selectors
from objectives.dashboard import Line, overview
from risks import selectors as risk_selectors
from risks.models import Risk
from smp import selectors as smp_selectors
from smp.models import Version
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.records.due import DueItem
from smsplan.ui.parts import Pill
from smsplan.work.due import HORIZON, my_work
from smsplan.work.reminders import day_words

FIRST = 5
#: Events of which there are many a day, and which tell nothing about the SMS.
COMING_AND_GOING = (Action.SIGNED_IN, Action.SIGNED_OUT, Action.REMINDED)


@dataclass(frozen=True)
class Count:
    """A number with its word, its colour, and the list that explains it."""

    label: str
    count: int
    url: str
    colour: str = "grey"


@dataclass(frozen=True)
class PlanState:
    """Where the Service Management Plan stands."""

    version: Version | None
    open: Version | None
    review_words: str = ""
    review_pill: Pill | None = None
    #: What this person has to read and acknowledge, as long as they have not.
    asked: DueItem | None = None
    asked_words: str = ""
    #: The review that waits for this person, for the calendar or for what has changed in the registers.
    review: DueItem | None = None
    review_due_words: str = ""


@dataclass(frozen=True)
class Work:
    """What waits for the person."""

    overdue: list[DueItem]
    this_week: list[DueItem]
    later: list[DueItem]

    @property
    def first(self) -> list[DueItem]:
        """The few to begin with."""
        return [*self.overdue, *self.this_week][:FIRST]

    @property
    def every(self) -> list[DueItem]:
        """All of it, the longest overdue first."""
        return [*self.overdue, *self.this_week, *self.later]

    @property
    def total(self) -> int:
        """How many in all."""
        return len(self.every)


@dataclass
class HomePage:
    """The parts of the page; None for what this person does not come here for."""

    work: Work
    plan: PlanState | None = None
    objectives: list[Count] | None = None
    objective_lines: list[Line] = field(default_factory=list)
    matrix: Any = None
    unassessed: Count | None = None
    changes: list[Change] | None = None
    change_counts: list[Count] = field(default_factory=list)
    events: list[Event] | None = None


def grouped_work(user: User, today: datetime.date) -> Work:
    """The person's work: overdue, due within seven days, later."""
    week = today + datetime.timedelta(days=7)
    items = my_work(user, today)
    return Work(
        overdue=[item for item in items if item.due < today],
        this_week=[item for item in items if today <= item.due <= week],
        later=[item for item in items if item.due > week],
    )


def home(user: User, today: datetime.date) -> HomePage:
    """Everything the first page shows to this person."""
    page = HomePage(work=grouped_work(user, today))
    if _may(user, "smp.view_version", "smp.read_version"):
        page.plan = _plan(user, today, page.work)
    if _may(user, "objectives.view_objective", "objectives.own_objective"):
        page.objectives, page.objective_lines = _objectives(user, today)
    if _may(user, "risks.view_risk", "risks.own_risk"):
        visible = Risk.objects.visible_to(user)
        page.matrix = risk_selectors.matrix(queryset=visible, link=_risks_at)
        page.unassessed = Count(
            _("not assessed yet"), page.matrix.unassessed, _link("risks:list", attention="unassessed")
        )
    if _may(user, "changes.view_change", "changes.own_change"):
        visible = Change.objects.visible_to(user)
        page.changes = list(change_selectors.in_flight(visible)[:FIRST])
        page.change_counts = _changes(visible)
    if user.has_perm("audit.view_event"):
        page.events = list(Event.objects.exclude(action__in=COMING_AND_GOING).defer("detail")[:6])
    return page


def _may(user: User, *permissions: str) -> bool:
    return any(user.has_perm(permission) for permission in permissions)


def _link(name: str, **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _risks_at(query: dict[str, Any]) -> str:
    return _link("risks:list", **query)


def _plan(user: User, today: datetime.date, work: Work) -> PlanState:
    version, drafted = smp_selectors.in_force_and_open()
    if not user.has_perm("smp.view_version"):
        drafted = None
    if version is None or version.next_review_on is None:
        return PlanState(version, drafted)
    review = next((item for item in work.every if item.kind == "smp_review"), None)
    days = ((review.due if review else version.next_review_on) - today).days
    if days < 0:
        pill = Pill(_("Review overdue"), "red")
    elif days <= HORIZON:
        pill = Pill(_("Review due soon"), "yellow")
    else:
        pill = Pill(_("In force"), "green")
    asked = next((item for item in work.every if item.kind == "smp_acknowledgement"), None)
    return PlanState(
        version,
        drafted,
        review_words=day_words(version.next_review_on, today),
        review_pill=pill,
        asked=asked,
        asked_words=day_words(asked.due, today) if asked else "",
        review=review,
        review_due_words=day_words(review.due, today) if review else "",
    )


def _objectives(user: User, today: datetime.date) -> tuple[list[Count], list[Line]]:
    found = overview(user=user, on=today, first=FIRST)
    counts = [
        Count(
            str(verdict.label),
            count,
            _link("objectives:list", verdict=verdict.value),
            objective_selectors.VERDICT_COLOURS[verdict],
        )
        for verdict, count in found.counts.items()
    ]
    return counts, found.lines


def _changes(visible) -> list[Count]:
    counted = change_selectors.summary(visible)
    shown = ("submitted", "approved", "in_progress", "implemented")
    return [
        Count(str(state.label), count, _link("changes:list", state=state.value))
        for state, count in counted.items()
        if state.value in shown
    ]

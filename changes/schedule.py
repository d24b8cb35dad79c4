"""What is planned for which day in SMS changes: start and end, milestones, communication and training."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from changes.models import Change, ChangeMilestone, Communication, Training
from changes.plans import Plan

#: What each kind of event is called.
KINDS = {
    "start": _("Planned start"),
    "end": _("Planned end"),
    "milestone": _("Milestone"),
    "communication": _("Communication"),
    "training": _("Training"),
}

#: The icon of each kind of event.
ICONS = {
    "start": "player-play",
    "end": "flag",
    "milestone": "circle-check",
    "communication": "speakerphone",
    "training": "school",
}

#: What a change says at length is not read with each of its events.
UNSHOWN = tuple(
    f"change__{field.attname}"
    for field in Change._meta.concrete_fields
    if field.name not in (*Change.LISTED, "id") and not field.is_relation
)


@dataclass(frozen=True)
class Event:
    """Something that a change plans for a day; `done_on` is the day on which it came about, None while it is open.

    `row` is the row of the plan; None for the start and the end of the change itself.
    """

    kind: str
    change: Change
    words: str
    day: datetime.date
    done_on: datetime.date | None
    owner: Any = None
    row: Any = None

    @property
    def kind_words(self) -> str:
        """What kind of event it is, in the reader's language."""
        return str(KINDS[self.kind])

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its change."""
        return row_anchor(self.kind, self.row) if self.row is not None else "who"

    @property
    def address(self) -> str:
        """The page of its change, at its place."""
        return f"{self.change.get_absolute_url()}#{self.anchor}"

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[self.kind]

    def state(self, today: datetime.date) -> str:
        """`done`, `late` or `open`; nothing is late in a change whose life is over."""
        if self.done_on is not None:
            return "done"
        return "late" if self.day < today and self.change.is_open else "open"


def row_anchor(kind: str, row: ChangeMilestone | Communication | Training) -> str:
    """Where a row stands on the page of its change."""
    return f"{kind}-{row.pk}"


def events_of(change: Change, plan: Plan) -> list[Event]:
    """Everything that one change plans for a day, the earliest first. No query beside those of the plan."""
    rows = [*plan.milestones, *plan.communications, *plan.trainings]
    return sorted([*_ends(change), *(_event(row, change) for row in rows)], key=_order)


def events_between(
    changes: QuerySet[Change], running: Iterable[Change], first: datetime.date, last: datetime.date
) -> list[Event]:
    """What these changes plan for the days from `first` to `last`, the earliest first; `running` are those of
    `spanning`. Three queries.
    """
    plain = changes.order_by().values("pk")
    found = [event for change in running for event in _ends(change) if first <= event.day <= last]
    for kind in (ChangeMilestone, Communication, Training):
        rows = kind.objects.filter(change__in=plain, due__range=(first, last)).select_related("change", "owner")
        found += [_event(row, row.change) for row in rows.defer(*UNSHOWN)]
    return sorted(found, key=_order)


def spanning(changes: QuerySet[Change], first: datetime.date, last: datetime.date) -> QuerySet[Change]:
    """The changes whose planned time touches the days from `first` to `last`, the earliest first."""
    begins = Q(planned_start__lte=last) | Q(planned_start=None, planned_end__lte=last)
    ends = Q(planned_end__gte=first) | Q(planned_end=None, planned_start__gte=first)
    shown = changes.only(*Change.LISTED, "started_at", "implemented_at")
    return shown.filter(begins & ends).order_by("planned_start", "planned_end", "pk")


def _ends(change: Change) -> Iterator[Event]:
    for kind, day, done in (
        ("start", change.planned_start, change.started_at),
        ("end", change.planned_end, change.implemented_at),
    ):
        if day is not None:
            yield Event(kind, change, change.title, day, localtime(done).date() if done else None, change.owner)


def _event(row: ChangeMilestone | Communication | Training, change: Change) -> Event:
    done = row.held_on if isinstance(row, Training) else row.done_on
    kind = {ChangeMilestone: "milestone", Communication: "communication", Training: "training"}[type(row)]
    return Event(kind, change, str(row), row.due, done, row.owner, row)


def _order(event: Event) -> tuple[datetime.date, int, int, int]:
    return event.day, list(ICONS).index(event.kind), event.change.pk, getattr(event.row, "pk", 0)

"""The register of SMS changes as a calendar: what runs when, and what is planned for which day."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from changes import states
from changes.calendar import Month, Piece, Span, lanes
from changes.models import Change
from changes.schedule import events_between, spanning
from changes.views.calendar_items import Bar, Marked, Marker
from changes.views.lists import ChangesPage
from smsplan.ui.filter_panel import KEPT, KEPT_BY_RESET
from smsplan.ui.today import today

#: How many events a day shows at once; the others are a click away.
MOST_EVENTS = 4


@dataclass(frozen=True)
class Day:
    """A day of the calendar with the events of its changes."""

    day: datetime.date
    inside: bool
    is_today: bool
    events: list[Marked]

    @property
    def told(self) -> list[Marked]:
        """The events beside the start and the end of changes, which the bars show."""
        return [one for one in self.events if one.event.row is not None]

    @property
    def first(self) -> list[Marked]:
        """The events that are shown at once."""
        return self.told[:MOST_EVENTS]

    @property
    def rest(self) -> list[Marked]:
        """The events that are a click away."""
        return self.told[MOST_EVENTS:]


@dataclass(frozen=True)
class Week:
    """A week: its days, and the changes that run through it, line by line."""

    days: list[Day]
    lanes: list[list[tuple[Piece, SafeString]]]


class ChangeCalendar(ChangesPage):
    """The calendar of one month. What it filters is what the list filters. Five queries, however many changes."""

    face = "calendar"
    rows_template = "changes/_calendar.html"
    template_name = "changes/faces.html"
    kept_names = (*KEPT, "month")
    kept_by_reset = (*KEPT_BY_RESET, "month")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the weeks of the month, and the way to the months beside it."""
        context = super().get_context_data(**kwargs)
        present = Month.of(today())
        month = Month.read(self.request.GET.get("month", "")) or present
        return (
            context
            | {
                "month": date_format(month.first, "F Y"),
                "previous": self.month_link(month.moved(-1)),
                "next": self.month_link(month.moved(1)),
                "today_url": self.month_link(present)["url"] if month != present else "",
                "weekdays": [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)],
            }
            | self.month_context(month)
        )

    def month_link(self, month: Month | None) -> dict[str, str] | None:
        """A month in words, and its address."""
        if month is None:
            return None
        url = self.request.path + self.query(self.state(page=None, month=month))
        return {"label": date_format(month.first, "F Y"), "url": url}

    def month_context(self, month: Month) -> dict[str, Any]:
        """The weeks for the table, and the agenda of a phone: the month's own days on which something is planned."""
        changes = self.table.data.data
        if not self.request.GET.get("state"):
            changes = changes.exclude(state__in=(states.REJECTED, states.CANCELLED))
        weeks = month.weeks()
        first, last = weeks[0][0], weeks[-1][-1]
        running = list(spanning(changes, first, last))
        by_day: dict[datetime.date, list[Marked]] = {}
        now, marker = today(), Marker()
        for event in events_between(changes, running, first, last):
            by_day.setdefault(event.day, []).append(marker.marked(event, event.state(now)))
        spans = [span_of(change) for change in running]
        bars = {change.pk: Bar(change) for change in running}
        shown = [
            Week(
                [Day(day, Month.of(day) == month, day == now, by_day.get(day, [])) for day in week],
                drawn(lanes(week, spans), bars),
            )
            for week in weeks
        ]
        days = [day for week in shown for day in week.days]
        return {
            "weeks": shown,
            "agenda": [day for day in days if day.inside and day.events],
            "running": [bars[span.what.pk] for span in spans if runs_in(span, month)],
        }


def span_of(change: Change) -> Span:
    """The planned time of a change; a change that says only one of its days runs on that day."""
    first = change.planned_start or change.planned_end
    last = change.planned_end or change.planned_start
    return Span(change, first, last)


def runs_in(span: Span, month: Month) -> bool:
    """Whether it runs in the month itself, and not only in the days beside it."""
    return Month.of(span.first) <= month <= Month.of(span.last)


def drawn(lines: list[list[Piece]], bars: dict[int, Bar]) -> list[list[tuple[Piece, SafeString]]]:
    """The pieces with what they show; a gap day by day, so that the lines between days go on."""
    return [
        [
            (part, bars[part.what.pk].part(part) if part.what else SafeString(""))
            for piece in line
            for part in ([piece] if piece.what else [Piece(1)] * piece.days)
        ]
        for line in lines
    ]

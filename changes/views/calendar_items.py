"""Events and bars of the calendar as HTML, written without a template: a month shows some three hundred."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from changes.calendar import Piece
from changes.models import Change
from changes.schedule import KINDS, Event
from changes.tables import STATE_COLOURS
from smsplan.ui.escaping import escaped
from smsplan.ui.icons import icon
from smsplan.ui.templatetags.ui import day


@dataclass(frozen=True)
class Marked:
    """An event with its state (done, late or open), as it stands in the table and, at length, in the agenda."""

    event: Event
    state: str
    item: SafeString
    agenda_item: SafeString


class Marker:
    """Marks the events of one page, in the reader's language."""

    def __init__(self) -> None:
        self.kinds = {kind: escaped(words) for kind, words in KINDS.items()}
        self.states = {
            "done": f'<span class="visually-hidden"> ({escaped(_("done"))})</span>',
            "late": f' <span class="overdue-word">{escaped(_("overdue"))}</span>',
            "open": "",
        }

    def marked(self, event: Event, state: str) -> Marked:
        """The event: its kind, which the table leaves to screen readers, its words, its state, and where it leads."""
        kind, words, reference = self.kinds[event.kind], escaped(event.words), escaped(event.change.reference)
        url = escaped(event.address if event.row is not None else event.change.get_absolute_url())
        of_change = f' <span class="calendar-of">{reference}</span>'

        def item(kind_class: str, end: str) -> SafeString:
            return mark_safe(
                f'<li><a class="calendar-event calendar-event-{state}" href="{url}" '
                f'title="{kind}: {words} · {reference}">{icon(event.icon)}<span><span class="calendar-words">'
                f'<span class="{kind_class}">{kind}: </span>{words}</span>{self.states[state]}{end}</span></a></li>'
            )

        return Marked(
            event,
            state,
            item=item("visually-hidden", "" if event.row is not None else of_change),
            agenda_item=item("timeline-kind", of_change),
        )


class Bar:
    """A change that runs through days: its state in words, the days that are planned for it, and its page."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.state = change.get_state_display()
        self.days = f"{day(change.planned_start)} – {day(change.planned_end)}"
        self.url = change.get_absolute_url()
        self.colour = STATE_COLOURS[change.state]
        name, state = escaped(f"{change.reference} {change.title}"), escaped(self.state)
        self._rest = (
            f'" href="{escaped(self.url)}" title="{name} · {state}"><span class="calendar-bar-text">{name}</span>'
            f'<span class="visually-hidden">, {state}, {escaped(self.days)}</span></a>'
        )

    def part(self, piece: Piece) -> SafeString:
        """What stands in one of its pieces, which are its weeks."""
        ends = (" calendar-begins" if piece.begins else "") + (" calendar-ends" if piece.ends else "")
        return mark_safe(f'<a class="calendar-bar calendar-{self.colour}{ends}{self._rest}')

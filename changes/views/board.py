"""The register of SMS changes as a board: a column for each state, a card for each change."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from changes import states
from changes.models import Change
from changes.tables import STATE_COLOURS, milestones_done, milestones_only, signs_of
from changes.views.detail import moves_of
from changes.views.lists import ChangesPage
from smsplan.accounts.models import User
from smsplan.ui.parts import Move, Pill
from smsplan.ui.today import today

#: The order of the columns; the last two are shown only when something is in them.
ORDER = (*states.PATH, states.REJECTED, states.CANCELLED)
AT_NEED = (states.REJECTED, states.CANCELLED)
#: How many cards a column shows; the list shows the rest.
MOST_CARDS = 30


@dataclass(frozen=True)
class Card:
    """A change on the board; `moves` are the pages of what this person may do on it now."""

    change: Change
    overdue: bool
    milestones: str
    signs: list[Pill]
    moves: list[Move]


@dataclass(frozen=True)
class Column:
    """The changes of a state: how many there are, the first of them, and where all are."""

    state: str
    pill: Pill
    count: int
    cards: list[Card]
    list_url: str

    @property
    def more(self) -> int:
        """How many it does not show."""
        return self.count - len(self.cards)


class ChangeBoard(ChangesPage):
    """The board. What it filters is what the list filters. Six queries, however many cards."""

    face = "board"
    rows_template = "changes/_board.html"
    template_name = "changes/faces.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the columns."""
        context = super().get_context_data(**kwargs)
        return context | {"columns": self.columns_of(self.table.data.data) if context["total"] else []}

    def columns_of(self, changes) -> list[Column]:
        """The columns, each with its first cards: what ends first stands on top, what is over the other way round."""
        counts = dict(changes.order_by().values_list("state").annotate(count=Count("pk", distinct=True)))
        cards: dict[str, list[Card]] = {state: [] for state in ORDER}
        for change in self.first_of_each(changes):
            cards[change.state].append(self.card_of(change))
        labels = dict(Change.State.choices)
        shown = [state for state in ORDER if state not in AT_NEED or counts.get(state)]
        return [
            Column(
                state,
                Pill(str(labels[state]), STATE_COLOURS[state]),
                counts.get(state, 0),
                cards[state],
                reverse("changes:list") + self.query(self.state(page=None, state=state)),
            )
            for state in shown
        ]

    def first_of_each(self, changes):
        """The first changes of each state, with what cards and moves need."""
        order = (F("planned_end").asc(nulls_last=True), F("pk").desc())
        place = Window(RowNumber(), partition_by=F("state"), order_by=order)
        first = changes.order_by().values("pk").annotate(place=place).filter(place__lte=MOST_CARDS).values("pk")
        return (
            Change.objects.filter(pk__in=first)
            .for_list()
            .only(*Change.LISTED, "created_by", "submitted_by", "implemented_by")
            .order_by(*order)
            .prefetch_related(
                milestones_only(),
                Prefetch("written_by", User.objects.only("pk")),
                Prefetch("follow_ups", Change.objects.only("state", "follows")),
            )
        )

    def card_of(self, change: Change) -> Card:
        """The card of a change."""
        return Card(
            change,
            change.overdue(today()),
            milestones_done(change),
            signs_of(change),
            moves_of(self.request.user, change),
        )

"""Table columns for registers: words for states, dates in the reader's language, links for references.

They render without a template per cell, which is what makes a list of fifty rows quick.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString

from smsplan.ui.escaping import escaped
from smsplan.ui.templatetags.ui import day, due, moment, number, render_pill


@dataclass(frozen=True)
class Needs:
    """What a column asks of the database beyond its list's own query, while it is shown.

    `fields` that the list defers, `joins` to related records, `linked` rows in one more query for the whole page.
    """

    fields: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    linked: Callable[[], Prefetch] | None = None


class BaseTable(tables.Table):
    """A table in the house's look, whose columns can be chosen."""

    #: Columns that can't be taken away.
    always_shown: ClassVar[tuple[str, ...]] = ("reference", "title")
    #: Columns that only those see who chose them.
    hidden_at_first: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[dict[str, Needs]] = {}
    #: Whether each row begins with a box to tick.
    selectable = False

    class Meta:
        attrs = {"class": "table table-list"}
        template_name = "ui/table.html"
        empty_text = ""
        default = "–"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "–")
        super().__init__(*args, **kwargs)

    def at_first(self) -> list[str]:
        """The columns shown to those who chose none."""
        return [column.name for column in self.columns.iterall() if column.name not in self.hidden_at_first]

    def show(self, names: Collection[str]) -> list[str]:
        """Show these columns and those always shown, in the table's order; unknown names are passed over.

        Returns the shown ones: nothing, and nothing changed, when none of the names is known.
        """
        every = [column.name for column in self.columns.iterall()]
        if not set(every) & set(names):
            return []
        shown = [name for name in every if name in names or name in self.always_shown]
        for name in every:
            (self.columns.show if name in shown else self.columns.hide)(name)
        return shown

    def fetching(self, queryset: QuerySet, names: Collection[str]) -> QuerySet:
        """The queryset with what these columns need."""
        wanted = [self.needs[name] for name in names if name in self.needs]
        joins = [join for needs in wanted for join in needs.joins]
        if joins:
            queryset = queryset.select_related(*joins)
        present, deferred = queryset.query.deferred_loading
        if wanted and not deferred:  # The list names the fields it loads; these come on top.
            queryset = queryset.only(*present, *(field for needs in wanted for field in needs.fields))
        linked = [needs.linked() for needs in wanted if needs.linked is not None]
        return queryset.prefetch_related(*linked) if linked else queryset


class ReferenceColumn(tables.Column):
    """The record's reference, linked to its page. `td` gets the class `reference`."""

    def __init__(self, *args: Any, url: Callable[[Any], str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "reference"}, "th": {"class": "reference"}})
        super().__init__(*args, **kwargs)
        self.url = url

    def render(self, value: Any, record: Any) -> SafeString:
        """The linked reference."""
        address = self.url(record) if self.url else address_of(record)
        return SafeString(f'<a href="{escaped(address)}">{escaped(value)}</a>')


def address_of(record: Any) -> str:
    """The record's own page, worked out once although reference and title both link to it."""
    address = record.__dict__.get("_ui_address")
    if address is None:
        address = record.__dict__["_ui_address"] = record.get_absolute_url()
    return address


class TitleColumn(ReferenceColumn):
    """The record's title, linked to its page; the card's headline on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "headline"}, "th": {"class": "headline"}})
        super().__init__(*args, **kwargs)


class PillColumn(tables.Column):
    """A state in words and colour: `pill` turns value and record into a Pill."""

    def __init__(self, *args: Any, pill: Callable[[Any, Any], Any], **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)
        self.pill = pill

    def render(self, value: Any, record: Any) -> SafeString:
        """The pill."""
        return render_pill(self.pill(value, record))


class DayColumn(tables.Column):
    """A date in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """The date."""
        return day(value)


class DueColumn(DayColumn):
    """A date that is marked when it is past. `open` tells whether the record still waits for it."""

    def __init__(self, *args: Any, open: Callable[[Any], bool] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = open

    def render(self, value: Any, record: Any) -> str:  # type: ignore[override]
        """The date, with the word when it is overdue."""
        return due(value) if self.open is None or self.open(record) else day(value)


class MomentColumn(DayColumn):
    """A date and time in the reader's language and time zone."""

    def render(self, value: Any) -> str:
        """The date and time."""
        return moment(value)


class NamesColumn(tables.Column):
    """The names of linked records, read with the page by `Needs.linked` into the attribute it says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("attrs", {"td": {"class": "roomy"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """The names, one after the other."""
        return ", ".join(str(getattr(linked, "title", linked)) for linked in value) or "–"


class NumberColumn(tables.Column):
    """A number, right-aligned, with the reader's separators."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "number"}, "th": {"class": "number"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """The number."""
        return number(value)

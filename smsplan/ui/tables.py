"""Table columns for registers: words for states, dates in the reader's language, links for references.

They render without a template per cell, which is what makes a list of fifty rows quick.
"""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from smsplan.ui.escaping import escaped
from smsplan.ui.templatetags.ui import day, due, moment, number, render_pill


class BaseTable(tables.Table):
    """A table in the house's look."""

    class Meta:
        attrs = {"class": "table table-list"}
        template_name = "ui/table.html"
        empty_text = ""
        default = "–"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "–")
        super().__init__(*args, **kwargs)


class ReferenceColumn(tables.Column):
    """The record's reference, linked to its page. `td` gets the class `reference`."""

    def __init__(self, *args: Any, url: Callable[[Any], str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "reference"}})
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
        kwargs.setdefault("attrs", {"td": {"class": "headline"}})
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


class NumberColumn(tables.Column):
    """A number, right-aligned, with the reader's separators."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "number"}, "th": {"class": "number"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """The number."""
        return number(value)

"""Template tags of the frame: icons, pills, fields, dates, and quick table rows."""

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import forms, template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smsplan.ui.forms import dress_widget
from smsplan.ui.icons import icon as draw_icon
from smsplan.ui.parts import COLOURS, Pill
from smsplan.ui.rows import table_html
from smsplan.ui.today import today

register = template.Library()

_BELONGS_TOGETHER = re.compile(r"\b\d{1,2} [^\W\d]+ \d{4}\b|\d %")


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "alert-triangle" %}`: an inline icon, hidden from screen readers."""
    return draw_icon(name)


@register.simple_tag
def pill(value: Pill | str | None, colour: str = "grey") -> SafeString:
    """`{% pill record_pill %}` or `{% pill "Draft" "blue" %}`: a state in words with its colour."""
    return render_pill(value, colour)


def render_pill(value: Pill | str | None, colour: str = "grey") -> SafeString:
    """A pill as HTML; nothing for None. Raises ValueError for a colour that does not exist."""
    if value is None or value == "":
        return SafeString("")
    label, shade = (value.label, value.colour) if isinstance(value, Pill) else (value, colour)
    if shade not in COLOURS:
        raise ValueError(f"No pill colour {shade!r}; there are {', '.join(COLOURS)}.")
    return _pill_html(str(label), shade)


@lru_cache(maxsize=1024)
def _pill_html(label: str, shade: str) -> SafeString:
    return format_html('<span class="pill pill-{}">{}</span>', shade, label)


@register.filter
def day(value: datetime.date | datetime.datetime | None, style: str = "short") -> str:
    """`{{ risk.review_date|day }}`: 3 Nov 2026; `|day:"long"`: 3 November 2026. A dash for nothing."""
    if not value:
        return "–"
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return _day(
        value.year, value.month, value.day, "DATE_FORMAT" if style == "long" else "SHORT_DATE_FORMAT", get_language()
    )


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day_of_month: int, style: str, language: str | None) -> str:
    """Lists repeat few dates many times. The language is there to keep the answers apart."""
    return date_format(datetime.date(year, month, day_of_month), style)


@register.filter
def moment(value: datetime.datetime | None, style: str = "short") -> str:
    """`{{ event.at|moment }}`: 3 Nov 2026, 14:05, in the reader's time zone. A dash for nothing."""
    if not value:
        return "–"
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "DATETIME_FORMAT" if style == "long" else "SHORT_DATETIME_FORMAT")


@register.filter
def due(value: datetime.date | None) -> SafeString:
    """A date; when it is past, marked by word and colour."""
    if not value:
        return SafeString("–")
    if value < today():
        return format_html(
            '<span class="overdue">{} <span class="overdue-word">{}</span></span>', day(value), _("overdue")
        )
    return SafeString(conditional_escape(day(value)))


@register.filter
def number(value: Any) -> str:
    """A number with the reader's separators. A dash for nothing."""
    if value is None or value == "":
        return "–"
    return number_format(value, force_grouping=True)


@register.filter
def or_dash(value: Any) -> Any:
    """The value, or a dash when there is none (zero is a value)."""
    return "–" if value is None or value == "" else value


@register.filter
def unbroken(value: Any) -> str:
    """A text whose dates and percentages stay on one line wherever it is broken: "31 December 2026", "98 %"."""
    return _BELONGS_TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), str(value))


@register.filter
def at(values: Any, index: int) -> Any:
    """The value at a position; nothing when there is none."""
    try:
        return values[index]
    except (IndexError, TypeError):
        return ""


@register.filter
def table_cells(texts: Iterable[str]) -> SafeString:
    """The cells of a row of plain texts, unbroken and with their own line breaks; a dash where there is none.

    Written without a template: a plan has tables of thousands of cells.
    """
    return mark_safe("".join(f"<td>{_cell(text)}</td>" for text in texts))


def _cell(text: str) -> str:
    if not text:
        return "–"
    return "<br>".join(escape(unbroken(text)).replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@register.filter
def w5(value: Any) -> int:
    """A percentage to the nearest 5, for the classes `w-0` to `w-100`."""
    try:
        percent = float(value)
    except (TypeError, ValueError):
        return 0
    return int(min(max(percent, 0), 100) / 5 + 0.5) * 5


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: Any) -> str:
    """`{% querystring_with page=3 q=None %}`: the URL's parameters with changes; None and "" remove."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def sort_url(context: template.Context, table: Any, column: Any) -> str:
    """The list sorted by a column, or the other way round, from its first page."""
    query = context["request"].GET.copy()
    query[table.prefixed_order_by_field] = column.order_by_alias.next
    query.pop(table.prefixed_page_field, None)
    return f"?{query.urlencode()}"


@register.simple_tag
def field(bound: forms.BoundField, label_hidden: bool = False) -> SafeString:
    """`{% field form.title %}`: label above, the widget, help under it, errors beside it, all tied together."""
    widget = bound.field.widget
    dress_widget(widget)
    kind = "input"
    if isinstance(widget, forms.CheckboxInput):
        kind = "check"
    elif isinstance(widget, forms.MultiWidget) or getattr(widget, "is_group", False):
        kind = "group"
    elif isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        kind = "choices"
    attrs: dict[str, Any] = {}
    if bound.errors and kind in {"input", "check"}:
        attrs["class"] = f"{widget.attrs.get('class', '')} is-invalid".strip()
    context = {"field": bound, "kind": kind, "widget": bound.as_widget(attrs=attrs) if kind != "choices" else None}
    if kind in {"choices", "group"}:
        described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
        described += [f"{bound.auto_id}_error"] if bound.errors else []
        context["described"] = " ".join(described)
    if kind == "choices":
        context["many"] = len(bound.subwidgets) > 8
    return mark_safe(get_template("ui/_field.html").render(context | {"label_hidden": label_hidden}))


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """`{% table_rows table %}`: the body rows of a django-tables2 table."""
    return table_html(table)

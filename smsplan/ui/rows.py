"""The rows of a table, written quickly.

django-tables2 asks for the signature of every render function and looks up every field once per cell, which for fifty
rows costs more than all the rest of a page. Here both are asked once per column. What is written is the same
(tests/ui/test_tables.py compares the two); columns with habits of their own are left to the library.
"""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2.columns.base import BoundColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.utils import A, signature

from smsplan.ui.escaping import escaped

Cell = Callable[[Any], Any]
LEFT_TO_THE_LIBRARY = (BaseLinkColumn, tables.ManyToManyColumn, tables.TemplateColumn, tables.CheckBoxColumn)
RENDER_ARGUMENTS = {"value", "record", "column", "bound_column", "bound_row", "table"}
_MISSING = object()
#: Cells that say nothing: a phone's cards leave them out.
SAYS_NOTHING = frozenset(("", "–"))


def table_html(table: tables.Table) -> SafeString:
    """The body rows of a table as HTML, each cell with its column's head in `data-label` and, where it says
    nothing, `data-empty`, for the cards of a phone.

    Column classes come from `attrs={"td": {"class": ...}}`; row classes from `class` of the table's `row_attrs`,
    which may be a function of the record. Rows of a selectable table begin with a box that sends the key: `pk`.
    """
    columns = []
    for bound in table.columns:
        css = escaped((bound.column.attrs.get("td") or {}).get("class", ""))
        label = escaped(bound.header)
        start = f'<td data-label="{label}" class="{css}"' if css else f'<td data-label="{label}"'
        columns.append((f"{start}>", f"{start} data-empty>", cell_of(table, bound)))
    row_class = (table.row_attrs or {}).get("class")
    selectable = getattr(table, "selectable", False)
    select = escaped(_("Select %(row)s"))
    lines = []
    for row in table.paginated_rows:
        css = row_class(row.record) if callable(row_class) else row_class
        lines.append(f'<tr class="{escaped(css)}">' if css else "<tr>")
        if selectable:
            row_label = select % {"row": escaped(getattr(row.record, "reference", row.record))}
            lines.append(
                f'<td class="tick"><label><input type="checkbox" name="pk" value="{row.record.pk}" '
                f'aria-label="{row_label}"></label></td>'
            )
        for start, start_of_none, cell in columns:
            content = escaped(cell(row))
            lines.append(start_of_none if content in SAYS_NOTHING else start)
            lines.append(content)
            lines.append("</td>")
        lines.append("</tr>\n")
    return mark_safe("".join(lines))


def cell_of(table: tables.Table, bound: BoundColumn) -> Cell:
    """A function from a row to the content of this column's cell."""
    column = bound.column
    if isinstance(column, LEFT_TO_THE_LIBRARY):
        return lambda row: row.get_cell(bound.name)
    value_of = reader(table, bound)
    render = bound.render
    plain = getattr(render, "__func__", None) is tables.Column.render
    wanted, catch_all = signature(render)
    names = tuple(RENDER_ARGUMENTS) if catch_all else wanted
    callable_as_it_is = set(names) <= RENDER_ARGUMENTS
    empty, default, link = column.empty_values, bound.default, bound.link
    fixed = {"column": column, "bound_column": bound, "table": table}

    def cell(row: Any) -> Any:
        record = row.record
        value = value_of(record)
        if value in empty:
            return default
        every = {"value": value, "record": record, "bound_row": row, **fixed}
        if plain:
            content = value
        else:
            content = render(**{name: every[name] for name in names}) if callable_as_it_is else None
        return link(content, **every) if link else content

    return cell


def reader(table: tables.Table, bound: BoundColumn) -> Callable[[Any], Any]:
    """A function from a record to this column's value: a choice's label, an attribute, or a path of attributes."""
    accessor = A(bound.accessor)
    display = choice_display(table, accessor)
    if display is not None:
        return display
    bits = accessor.bits

    def by_path(record: Any) -> Any:
        return accessor.resolve(record, quiet=True)

    if len(bits) != 1 or not _is_model(table):
        return by_path
    name = bits[0]

    def by_attribute(record: Any) -> Any:
        value = getattr(record, name, _MISSING)
        if value is _MISSING or callable(value):
            return by_path(record)
        return value

    return by_attribute


def choice_display(table: tables.Table, accessor: A) -> Callable[[Any], Any] | None:
    """The reader of a field with choices: its label instead of its code. None for other fields."""
    if not _is_model(table):
        return None
    try:
        model_field = accessor.get_field(table.data.model)
    except FieldDoesNotExist:
        return None
    path, _separator, last = accessor.rpartition(accessor.SEPARATOR)
    if not getattr(model_field, "choices", None) or getattr(model_field, "name", None) != last:
        return None
    owner = A(path)
    # Django makes a dictionary of all choices each time that it is asked for one label.
    labels = dict(model_field.flatchoices)

    def display(record: Any) -> Any:
        holder = owner.resolve(record, quiet=True) if path else record
        if not isinstance(holder, Model):
            return None
        value = getattr(holder, model_field.attname)
        label = labels.get(value, value)
        return label if label is None else str(label)

    return display


def _is_model(table: tables.Table) -> bool:
    model = getattr(table.data, "model", None)
    return isinstance(model, type) and issubclass(model, Model)

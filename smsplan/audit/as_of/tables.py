"""Temporary views that stand before the tables of the same name and show them as they were at a moment.

PostgreSQL looks for a relation among a session's temporary ones first. A view for each table with a history therefore
lets the whole ORM read the past, with its joins, annotations and deferred fields, and raw SQL as well. The views live
in one transaction that is always rolled back.

What a view shows: of each record the last history row before the moment, unless it says that the record was deleted;
many-to-many links by that same history row; append-only tables by the time at which a row was written (a model names
that column in `written_at`); history tables up to the moment. Rows without any history were made by a migration and
stand as they are now. People always stand as they are now: what a person may see is decided by today's rights.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils.timezone import is_aware

_COLUMNS = """
    SELECT c.relname, a.attname, CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::text::regnamespace AND c.relname = ANY(%s)
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum
"""
#: Where the moment goes in a statement.
_MOMENT = "{moment}"


@dataclass(frozen=True)
class Tracked:
    """A table with its history table, and its many-to-many tables with theirs."""

    table: str
    history: str
    many: Sequence[tuple[str, str, str]]  # (table, history table, the column that names the record)
    #: The column that says when the record was made, if it has one: then its history begins with its making.
    made_at: str


def show_past(moment: datetime.datetime) -> None:
    """Put the views up for the transaction under way: whatever was written at `moment` or later is not seen."""
    if not is_aware(moment) or not connection.in_atomic_block:
        raise RuntimeError("The past is shown for a moment with a time zone, inside a transaction.")
    literal = f"'{moment.astimezone(datetime.UTC).isoformat()}'::timestamptz"
    with connection.cursor() as cursor:
        # Without parameters, so that percent signs in the expressions of generated columns stay what they are.
        cursor.execute(_statements(connection.settings_dict["NAME"]).replace(_MOMENT, literal))


@lru_cache(maxsize=4)
def _statements(_database: str) -> str:
    """All views of a database, as one text of SQL with a place for the moment."""
    tracked, written = list(_tracked()), list(_written())
    names = {one.table for one in tracked} | {one.history for one in tracked} | {table for table, _column in written}
    names |= {name for one in tracked for table, history, _record in one.many for name in (table, history)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(_COLUMNS, [sorted(names)])
        columns: dict[str, dict[str, str | None]] = {}
        for table, column, expression in cursor.fetchall():
            columns.setdefault(table, {})[column] = expression

    def real(table: str) -> str:
        return f"{_quoted(schema)}.{_quoted(table)}"

    statements = []
    for one in tracked:
        statements.append(_view(one.table, _records(one, columns, real)))
        statements.append(_view(one.history, f"SELECT * FROM {real(one.history)} WHERE history_date < {_MOMENT}"))
        for table, history, record in one.many:
            statements.append(_view(table, _links(one, table, history, record, columns, real)))
    for table, column in written:
        statements.append(_view(table, f"SELECT * FROM {real(table)} WHERE {_quoted(column)} < {_MOMENT}"))
    return ";\n".join(statements)


def _tracked() -> Iterator[Tracked]:
    for model in apps.get_models():
        recorder = model.__dict__.get("_history_recorder")
        if recorder is None or model is get_user_model() or not model._meta.managed:
            continue
        historical = model.history.model
        yield Tracked(
            table=model._meta.db_table,
            history=historical._meta.db_table,
            many=[
                (field.m2m_db_table(), recorder.m2m_models[field]._meta.db_table, field.m2m_column_name())
                for field in historical._history_m2m_fields
            ],
            made_at=next((f.column for f in model._meta.concrete_fields if f.name == "created_at"), ""),
        )


def _written() -> Iterator[tuple[str, str]]:
    """Append-only tables: (table, the column that says when a row was written)."""
    for model in apps.get_models():
        written_at = model.__dict__.get("written_at", "")
        if isinstance(written_at, str) and written_at:
            field = model._meta.get_field(written_at)
            assert isinstance(field, models.DateTimeField)
            yield model._meta.db_table, field.column


def _view(name: str, query: str) -> str:
    return f"CREATE TEMPORARY VIEW {_quoted(name)} AS {query}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _last(history: str) -> str:
    """The last history row of each record before the moment: its keys alone, since the rows are wide."""
    return (
        f"(SELECT DISTINCT ON (id) id, history_id FROM {history} WHERE history_date < {_MOMENT}"
        " ORDER BY id, history_date DESC, history_id DESC)"
    )


def _records(one: Tracked, columns: dict[str, dict[str, str | None]], real) -> str:
    live, history = real(one.table), real(one.history)
    kept = columns[one.history]
    stored = [column for column, expression in columns[one.table].items() if expression is None]
    # What the history leaves out (see excluded_fields) comes from the record as it is now.
    now = any(column not in kept for column in stored)
    chosen = ", ".join(f"{'h' if column in kept else 'live'}.{_quoted(column)}" for column in stored)
    beside = f" JOIN {live} live ON live.id = h.id" if now else ""
    known = (
        f"SELECT {chosen} FROM {_last(history)} last"
        f" JOIN {history} h ON h.history_id = last.history_id AND h.id = last.id{beside} WHERE h.history_type <> '-'"
    )
    plain = ", ".join(f"live.{_quoted(column)}" for column in stored)
    never = f"SELECT {plain} FROM {live} live WHERE NOT EXISTS (SELECT FROM {history} h WHERE h.id = live.id)"
    if one.made_at:
        parts = [known, f"{never} AND live.{_quoted(one.made_at)} < {_MOMENT}"]
    else:
        # Made by a migration and changed since: as it was first recorded, which is the nearest that is known.
        first = (
            f"SELECT {chosen} FROM {history} h{beside} WHERE h.history_type = '~' AND h.history_date >= {_MOMENT}"
            f" AND NOT EXISTS (SELECT FROM {history} e WHERE e.id = h.id"
            " AND (e.history_date, e.history_id) < (h.history_date, h.history_id))"
        )
        parts = [known, never, first]
    shown = ", ".join(
        _quoted(column) if expression is None else _generated(column, expression, live, stored)
        for column, expression in columns[one.table].items()
    )
    return f"SELECT {shown} FROM ({' UNION ALL '.join(parts)}) past"


def _generated(column: str, expression: str, live: str, stored: Sequence[str]) -> str:
    """What PostgreSQL makes of a row's other columns. It is taken from a row that was not saved since: to make the
    words that a search reads of ten thousand risks anew takes seconds."""
    now, past = (
        ", ".join(f"{row}.{_quoted(name)}" for name in (["revision"] if "revision" in stored else stored))
        for row in ("now", "past")
    )
    same = (
        f"SELECT now.{_quoted(column)} FROM {live} now"
        f" WHERE now.id = past.id AND ROW({now}) IS NOT DISTINCT FROM ROW({past})"
    )
    return f"COALESCE(({same}), ({expression})) AS {_quoted(column)}"


def _links(one: Tracked, table: str, history: str, record: str, columns, real) -> str:
    wanted = list(columns[table])
    chosen = ", ".join(f"l.{_quoted(column)}" for column in wanted)
    # Asked link by link: pages and exports want those of some records, and find them by an index.
    last = (
        f"SELECT h.history_id FROM {real(one.history)} h WHERE h.id = l.{_quoted(record)}"
        f" AND h.history_date < {_MOMENT} ORDER BY h.history_date DESC, h.history_id DESC LIMIT 1"
    )
    return (
        f"SELECT {chosen} FROM {real(history)} l WHERE l.history_id = ({last})"
        f" UNION ALL SELECT {chosen} FROM {real(table)} l"
        f" WHERE NOT EXISTS (SELECT FROM {real(one.history)} h WHERE h.id = l.{_quoted(record)})"
    )

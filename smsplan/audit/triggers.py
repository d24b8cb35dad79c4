"""Database triggers that make a table append-only."""

import pgtrigger

_REFUSE = "RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"


def append_only() -> list[pgtrigger.Trigger]:
    """The triggers that refuse UPDATE, DELETE and TRUNCATE on a table, whoever asks."""
    return [
        pgtrigger.Trigger(
            name="append_only_rows",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name="append_only_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_REFUSE,
        ),
    ]


def never_deleted() -> list[pgtrigger.Trigger]:
    """The triggers that refuse DELETE and TRUNCATE: the row may change but never go."""
    return [
        pgtrigger.Trigger(
            name="never_deleted_rows",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=_REFUSE,
        ),
        pgtrigger.Trigger(
            name="never_deleted_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_REFUSE,
        ),
    ]

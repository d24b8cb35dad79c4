"""Puts the database back after a test that committed.

Django empties all tables after such a test, which here fails twice over: history and event tables refuse it by
trigger, and what the data migrations made (roles, risk criteria) would be gone. So the state right after the migrations
is kept in memory, and brought back with triggers off.
"""

import io
import time
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import DeadlockDetected

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'django_migrations' ORDER BY 1
"""
SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1
"""


BUSY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle'
"""
# What a page sends in parting is answered after the test has ended.
PARTING_SECONDS = 5


@dataclass(frozen=True)
class Snapshot:
    """Every table's rows, as COPY writes them, and every sequence's place."""

    rows: dict[str, bytes]
    sequences: list[tuple[str, int, bool]]


def take_snapshot(connection: BaseDatabaseWrapper) -> Snapshot:
    """What the database holds now."""
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            buffer = io.BytesIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", buffer)
            rows[table] = buffer.getvalue()
        cursor.execute(SEQUENCES)
        sequences = cursor.fetchall()
    return Snapshot(rows, sequences)


def restore_snapshot(connection: BaseDatabaseWrapper, snapshot: Snapshot) -> None:
    """Bring the database back to the snapshot, whatever its triggers and foreign keys say.

    Raises OperationalError when another connection still holds a row after ten seconds.
    """
    for _attempt in range(3):
        _wait_for_others(connection)
        try:
            return _restore(connection, snapshot)
        except OperationalError as error:
            # What was sent in parting arrived in this very moment, and PostgreSQL let it go first.
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise AssertionError("Somebody else writes on and on into the test's database.")


def _restore(connection: BaseDatabaseWrapper, snapshot: Snapshot) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '10s'")
        # To empty what is empty already would take longer than to look.
        questions = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in snapshot.rows
        )
        cursor.execute(questions)
        filled = [table for (table,) in cursor.fetchall()]
        if filled:
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in filled))
        for table, rows in snapshot.rows.items():
            if rows:
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.BytesIO(rows))
        for name, value, is_called in snapshot.sequences:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value, is_called])


def _wait_for_others(connection: BaseDatabaseWrapper) -> None:
    """Let others end what they are about: two who take the same rows in different order wait for each other."""
    last = time.monotonic() + PARTING_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < last:
            cursor.execute(BUSY)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)

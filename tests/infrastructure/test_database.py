"""What tests/database.py promises: a test that commits leaves nothing, and takes nothing away."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

from tests.database import restore_snapshot, take_snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refusing_table():
    """A table that refuses UPDATE, DELETE and TRUNCATE, as history tables do, with one row in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TABLE kept (id bigserial PRIMARY KEY, word text);
            CREATE FUNCTION kept_refuses() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'kept is append-only'; END $$;
            CREATE TRIGGER kept_rows BEFORE UPDATE OR DELETE ON kept
                FOR EACH ROW EXECUTE FUNCTION kept_refuses();
            CREATE TRIGGER kept_table BEFORE TRUNCATE ON kept
                FOR EACH STATEMENT EXECUTE FUNCTION kept_refuses();
            INSERT INTO kept (word) VALUES ('first, with a tab\tand a \\ in it');
            """
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kept; DROP FUNCTION kept_refuses()")


def words() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept ORDER BY id")
        return [word for (word,) in cursor.fetchall()]


def test_brings_append_only_rows_and_sequences_back(refusing_table):
    before = words()
    snapshot = take_snapshot(connection)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept (word) VALUES ('second'), ('third')")
    restore_snapshot(connection, snapshot)
    assert words() == before
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept (word) VALUES ('next') RETURNING id")
        assert cursor.fetchone() == (2,)


def test_triggers_refuse_again_afterwards(refusing_table):
    restore_snapshot(connection, take_snapshot(connection))
    for statement in ("UPDATE kept SET word = ''", "DELETE FROM kept", "TRUNCATE kept"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_of_data_migrations_survive_each_test(turn):
    assert not Group.objects.filter(name="made by the other turn").exists()
    assert Group.objects.exists(), "the roles come from a data migration"
    Group.objects.all().delete()
    Group.objects.create(name="made by the other turn")

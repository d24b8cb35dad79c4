"""Migrations in batches: the same database as operation by operation."""

import pytest
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from smsplan.migrating import BatchedMigration, batches

OURS = ("smsplan", "risks", "objectives", "changes", "smp")
# Below this it makes no difference.
FEW = 5
MADE = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
        FROM information_schema.columns WHERE table_name LIKE 'trial%' ORDER BY table_name, ordinal_position
    """,
    "constraints": """
        SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid::regclass::text LIKE 'trial%' ORDER BY 1
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'trial%' ORDER BY 1",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(t.oid), prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid
        WHERE tgrelid::regclass::text LIKE 'trial%' AND NOT tgisinternal ORDER BY 1
    """,
    "rows": "SELECT title, words, paid FROM trial_plan ORDER BY 1",
}


def trigger(message: str) -> compiler.Trigger:
    sql = compiler.UpsertTriggerSql(
        func=f"RAISE EXCEPTION '{message}';",
        hash=message,
        operation="DELETE",
        pgid="pgtrigger_kept_trial",
        table="trial_plan",
        when="BEFORE",
    )
    return compiler.Trigger(name="kept", sql=sql)


def first_plan(apps, schema_editor):
    apps.get_model("trial", "Plan").objects.create(title="First", note="By the old name")


def key() -> tuple[str, models.Field]:
    return "id", models.BigAutoField(primary_key=True)


def operations() -> list:
    """What the registers' migrations do, with much that must not fall into one batch."""
    return [
        migrations.CreateModel("Plan", [key(), ("title", models.CharField(max_length=20))]),
        migrations.CreateModel(
            "Part", [key(), ("plan", models.ForeignKey("trial.plan", models.CASCADE, related_name="parts"))]
        ),
        migrations.AddConstraint("plan", models.UniqueConstraint(fields=["title"], name="trial_title")),
        migrations.AddIndex("plan", models.Index(fields=["-title"], name="trial_order")),
        AddTrigger("plan", trigger("kept")),
        migrations.AddField("plan", "note", models.CharField(max_length=20, null=True)),
        migrations.AddField("plan", "paid", models.DecimalField(max_digits=9, decimal_places=2, default=7)),
        migrations.AlterField("plan", "note", models.CharField(max_length=40, default="Nothing")),
        migrations.AddConstraint("plan", models.CheckConstraint(condition=models.Q(paid__gte=0), name="trial_paid")),
        migrations.CreateModel("Person", [key()]),
        migrations.AddField("plan", "readers", models.ManyToManyField("trial.person")),
        migrations.AddField("part", "owner", models.ForeignKey("trial.person", models.PROTECT, null=True)),
        migrations.AlterModelOptions("part", {"ordering": ["pk"]}),
        RemoveTrigger("plan", "kept"),
        AddTrigger("plan", trigger("kept still")),
        migrations.RunPython(first_plan),
        migrations.RenameField("plan", "note", "words"),
        migrations.AlterField("plan", "words", models.TextField(default="")),
        migrations.RunSQL(
            "ALTER TABLE trial_part ADD weight integer",
            state_operations=[migrations.AddField("part", "weight", models.IntegerField(null=True))],
        ),
        migrations.AddIndex("part", models.Index(fields=["weight"], name="trial_weight")),
        migrations.RemoveConstraint("plan", "trial_title"),
        migrations.RemoveField("part", "owner"),
    ]


def applied(base: type[migrations.Migration]) -> tuple[dict[str, list], ProjectState]:
    """What the database holds after the operations, which are taken back, and the state that they come to."""
    migration = type("Migration", (base,), {"operations": operations()})("0001_trial", "trial")
    try:
        with transaction.atomic():
            with connection.schema_editor() as editor:
                state = migration.apply(ProjectState(), editor)
            found = {}
            with connection.cursor() as cursor:
                for name, question in MADE.items():
                    cursor.execute(question)
                    found[name] = cursor.fetchall()
            raise NotImplementedError("taken back")
    except NotImplementedError:
        return found, state


@pytest.mark.django_db
def test_the_database_is_the_same_as_operation_by_operation():
    one_by_one, expected_state = applied(migrations.Migration)
    in_batches, state = applied(BatchedMigration)
    assert in_batches == one_by_one
    assert all(one_by_one.values())
    assert one_by_one["rows"][0][:2] == ("First", "By the old name")
    assert state == expected_state
    assert state.apps.get_model("trial", "part")._meta.get_field("weight")


def test_batches_are_few_and_keep_the_order():
    every = operations()
    found = list(batches(every))
    assert [operation for batch in found for operation in batch] == every
    assert max(map(len, found)) >= 5
    assert len(found) < len(every) / 2 + 2


def test_every_migration_that_does_much_is_batched():
    slow = []
    for migration in MigrationLoader(None).disk_migrations.values():
        changes = [one for one in migration.operations if not isinstance(one, migrations.RunPython | migrations.RunSQL)]
        if type(migration).__module__.split(".")[0] in OURS and len(changes) > FEW:
            if not isinstance(migration, BatchedMigration):
                slow.append(str(migration))
    assert not slow, "Let these be BatchedMigrations (smsplan/migrating.py)."

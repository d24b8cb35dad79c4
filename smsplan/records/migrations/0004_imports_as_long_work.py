import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from smsplan.migrating import BatchedMigration


def forget_unfinished(apps, schema_editor):
    """Uploads that were only previewed have no check of the new kind: they are uploaded again. Done ones stay."""
    runs = apps.get_model("records", "ImportRun").objects.using(schema_editor.connection.alias)
    runs.filter(state="previewed").delete()
    runs.update(work_state="ready", percent=100)


class Migration(BatchedMigration):

    dependencies = [
        ("records", "0003_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("importrun", "created_by", "requested_by"),
        migrations.RenameField("importrun", "created_at", "requested_at"),
        migrations.AlterField(
            "importrun", "requested_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="requested by"),
        ),
        migrations.AlterField("importrun", "requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="requested")),
        migrations.AddField("importrun", "work_state", models.CharField(choices=[("queued", "Queued"), ("running", "Running"), ("ready", "Ready"), ("failed", "Failed")], default="queued", max_length=10, verbose_name="state")),
        migrations.AddField("importrun", "percent", models.PositiveSmallIntegerField(default=0, verbose_name="progress in percent")),
        migrations.AddField("importrun", "step", models.CharField(blank=True, max_length=200, verbose_name="step")),
        migrations.AddField("importrun", "error", models.TextField(blank=True, verbose_name="error")),
        migrations.AddField("importrun", "attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
        migrations.AddField("importrun", "queued_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        migrations.AddField("importrun", "finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
        migrations.AddField("importrun", "headings", models.JSONField(default=list)),
        migrations.AddField("importrun", "matching", models.JSONField(default=list)),
        migrations.AddField("importrun", "words", models.JSONField(default=dict)),
        migrations.AddField("importrun", "checks", models.PositiveIntegerField(default=0)),
        migrations.AddField("importrun", "found", models.JSONField(default=dict)),
        migrations.AddField("importrun", "result", models.JSONField(default=dict)),
        migrations.AlterField(
            "importrun", "state",
            models.CharField(choices=[("matching", "Columns to be matched"), ("checking", "Being checked"), ("checked", "Checked"), ("importing", "Being imported"), ("done", "Imported")], default="matching", max_length=10),
        ),
        migrations.RunPython(forget_unfinished, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("title", models.TextField(blank=True)),
                ("outcome", models.CharField(choices=[("new", "New"), ("update", "Updated"), ("unchanged", "Unchanged"), ("duplicate", "Similar"), ("error", "With errors")], max_length=10)),
                ("decision", models.CharField(blank=True, choices=[("new", "Import as new"), ("update", "Update that record"), ("skip", "Skip")], max_length=10)),
                ("record_id", models.BigIntegerField(null=True)),
                ("revision", models.PositiveIntegerField(null=True)),
                ("detail", models.JSONField(default=dict)),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="records.importrun")),
            ],
            options={
                "ordering": ("number",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["run", "outcome", "number"], name="import_row_outcome")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="import_row_once"),
                    models.CheckConstraint(condition=models.Q(("decision", ""), ("outcome", "duplicate"), _connector="OR"), name="import_decides_on_duplicates"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMemory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("columns", models.JSONField(default=dict)),
                ("words", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("kind", "person"), name="import_memory_once")],
            },
        ),
    ]

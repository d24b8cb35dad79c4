"""Plans that were written as texts get rows: impacts, communication, training and success criteria, one row a text.

A text that fits its row whole moves there; a longer one stays as a note, with its beginning in the row. The history says
both. The triggers that keep submitted plans as they are would refuse it, so they rest meanwhile.
"""

from django.db import migrations
from django.utils import timezone

TABLES = ("changes_change", "changes_impact", "changes_communication", "changes_training", "changes_criterion")
REASON = "The text of the plan became a row of it."
#: Of the change, which go with each state of it in the history.
LINKED = ("services", "practices", "obligations", "risks", "written_by")
#: Text of the change -> model of the row, and where in it the text goes.
ROWS = {
    "impacts": ("Impact", "description", 300),
    "communication": ("Communication", "message", 500),
    "training": ("Training", "topic", 300),
    "success_criteria": ("Criterion", "description", 300),
}
#: Who is told and trained was part of the text.
AUDIENCE = "–"


def move_texts(apps, schema_editor):
    change_model = apps.get_model("changes", "Change")
    if not change_model.objects.exists():
        return
    # What waits for the end of the transaction would keep the tables from being altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for change in change_model.objects.order_by("pk"):
        moved = [name for name in ROWS if getattr(change, name).strip() and _make_row(apps, change, name)]
        if moved:
            for name in moved:
                setattr(change, name, "")
            change.revision += 1
            change.save(update_fields=[*moved, "revision"])
            _tell(apps, change, moved)
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _make_row(apps, change, name) -> bool:
    """The row of a text; whether it holds the text whole."""
    kind, column, longest = ROWS[name]
    text = " ".join(getattr(change, name).split())
    fields = {column: text if len(text) <= longest else f"{text[: longest - 1]}…"}
    if name in ("communication", "training"):
        day = change.planned_end or change.planned_start or timezone.localdate(change.created_at)
        fields |= {"audience": AUDIENCE, "due": day, "owner_id": change.owner_id}
    if name == "success_criteria" and change.effective is not None:
        fields |= {
            "met": change.effective,
            "evidence": change.evidence,
            "verified_by_id": change.verified_by_id,
            "verified_at": change.verified_at,
        }
    row = apps.get_model("changes", kind).objects.create(change=change, **fields)
    columns = [field.attname for field in row._meta.concrete_fields]
    apps.get_model("changes", f"Historical{kind}").objects.create(
        **{column: getattr(row, column) for column in columns},
        history_date=timezone.now(),
        history_type="+",
        history_change_reason=REASON,
        history_actor_name="smsplan",
    )
    return len(text) <= longest


def _tell(apps, change, moved) -> None:
    """The last state of the change in the history once more, without the texts that moved."""
    history = apps.get_model("changes", "HistoricalChange")
    row = history.objects.filter(id=change.pk).order_by("-history_date", "-history_id").first()
    if row is None:
        return
    before = row.history_id
    row.history_id = None
    row._state.adding = True
    for name in moved:
        setattr(row, name, "")
    row.revision = change.revision
    row.history_date, row.history_type, row.history_user_id = timezone.now(), "~", None
    row.history_change_reason, row.history_actor_name = REASON, "smsplan"
    row.save(force_insert=True)
    for name in LINKED:
        links = apps.get_model("changes", f"HistoricalChange_{name}")
        for link in links.objects.filter(history_id=before):
            link.m2m_history_id = None
            link._state.adding = True
            link.history_id = row.history_id
            link.save(force_insert=True)


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0005_verified_by_criteria'),
    ]

    operations = [
        migrations.RunPython(move_texts, migrations.RunPython.noop),
    ]

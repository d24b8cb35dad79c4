"""History and events can't be changed or removed, tried in SQL on every table; and no model is without history."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from simple_history.models import HistoricalChanges

from smsplan.audit.events import Action, record_event
from smsplan.audit.models import Event

pytestmark = pytest.mark.django_db

OURS = {"accounts", "audit", "inbox", "records", "context", "risks", "objectives", "changes", "smp", "reviews",
        "evidence", "work"}  # fmt: skip

#: Models that keep no history of their own, each with its reason. Whoever adds one says why.
EXEMPT = {
    "audit.Event": "is the audit trail, append-only",
    "inbox.Notification": "is no record of the SMS; that a reminder was sent is an audit event",
    "objectives.DashboardDocument": "a copy on paper; asking for, building and downloading it are audit events",
    "records.Counter": "only numbers references; the references stand in their records' history",
    "records.Submission": "a claim on one sending of a form, written once",
    "records.ImportRun": "an uploaded file on its way; the import is an audit event with its SHA-256",
    "records.ImportRow": "what a check found of one row of an uploaded file, and the decision on it",
    "records.ImportMemory": "how one person matched headings and words last",
    "records.ListPreference": "how one person wants a list to look",
    "records.SavedView": "a person's filters under a name; says nothing of the SMS",
    "risks.Assessment": "append-only: a new opinion is a new row",
    "reviews.Snapshot": "append-only, with a SHA-256 on its review",
    "reviews.ReviewDocument": "written once by trigger; building and downloading it are audit events",
    "smp.Acknowledgement": "append-only",
    "smp.Approver": "append-only",
    "smp.Decision": "append-only",
    "smp.PlanReview": "append-only",
    "smp.Preview": "a picture of a draft for one person, swept after a day",
    "smp.Publication": "written once by trigger; publishing and downloading it are audit events",
    "smp.SectionDraft": "what somebody types, before it is saved; saving it is history of the section",
    "smp.SectionLock": "who writes now; says nothing of the SMS",
    "work.ReminderRun": "append-only",
}


def is_history(model: type[models.Model]) -> bool:
    """simple-history's tables: rows of a model, and of its many-to-many links."""
    return issubclass(model, HistoricalChanges) or model.__name__.startswith("Historical")


def own_models() -> list[type[models.Model]]:
    """Every model of ours, in the same order in each test process."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return sorted(found, key=lambda model: model._meta.label)


def refuses(model: type[models.Model]) -> bool:
    """Whether the model asks for the triggers."""
    return any(trigger.name == "append_only_rows" for trigger in getattr(model._meta, "triggers", []))


HISTORY = [model for model in own_models() if is_history(model)]
APPEND_ONLY = [model for model in own_models() if model is Event or is_history(model) or refuses(model)]


def forced_row(model: type[models.Model]) -> None:
    """A row in the table, past every foreign key: a row trigger needs one (migrations may have made it)."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = current_schema() AND is_nullable = 'NO' AND is_identity = 'NO'",
            [model._meta.db_table],
        )
        columns = cursor.fetchall()
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", [table])
        for (name,) in cursor.fetchall():  # Until the test's transaction ends.
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(name)}")
        blank = {
            "bool": "false", "jsonb": "'{}'", "date": "current_date", "timestamptz": "now()", "bytea": "''",
            "varchar": "'x'", "text": "'x'", "_varchar": "'{}'", "uuid": "gen_random_uuid()", "inet": "'127.0.0.1'",
        }  # fmt: skip
        names = ", ".join(connection.ops.quote_name(name) for name, _kind in columns)
        values = ", ".join(blank.get(kind, "1") for _name, kind in columns)
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING")
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
def test_rows_that_stand_cannot_be_changed_or_removed(model):
    table, key = (connection.ops.quote_name(n) for n in (model._meta.db_table, model._meta.pk.column))
    forced_row(model)
    for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] >= 1


def test_history_of_every_model_is_found():
    labels = {model._meta.label for model in HISTORY}
    assert {"accounts.HistoricalUser", "risks.HistoricalRisk", "smp.HistoricalVersion"} <= labels
    assert len(labels) > 15


@pytest.mark.parametrize(
    "model",
    [m for m in own_models() if not is_history(m) and not m._meta.auto_created],
    ids=lambda model: model._meta.label,
)
def test_every_model_has_history_or_a_reason(model):
    if hasattr(model, "_history_recorder"):
        assert model._meta.label not in EXEMPT, "It has history: take it off the list."
    else:
        assert model._meta.label in EXEMPT, "Give it History(), or a reason why not in EXEMPT."


def test_no_exemption_is_left_over():
    assert set(EXEMPT) <= {model._meta.label for model in own_models()}


@pytest.mark.parametrize("label", sorted(EXEMPT))
def test_what_is_exempt_as_append_only_is(label):
    if "append-only" in EXEMPT[label]:
        assert apps.get_model(label) in APPEND_ONLY


def test_the_orm_is_refused_too(people):
    event = record_event(action=Action.EXPORTED, actor=people.auditor, label="Risks")
    for act in (
        lambda: Event.objects.filter(pk=event.pk).update(reason="other"),
        lambda: Event.objects.filter(pk=event.pk).delete(),
        lambda: people.auditor.history.all().delete(),
        lambda: people.auditor.history.update(full_name="Somebody else"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_an_action_that_is_not_registered_cannot_be_recorded(people):
    with pytest.raises(ValueError, match="tampered"):
        record_event(action="tampered", actor=people.auditor)


def test_history_keeps_the_name_of_its_time(people):
    person = people.contributor
    from smsplan.accounts.services import person_save

    person.job_title = "Analyst"
    person_save(person=person, actor=people.administrator, reason="New work")
    people.administrator.full_name = "Another Name"
    people.administrator.save()
    row = person.history.first()
    assert (
        row.history_actor_name == "Wahyu Adi <administrator@example.test>" and row.history_change_reason == "New work"
    )

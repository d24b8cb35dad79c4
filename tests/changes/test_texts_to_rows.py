"""Plans that were written as texts before there were rows."""

import datetime
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from changes import services, trail
from changes.models import Change
from smsplan.context.models import Service
from smsplan.records.services import save_record
from tests.changes.conftest import whole

pytestmark = pytest.mark.django_db

LONG = "word " * 100


@pytest.fixture
def old(compliance, contributor, manager) -> Change:
    """A submitted plan as it was written before: all texts, no rows."""
    service = save_record(Service(title="Core banking"), actor=compliance)
    texts = whole(
        impacts=LONG, communication="Letter to all customers", training="", success_criteria="98% in time\nfor a month"
    )
    change = services.change_save(
        change=Change(owner=contributor, **texts), actor=compliance, many={"services": [service]}
    )
    Change.objects.filter(pk=change.pk).update(state="submitted", submitted_by=compliance)
    return Change.objects.get(pk=change.pk)


def migrate() -> None:
    """Run the step on the models as they were before it."""
    step = import_module("changes.migrations.0006_rows_of_texts")
    apps = MigrationLoader(connection).project_state(("changes", "0005_verified_by_criteria")).apps
    with connection.schema_editor() as editor:
        step.move_texts(apps, editor)


def test_texts_become_rows_and_nothing_is_lost(old, contributor):
    migrate()
    change = Change.objects.get(pk=old.pk)
    assert (change.impacts, change.communication, change.success_criteria) == (LONG, "", "")
    assert change.state == "submitted" and change.revision == old.revision + 1
    impact = change.impact_rows.get()
    assert len(impact.description) == 300 and impact.description.endswith("…")
    told = change.communications.get()
    assert (told.message, told.due, told.owner) == (
        "Letter to all customers", datetime.date(2026, 4, 30), contributor
    )  # fmt: skip
    assert change.criteria.get().description == "98% in time for a month"
    assert not change.trainings.exists()


def test_the_history_says_so_with_what_was_linked(old):
    migrate()
    saves = trail.saves(Change.objects.get(pk=old.pk))
    moved = [save for save in saves if save.reason == "The text of the plan became a row of it."]
    words = {label: (before, after) for save in moved for label, before, after in save.changes}
    assert words["Notes on communication"] == ("Letter to all customers", "–")
    assert words["Success criterion"] == ("–", "98% in time for a month")
    assert "Affected services" not in words, "links stay"


def test_what_was_verified_keeps_its_judgement(old, compliance, manager):
    verified = {
        "state": "verified", "approved_by": manager, "approved_at": old.created_at, "effective": False,
        "evidence": "91% only", "verified_by": manager, "verified_at": old.created_at,
    }  # fmt: skip
    Change.objects.filter(pk=old.pk).update(**verified)
    migrate()
    criterion = Change.objects.get(pk=old.pk).criteria.get()
    assert (criterion.met, criterion.evidence, criterion.verified_by) == (False, "91% only", manager)


def test_the_triggers_stand_again_afterwards(old):
    migrate()
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
        old.communications.update(message="Something else")
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
        Change.objects.filter(pk=old.pk).update(purpose="Something else")

"""Versions that were frozen before a version could name the SMS changes it takes up."""

from importlib import import_module

import pytest
from django.db import connection

from changes import selectors
from changes.models import Change
from smp import services
from smp.models import Version
from tests.smp.conftest import approve, publish_now, submit
from tests.smp.test_drift import verified_change

pytestmark = pytest.mark.django_db


def frozen_before_naming(version: Version) -> None:
    """Take out what versions keep since they name changes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE smp_version SET frozen = frozen - 'changes' - 'carried' WHERE id = %s", [version.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def waiting() -> set[str]:
    return set(Change.objects.awaiting_plan().values_list("title", flat=True))


def test_what_was_verified_by_then_waits_no_more_and_says_in_which_version_it_is(draft, author, manager):
    old = verified_change(author, manager, title="Verified by then")
    approve(submit(draft, author), manager)
    first = publish_now(draft)
    frozen_before_naming(first)
    second = services.version_draft(actor=author, reason_kind="correction", change_summary="A word")
    approve(submit(second, author), manager)
    frozen_before_naming(publish_now(second))
    verified_change(author, manager, title="Verified since")
    assert waiting() == {"Verified by then", "Verified since"}

    migration = import_module("smp.migrations.0006_changes_in_older_versions")
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute(migration.NAME)

    assert waiting() == {"Verified since"}
    carried = selectors.carried(old, manager)
    assert not carried.waiting and [version for version, _state in carried.versions] == [first], "the first that had it"


def test_a_version_that_names_changes_is_left_as_it_is(draft, author, manager):
    verified_change(author, manager, title="Not named")
    approve(submit(draft, author), manager)
    version = publish_now(draft)
    with connection.cursor() as cursor:
        cursor.execute(import_module("smp.migrations.0006_changes_in_older_versions").NAME)
    assert waiting() == {"Not named"} and not version.changes.exists()

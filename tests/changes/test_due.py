"""What waits for whom in the change register."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes import services
from changes.due import due_items
from changes.services.logging import milestone_log
from tests.changes.conftest import plan, plan_rows

#: The day on which the changes of these tests are submitted, approved and implemented.
NOW = datetime.datetime(2026, 3, 10, 3, tzinfo=datetime.UTC)
LATER = datetime.date(2026, 4, 12)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


def told(**asked) -> list[tuple]:
    """What waits: kind, owner, day."""
    return sorted((item.kind, item.owner_id, item.due) for item in due_items(**asked))


def test_a_plan_waits_for_each_manager_who_may_decide(submitted, manager, compliance, contributor, auditor):
    due = datetime.date(2026, 3, 17)
    assert told(today=LATER) == [("change_approval", manager.pk, due)]
    assert told(today=LATER, user=manager) == [("change_approval", manager.pk, due)]
    assert told(today=LATER, user=compliance) == told(today=LATER, user=auditor) == []
    assert told(today=datetime.date(2026, 2, 10)) == [], "not before it is near"


def test_it_does_not_wait_for_its_own_author(compliance, contributor, manager):
    change = plan(compliance, owner=contributor)
    change.written_by.add(manager)
    services.change_submit(change=change, actor=compliance)
    assert told(today=LATER, user=manager) == []
    assert told(today=LATER) == [("change_approval", None, datetime.date(2026, 3, 17))], "told to Compliance"


def test_what_is_planned_waits_for_its_owner_else_for_that_of_the_change(compliance, contributor, manager, colleague):
    rows = plan_rows(
        communications=[
            {
                "audience": "Customers",
                "message": "It comes",
                "due": datetime.date(2026, 3, 20),
                "owner_id": colleague.pk,
            }
        ],
    )
    change = plan(compliance, owner=contributor, rows=rows)
    services.change_submit(change=change, actor=compliance)
    assert told(today=LATER, user=colleague) == [], "not before it is approved"
    services.change_approve(change=change, actor=manager)
    assert told(today=LATER, user=colleague) == [("change_communication", colleague.pk, datetime.date(2026, 3, 20))]
    own = [
        ("change", contributor.pk, datetime.date(2026, 4, 30)),
        ("change_milestone", contributor.pk, datetime.date(2026, 4, 1)),
        ("change_training", contributor.pk, datetime.date(2026, 4, 10)),
    ]
    assert told(today=LATER, user=contributor) == own
    assert told(today=LATER) == sorted([*own, ("change_communication", colleague.pk, datetime.date(2026, 3, 20))])


def test_what_is_done_and_what_lies_far_ahead_waits_for_nobody(started, contributor):
    assert [kind for kind, *_ in told(today=datetime.date(2026, 3, 2), user=contributor)] == [
        "change_communication", "change_milestone"
    ]  # fmt: skip
    milestone_log(milestone=started.milestones.get(), actor=contributor)
    assert [kind for kind, *_ in told(today=datetime.date(2026, 3, 2), user=contributor)] == ["change_communication"]
    assert told(today=datetime.date(2026, 3, 2), user=contributor, horizon=5) == []


def test_an_implemented_change_waits_for_who_had_no_hand_in_it(implemented, compliance, manager, contributor):
    due = datetime.date(2026, 4, 9)
    waiting = [item for item in told(today=LATER) if item[0] == "change_verification"]
    assert waiting == sorted([("change_verification", person.pk, due) for person in (compliance, manager)])
    assert "change_verification" not in [kind for kind, *_ in told(today=LATER, user=contributor)]


def test_each_item_leads_where_it_is_done_and_stands_in_my_work(as_person, implemented, contributor, compliance):
    for item in due_items(today=LATER, user=contributor):
        page = as_person(contributor).get(item.url.partition("#")[0])
        assert page.status_code == 200, item.url
    with time_machine.travel(datetime.datetime(2026, 4, 12, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(compliance).get("/work/").text
        assert "Verify the change" in page
        assert "A two-hour course" in as_person(contributor).get("/work/").text


def test_more_changes_ask_no_more_of_the_database(submitted, compliance, contributor, manager):
    def asked() -> int:
        manager.__dict__.pop("_perm_cache", None)
        with CaptureQueriesContext(connection) as queries:
            due_items(today=LATER)
        return len(queries)

    before = asked()
    for number in range(4):
        change = plan(compliance, owner=contributor, title=f"Change {number}")
        services.change_submit(change=change, actor=compliance)
    assert asked() == before

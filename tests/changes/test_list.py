"""The register of SMS changes: found by words, laid out and kept per person, and as it stood on a past day."""

import datetime

import pytest
import time_machine

from changes import services
from changes.models import Change
from risks.services import risk_create
from smsplan.context.models import Service
from smsplan.records.services import save_record
from tests.changes.conftest import plan, whole


def references(page) -> list[str]:
    return sorted(row.record.reference for row in page.context["table"].paginated_rows)


@pytest.fixture
def changes(draft, compliance, manager) -> list[Change]:
    """CHG-0001 of the contributor, CHG-0002 of the Manager."""
    other = Change(owner=manager, **whole(title="Move incidents to the e-mail desk", description="", purpose=""))
    return [draft, services.change_save(change=other, actor=compliance)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=adopt", [1]), ("q=chg 2", [2]), ("q=tickets adopt", [1]), ("q=e-mail", [2]), ("q=adapt", [1]),
        ("q=contributor", [1]), ("q=nothing+like+it", []),
        ("planned_after=2026-04-01&planned_before=2026-04-30", [1, 2]),
        ("planned_before=2026-04-29", []), ("state=draft&section=practices", [1, 2]), ("owner=null", []),
    ],
)  # fmt: skip
def test_what_is_found(as_person, changes, auditor, query, found):
    page = as_person(auditor).get(f"/changes/?{query}")
    assert page.status_code == 200
    assert references(page) == [f"CHG-{number:04d}" for number in found]


def test_by_a_risk_that_it_is_linked_to(as_person, changes, auditor, compliance):
    risk = risk_create(actor=compliance, title="Tickets are lost", likelihood=2, impact=2)
    changes[1].risks.set([risk])
    assert references(as_person(auditor).get(f"/changes/?risk={risk.pk}")) == ["CHG-0002"]


def test_columns_and_a_shared_view_are_kept(as_person, changes, compliance, auditor):
    changes[0].services.set([save_record(Service(title="Core banking"), actor=compliance)])
    client = as_person(compliance)
    client.post("/changes/preference/", {"columns": ["services", "created_at"]})
    page = client.get("/changes/")
    shown = [column.name for column in page.context["table"].columns.iterall() if column.visible]
    assert shown == ["reference", "title", "services", "created_at"] and "Core banking" in page.text
    client.post("/changes/views/new/", {"name": "Desk", "shared": "on", "query": "q=desk&sort=title"})
    page = as_person(auditor).get("/changes/")
    (link,) = page.context["view_menu"]["shared"]
    assert link["view"].name == "Desk" and references(client.get(link["url"])) == ["CHG-0001", "CHG-0002"]


def test_the_register_and_a_plan_as_they_stood_on_a_day(as_person, compliance, contributor, manager):
    with time_machine.travel(datetime.datetime(2026, 2, 2, 3, tzinfo=datetime.UTC), tick=True):
        change = plan(compliance, owner=contributor)
    with time_machine.travel(datetime.datetime(2026, 5, 4, 3, tzinfo=datetime.UTC), tick=True):
        change = services.change_submit(change=change, actor=compliance)
        services.change_approve(change=change, actor=manager)
        services.change_save(change=Change(owner=contributor, **whole(title="Made later")), actor=compliance)
    with time_machine.travel(datetime.datetime(2026, 6, 1, 3, tzinfo=datetime.UTC), tick=True):
        client = as_person(compliance)
        page = client.get("/changes/?as_of=2026-03-01")
        assert references(page) == [change.reference] and "Draft" in page.text and "Approved" not in page.text
        assert references(client.get("/changes/?as_of=2026-03-01&q=desk&state=draft")) == [change.reference]
        assert references(client.get("/changes/?as_of=2026-02-01")) == []
        page = client.get(f"{change.get_absolute_url()}?as_of=2026-03-01")
        assert page.status_code == 200 and f"{change.get_absolute_url()}submit/" not in page.text
        assert f"{change.get_absolute_url()}edit/" not in page.text

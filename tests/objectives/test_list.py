"""The register of objectives: found by words and filters, laid out and kept per person, changed in bulk."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives import services
from objectives.models import Objective
from risks.services import risk_create
from smsplan.context.models import Organization, Service
from smsplan.records.services import save_record
from tests.objectives.conftest import PRIORITY, whole_fields

#: The running cycle is 2026; the periods up to May have ended.
NOW = datetime.datetime(2026, 6, 15, 3, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def objectives(approved, compliance, contributor, manager):
    """OBJ-0001 approved and served, OBJ-0002 a bare draft, OBJ-0003 of the year before."""
    bare = services.objective_create(actor=compliance, title="Faster restoration of e-mail", area="Incidents")
    old = services.objective_create(
        actor=compliance,
        title="Fewer failed changes",
        area="Change Management",
        owner=manager,
        serves=["A priority of old"],
        start_date=datetime.date(2025, 1, 1),
        due_date=datetime.date(2025, 12, 31),
    )
    return [approved, bare, old]


def references(page) -> list[str]:
    return sorted(row.record.reference for row in page.context["table"].paginated_rows)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=uptime", [1]),
        ("q=e-mail", [2]),
        ("q=OBJ-0003", [3]),
        ("q=obj 3", [3]),
        ("q=restor mail", [2]),
        ("q=restoraton", [2]),
        ("q=melati", [1]),
        ("q=banks", [1]),
        ("q=nothing+like+it", []),
        ("state=draft", [2, 3]),
        ("area=Incidents", [2]),
        ("owner=null", [2]),
        ("sponsor=null", [2, 3]),
        ("cycle=2026", [1]),
        ("cycle=2025", [3]),
        ("due_after=2026-01-01", [1]),
        ("due_before=2025-12-31", [3]),
        (f"serves={PRIORITY}", [1]),
        ("serves=none", [2, 3]),
        ("verdict=no_data", [1]),
        ("attention=measurement_overdue", [1]),
        ("attention=corrective", []),
        ("attention=without_owner", [2]),
        ("attention=without_sponsor", [2, 3]),
        ("attention=follows", []),
        ("attention=at_stake", [1]),
        ("attention=open&q=uptime&state=approved", [1]),
        ("cycle=1066", []),
        ("serves=Nonsense", []),
        ("attention=bogus", []),
    ],
)
def test_what_is_found(as_person, objectives, auditor, compliance, query, found):
    risk = risk_create(actor=compliance, title="Site is lost", likelihood=3, impact=3)
    services.objective_set_risks(objective=objectives[0], risks=[risk], actor=compliance)
    page = as_person(auditor).get(f"/objectives/?{query}")
    assert page.status_code == 200
    assert references(page) == [f"OBJ-{number:04d}" for number in found]


def test_by_service_risk_and_what_needs_a_corrective_action(as_person, objectives, auditor, compliance, contributor):
    service = save_record(Service(title="Core banking"), actor=compliance)
    services.objective_set_risks(objective=objectives[1], risks=[], actor=compliance)
    objectives[1].services.set([service])
    risk = risk_create(actor=compliance, title="Site is lost", likelihood=3, impact=3)
    services.objective_set_risks(objective=objectives[2], risks=[risk], actor=compliance)
    client = as_person(auditor)
    assert references(client.get(f"/objectives/?service={service.pk}")) == ["OBJ-0002"]
    assert references(client.get(f"/objectives/?risk={risk.pk}")) == ["OBJ-0003"]
    for month in range(1, 6):
        day = datetime.date(2026, month, 1)
        services.measurement_record(objective=objectives[0], actor=contributor, period_start=day, value=90)
    assert references(client.get("/objectives/?attention=corrective")) == ["OBJ-0001"]


def test_a_search_sees_only_what_the_person_may_see(as_person, objectives, contributor):
    client = as_person(contributor)
    assert references(client.get("/objectives/")) == ["OBJ-0001"]
    assert references(client.get("/objectives/?q=restoraton")) == []
    assert "restoration" not in client.get("/objectives/?q=restoraton").text


def test_every_column_can_be_shown_at_the_same_cost_for_any_number(as_person, objectives, auditor):
    client = as_person(auditor)
    columns = ",".join(column.name for column in client.get("/objectives/").context["table"].columns.iterall())
    page = client.get(f"/objectives/?columns={columns}")
    assert page.status_code == 200 and PRIORITY in page.text and "98.5%" in page.text

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/objectives/?columns={columns}")
        return len(caught)

    few = queries()
    for number in range(6):
        services.objective_create(actor=None, title=f"Another {number}", unit="%", target=5)
    queries()  # Where objectives stand is judged once for each state of the register.
    assert queries() <= few


def test_columns_page_size_and_a_shared_view_are_kept(as_person, objectives, compliance, auditor):
    client = as_person(compliance)
    client.post("/objectives/preference/", {"columns": ["area", "sponsor"]})
    client.post("/objectives/preference/", {"per_page": "25"})
    page = client.get("/objectives/")
    shown = [column.name for column in page.context["table"].columns.iterall() if column.visible]
    assert shown == ["reference", "title", "area", "sponsor"] and page.context["table"].page.paginator.per_page == 25
    client.post("/objectives/views/new/", {"name": "Unserved", "shared": "on", "query": "serves=none"})
    page = as_person(auditor).get("/objectives/")
    (link,) = page.context["view_menu"]["shared"]
    assert link["view"].name == "Unserved" and references(client.get(link["url"])) == ["OBJ-0002", "OBJ-0003"]


def test_drafts_change_in_bulk_and_what_is_approved_says_how_it_changes(as_person, objectives, compliance, manager):
    client = as_person(compliance)
    page = client.get("/objectives/bulk/", {"pk": [one.pk for one in objectives]})
    rows = re.search(r'name="rows" value="([^"]*)"', page.text)[1]
    wish = {"rows": rows, "sponsor": manager.pk, "area": "Operations"}
    shown = client.post("/objectives/bulk/", wish | {"step": "preview"}).context
    assert [effect.record.reference for effect in shown["changing"]] == ["OBJ-0002", "OBJ-0003"]
    (refused,) = shown["refused"]
    assert refused.record.reference == "OBJ-0001" and "revision" in refused.why_not
    before = objectives[0].history.count()
    answer = client.post("/objectives/bulk/", wish | {"step": "apply", "reason": "Reorganized"})
    assert answer.status_code == 302
    for one in objectives:
        one.refresh_from_db()
    assert [one.area for one in objectives] == ["Service Availability", "Operations", "Operations"]
    assert [one.sponsor for one in objectives[1:]] == [manager, manager]
    assert objectives[1].history.first().history_change_reason == "Reorganized"
    assert objectives[0].history.count() == before


def test_only_who_may_change_objectives_gets_boxes(as_person, objectives, auditor, contributor):
    for person in (auditor, contributor):
        client = as_person(person)
        assert client.get("/objectives/").context["selection"] is None
        assert client.get("/objectives/bulk/", {"pk": objectives[0].pk}).status_code == 403


def test_a_list_without_priorities_has_everything_unserved(as_person, objectives, auditor):
    Organization.objects.filter(pk=1).update(strategic_priorities=[], policy="")
    assert len(references(as_person(auditor).get("/objectives/?serves=none"))) == 3
    assert Objective.objects.count() == 3 and whole_fields()["serves"]

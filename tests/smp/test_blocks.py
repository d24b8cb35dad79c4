"""What the live blocks say, from the registers as they stand, in the version's language."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from changes.models import Change, ChangeMilestone
from objectives.models import Milestone, Objective
from risks.services import risk_create
from smp import content
from smp.blocks import GATHERERS, gather
from smsplan.context.models import Practice, Service
from smsplan.records.services import save_record

pytestmark = pytest.mark.django_db


def rows(key: str, caption: str) -> dict[str, list[str]]:
    """The rows of a block's table by their keys."""
    part = next(part for part in gather(key)["parts"] if part.get("caption") == caption)
    return {row["key"]: row["cells"] for row in part["rows"]}


@pytest.fixture
def plan(registers, author, manager, contributor):
    """A running objective with a milestone, a change in flight with one, a high risk on service and practice."""
    service, practice = Service.objects.get(), Practice.objects.get()
    service.customers, service.owner_role = "Bank Nusa", "Service desk manager"
    save_record(service, actor=author)
    objective = Objective(
        title="Uptime",
        metric="Availability",
        unit="%",
        baseline=Decimal("98"),
        target=Decimal("99.5"),
        direction="at_least",
        measurement_approach="From monitoring.",
        owner=contributor,
        start_date=datetime.date(2026, 1, 1),
        due_date=datetime.date(2026, 12, 31),
    )
    save_record(objective, actor=author)
    Objective.objects.filter(pk=objective.pk).update(
        state="approved", submitted_by=author, approved_by=manager, approved_at=objective.created_at
    )
    objective.services.add(service)
    save_record(
        Milestone(objective=objective, title="Tool bought", due=datetime.date(2026, 6, 30), owner=manager), actor=author
    )
    change = save_record(Change(title="New desk", owner=author, planned_end=datetime.date(2026, 9, 30)), actor=author)
    save_record(ChangeMilestone(change=change, title="Staff trained", due=datetime.date(2026, 8, 31)), actor=author)
    Change.objects.filter(pk=change.pk).update(
        state="in_progress", submitted_by=author, approved_by=manager, approved_at=change.created_at
    )
    risk = risk_create(actor=author, title="Outage", owner=contributor, treatment="Second site", likelihood=3, impact=3)
    risk.practices.add(practice)
    risk.services.add(service)
    return {"objective": objective, "change": change, "risk": risk, "service": service, "practice": practice}


def test_every_block_can_be_gathered_and_is_described(registers):
    assert set(GATHERERS) == set(content.BLOCKS) == set(content.BLOCK_SHOWS)
    for key in content.BLOCKS:
        block = gather(key)
        assert block["key"] == key and block["parts"]


def test_milestones_of_objectives_and_changes_in_the_order_of_their_days(plan):
    found = rows("milestones", "Milestones")
    assert [(cells[0], cells[1], cells[2], cells[3]) for cells in found.values()] == [
        ("30 June 2026", "Tool bought", "Uptime", "Manager"),
        ("31 August 2026", "Staff trained", "New desk", "Author"),
        ("30 September 2026", "SMS change implemented", "New desk", "Author"),
        ("31 December 2026", "Objective due", "Uptime", "Contributor"),
    ]
    assert len(found) == 4, "each row has a key of its own"


def test_who_is_responsible_accountable_consulted_and_informed(plan, author, second_manager):
    risk = risk_create(actor=author, title="Fire", owner=second_manager, likelihood=1, impact=3)
    risk.services.add(plan["service"])
    found = rows("roles", "Responsible, accountable, consulted, informed (RACI)")
    assert found[plan["service"].reference] == [
        "Service", "Service Desk", "Contributor", "Author (Service desk manager)", "Second, Compliance",
        "Manager, Bank Nusa",
    ]  # fmt: skip
    assert found[plan["practice"].reference] == [
        "Practice", "Incident management", "", "", "Contributor, Compliance", "Manager",
    ]  # fmt: skip


def test_practices_are_as_strict_as_their_worst_open_risk_asks(plan, author):
    save_record(Practice(title="Capacity management"), actor=author)
    stringency = {cells[0]: cells[4] for cells in rows("practices", "Service management practices").values()}
    assert stringency == {"Incident management": "Strict", "Capacity management": "Standard"}
    headings = [part["heading"] for part in gather("practices")["parts"] if part["kind"] == "items"]
    assert headings == ["Controls of practices that are “Strict”", "Controls of practices that are “Standard”"]


def test_risks_are_summed_up_and_the_worst_are_named_in_a_block_of_their_own(plan):
    summary = gather("risks")["parts"]
    assert [part["kind"] for part in summary] == ["items", "matrix"]
    assert summary[0]["entries"] == ["1 open risk", "High: 1"]
    top = rows("top_risks", "Top risks and their treatment")
    assert top[plan["risk"].reference][3] == "Second site"


def test_a_target_within_a_band(plan):
    Objective.objects.filter(pk=plan["objective"].pk).update(direction="within", target="40", upper="60")
    assert rows("objectives", "Service management objectives")[plan["objective"].reference][3] == "40–60 %"


def test_the_words_are_those_of_the_language(plan):
    with translation.override("id"):
        assert gather("obligations")["title"] == "Kewajiban"


def test_queries_do_not_grow_with_the_registers(plan, author):
    def count() -> dict[str, int]:
        counted = {}
        for key in content.BLOCKS:
            with CaptureQueriesContext(connection) as queries:
                gather(key)
            counted[key] = len(queries)
        return counted

    before = count()
    for number in range(4):
        service = save_record(Service(title=f"Service {number}", owner=author), actor=author)
        practice = save_record(Practice(title=f"Practice {number}", owner=author), actor=author)
        risk = risk_create(actor=author, title=f"Risk {number}", owner=author, likelihood=3, impact=3)
        risk.practices.add(practice)
        risk.services.add(service)
        milestone = Milestone(objective=plan["objective"], title=f"Step {number}", due=datetime.date(2026, 7, 1))
        save_record(milestone, actor=author)
    assert count() == before


def test_a_plan_that_showed_the_top_risks_goes_on_showing_them():
    old = {"blocks": [{"key": "risks", "parts": [{"kind": "matrix"}, {"kind": "table"}]}]}
    today = {"blocks": [{"key": "risks", "parts": [{"kind": "items"}, {"kind": "matrix"}]}]}
    assert content.blocks_today(["risks", "scope"], old) == ["risks", "top_risks", "scope"]
    assert content.blocks_today(["risks"], today) == ["risks"], "taken out on purpose"
    assert content.blocks_today(["scope"], None) == ["scope"]

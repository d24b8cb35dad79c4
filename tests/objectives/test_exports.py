"""The tables of the register, as downloads and evidence packs have them."""

import datetime
from decimal import Decimal

from objectives import exports, services
from objectives.models import Objective


def table(name: str, queryset=None) -> list[dict]:
    (sheet,) = [sheet for sheet in exports.sheets(queryset=queryset) if sheet.name == name]
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def test_every_part_of_the_plan_has_its_own_table(draft, compliance, contributor, manager):
    step = {"title": "Half way", "due": datetime.date(2026, 6, 30), "expected": Decimal(99), "owner": contributor}
    services.objective_plan(objective=draft, actor=compliance, rows={"milestones": [step]})
    (resource,) = table("objective-resources")
    assert (resource["Kind"], resource["What"], resource["Committed by"]) == ("People", "Two engineers", manager)
    (milestone,) = table("objective-milestones")
    assert (milestone["Milestone"], milestone["Value planned by then"], milestone["Owner"]) == (
        "Half way", 99, contributor
    )  # fmt: skip
    assert [row["Who"] for row in table("objective-consultations")] == ["Board", "Bank Cendana"]
    (row,) = table("objectives")
    assert "Two engineers" in row["Resources, and who committed them"] and "Half way" in row["Milestones"]
    assert row["Serves"] == "Dependable services" and row["Concerns the SMS as a whole"] is True


def test_a_revision_is_told_field_by_field(approved, compliance):
    services.revision_propose(
        objective=approved, actor=compliance, reason="Second site is late", changes={"target": Decimal("99.1")}
    )
    (row,) = table("objective-revisions")
    assert (row["Reference"], row["Field"], row["Before"], row["After"]) == (
        approved.reference, "Target", "99.5%", "99.1%"
    )  # fmt: skip
    assert (row["Reason"], row["Proposed by"], row["Decided by"]) == ("Second site is late", compliance, None)


def test_a_filter_narrows_every_table(approved, compliance):
    services.objective_create(actor=compliance, title="Another")
    nothing = Objective.objects.filter(title="Another")
    assert [len(list(sheet.rows)) for sheet in exports.sheets(queryset=nothing)] == [1, 0, 0, 0, 0, 0, 0]

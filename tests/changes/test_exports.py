"""The register's tables: every part of the plans, row by row."""

import datetime

import pytest

from changes import services
from changes.exports import PARTS, sheets
from changes.models import Change
from changes.plans import PARTS as PLAN_PARTS
from tests.changes.conftest import plan

pytestmark = pytest.mark.django_db


def tables(queryset=None) -> dict[str, list[dict]]:
    return {
        sheet.name: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        for sheet in sheets(queryset=queryset)
    }


def test_every_part_of_the_plan_is_a_table(verified, compliance, people):
    assert {part.kind for part in PARTS} == set(PLAN_PARTS.values())
    training = verified.trainings.get()
    training.held_on, training.attended_others = datetime.date(2026, 4, 9), "Two of the partner"
    training.save()
    training.attended.set([people.contributor])
    found = tables()
    assert [row["What"] for row in found["change-resources"]] == ["Licence", "Two administrators"]
    assert found["change-impacts"][0]["How severe"] == "High"
    assert found["change-communications"][0]["Who is told"] == "Customers"
    held = found["change-trainings"][0]
    assert (held["People expected"], held["Held on"], held["Attended"], held["Others who attended"]) == (
        24, datetime.date(2026, 4, 9), str(people.contributor), "Two of the partner"
    )  # fmt: skip
    assert [(row["Met"], row["Verified by"]) for row in found["change-criteria"]] == [(True, compliance)] * 2
    assert found["change-milestones"][0]["Due"] == datetime.date(2026, 4, 1)
    assert {row["Reference"] for rows in found.values() for row in rows} == {verified.reference}


def test_only_what_the_filter_shows(draft, compliance):
    other = plan(compliance, title="Another change")
    found = tables(Change.objects.filter(pk=other.pk))
    assert all({row["Reference"] for row in rows} == {other.reference} for name, rows in found.items() if rows)
    assert len(found["change-criteria"]) == 2


def test_the_register_tells_significance_and_what_is_followed_up(ineffective, compliance):
    services.change_follow_up(change=ineffective, actor=compliance)
    first, second = tables()["changes"]
    assert "The licence was not in the budget." in first["Questions of significance"]
    assert (first["Effective"], first["Follows up"], second["Follows up"]) == (False, "", ineffective.reference)


def test_the_tables_take_the_same_queries_for_many_changes(draft, compliance, django_assert_max_num_queries):
    for number in range(3):
        plan(compliance, title=f"Change {number}")
    with django_assert_max_num_queries(16):
        tables()

"""The form as one types: five marks that follow, a sentence to take, rows that come and go."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from smsplan.context.models import Organization
from tests.browser import signed_in
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_context):
    people = cast()
    Organization.objects.filter(pk=1).update(strategic_priorities=["Dependable services"])
    page = signed_in(new_context, people.compliance)
    page.goto("/objectives/new/")
    return page


def test_the_marks_follow_and_a_vague_aspiration_is_answered(page):
    said = page.locator("#marks-words")
    expect(said).to_contain_text("0 of 5")
    for name, text in {
        "title": "Improve service quality", "metric": "Targets met", "unit": "%", "baseline": "95,5", "target": "98",
        "start_date": "2026-01-01", "due_date": "2026-12-31",
    }.items():  # fmt: skip
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_direction").select_option("at_least")
    expect(page.locator("#mark-time_bound")).to_have_text("Met")
    expect(said).to_contain_text("1 of 5")
    page.get_by_role("button", name="Use this sentence").click()
    expect(page.locator("#id_title")).to_have_value("Raise targets met from 95.5% to 98% by 31 December 2026")
    expect(page.get_by_role("button", name="Use this sentence")).to_have_count(0)
    page.locator("#id_title").fill("Achieve 98% SLA compliance by end of Q4")
    for name in ("description", "for_whom"):
        page.locator(f"#id_{name}").fill("All customers")
    page.get_by_label("Concerns the SMS as a whole").check()
    expect(page.locator("#mark-specific")).to_have_text("Met")
    # Nothing was saved by any of that.
    assert not Objective.objects.exists()


def test_rows_are_added_and_removed_from_the_keyboard(page):
    rows = page.locator("[data-rows=committed] [data-row]:visible")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Add a resource").press("Enter")
    expect(rows).to_have_count(2)
    expect(page.locator("#id_committed-1-kind")).to_be_focused()
    page.keyboard.press("B")
    page.locator("#id_committed-1-description").fill("Second site")
    rows.first.get_by_role("button", name="Remove").press("Enter")
    expect(rows).to_have_count(1)
    page.locator("#id_title").fill("Achieve 98% SLA compliance")
    page.locator("#id_metric").press("Enter")
    page.wait_for_url("**/objectives/*/")
    (resource,) = Objective.objects.get().committed.all()
    assert (resource.kind, resource.description) == ("budget", "Second site")

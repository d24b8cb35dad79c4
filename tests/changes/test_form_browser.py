"""The form of a change plan in a browser: rows that come and go, and the significance as one answers."""

import re

import pytest
from playwright.sync_api import expect

from changes.models import Change
from tests.browser import signed_in, until
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(new_context):
    people = cast()
    page = signed_in(new_context, people.compliance)
    page.goto("/changes/new/")
    return page


def test_a_plan_is_written_with_the_keyboard_and_its_significance_follows(page):
    result = page.locator("#significance-result")
    expect(result).to_contain_text("The answers make it: Minor")
    scope = page.get_by_role("group", name="Does the scope of the SMS change")
    scope.get_by_label("Yes").press("Space")
    expect(result).to_contain_text("The answers make it: Significant")
    expect(result).to_contain_text("scope or services change")
    expect(result).to_contain_text("7 questions are open")
    page.keyboard.press("Tab")
    page.keyboard.type("The portal comes in")
    page.keyboard.press("Tab")
    expect(result).to_contain_text("6 questions are open")
    page.locator("#id_title").fill("Extend the scope to the portal")
    page.locator("#id_criteria-0-description").fill("Availability of 99%")
    page.get_by_role("button", name="Add a success criterion").press("Enter")
    expect(page.locator("#id_criteria-1-description")).to_be_focused()
    page.keyboard.type("No customer was forgotten")
    rows = page.locator("[data-rows=criteria] [data-row]:visible")
    expect(rows).to_have_count(2)
    marks = page.get_by_role("complementary", name="Before it can be submitted")
    expect(marks).to_contain_text("1 of 8 are complete.")
    for _row in range(2):
        expect(marks.get_by_role("link", name="Success criteria: what will show that it worked")).to_have_count(0)
        rows.first.get_by_role("button", name="Remove").press("Enter")
    expect(rows).to_have_count(0)
    marks.get_by_role("link", name="Success criteria: what will show that it worked").press("Enter")
    page.get_by_role("button", name="Add a success criterion").press("Enter")
    page.keyboard.type("No customer was forgotten")
    expect(marks).to_contain_text("1 of 8 are complete.")
    assert not Change.objects.exists(), "nothing was saved by any of that"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/changes/\d+/"))
    change = Change.objects.get()
    assert change.significance == "significant"
    assert change.significance_answers == {"scope": {"yes": True, "why": "The portal comes in"}}
    assert [row.description for row in change.criteria.all()] == ["No customer was forgotten"]


def test_a_plan_that_nobody_has_saved_is_not_left_without_a_question(page):
    asked = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#id_title").press_sequentially("Long thought over")
    page.get_by_role("link", name="Cancel").press("Enter")
    until(page, lambda: asked, "It was left without a question.")
    assert asked == ["beforeunload"]
    expect(page.locator("#id_title")).to_have_value("Long thought over")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/changes/\d+/"))
    assert asked == ["beforeunload"], "saving asks nothing"

"""Entering what is due from the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from objectives.models import Measurement
from objectives.services import objective_approve, objective_create, objective_submit
from tests.objectives.conftest import make_person, whole_fields

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_month_after_the_other_by_enter(new_context):
    compliance = make_person("compliance@obj.test", "Ratna Dewi", "Compliance")
    manager = make_person("manager@obj.test", "Bambang Hartono", "Manager")
    owner = make_person("owner@obj.test", "Sari Melati", "Contributor")
    objective = objective_create(actor=compliance, owner=owner, sponsor=manager, **whole_fields(rule="average"))
    objective_submit(objective=objective, actor=compliance)
    objective_approve(objective=objective, actor=manager)
    page = new_context().new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(owner.email)
    page.locator("input[name=password]").fill("a-long-pass-phrase-1")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    page.goto("/objectives/entry/")
    rows = page.locator(".quick-row")
    january, february = rows.nth(0), rows.nth(1)
    january.locator("[data-entry=value]").focus()
    page.keyboard.type("99,6")
    page.keyboard.press("Enter")
    expect(january).to_contain_text("Saved")
    expect(january).to_contain_text("On track")
    expect(page.locator("#quick-words")).to_contain_text("1 of ")
    expect(february.locator("[data-entry=value]")).to_be_focused()
    page.keyboard.type("lots")
    page.keyboard.press("Enter")
    expect(february).to_contain_text("is not a number")
    expect(february.locator("[data-entry=value]")).to_be_focused()
    expect(february.locator("[data-entry=value]")).to_have_value("lots")
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).violations_count == 0
    page.keyboard.type("99,7")
    page.keyboard.press("Tab")
    page.keyboard.type("Quiet month")
    page.keyboard.press("Enter")
    expect(february).to_contain_text("Quiet month")
    expect(page.locator("#quick-words")).to_contain_text("2 of ")
    expect(rows.nth(2).locator("[data-entry=value]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(3).locator("[data-entry=value]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rows.nth(2).locator("[data-entry=value]")).to_be_focused()
    assert [f"{row.value:f} {row.note}" for row in Measurement.objects.order_by("period_start")] == [
        "99.6000 ",
        "99.7000 Quiet month",
    ]

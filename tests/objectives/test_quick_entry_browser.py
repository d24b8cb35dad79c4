"""Entering what is due from the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from objectives.models import Measurement
from objectives.selectors import missing_measurements
from objectives.services import measurement_record, objective_approve, objective_create, objective_submit
from tests.browser import sign_in
from tests.objectives.conftest import make_person, whole_fields

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    """The owner of an approved objective, of which nothing was measured."""
    compliance = make_person("compliance@obj.test", "Ratna Dewi", "Compliance")
    manager = make_person("manager@obj.test", "Bambang Hartono", "Manager")
    owner = make_person("owner@obj.test", "Sari Melati", "Contributor")
    objective = objective_create(actor=compliance, owner=owner, sponsor=manager, **whole_fields(rule="average"))
    objective_submit(objective=objective, actor=compliance)
    objective_approve(objective=objective, actor=manager)
    return owner


@pytest.fixture
def page(new_context, owner):
    """The owner's browser, signed in; no script may fail in it."""
    errors = []
    page = new_context().new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield sign_in(page, owner, "a-long-pass-phrase-1")
    assert not errors, errors


def test_after_the_last_value_the_button_has_the_focus(page, owner):
    (_first, *others) = missing_measurements(timezone.localdate())
    for objective, period in others:
        measurement_record(objective=objective, period_start=period.start, value=99, actor=owner)
    page.goto("/objectives/entry/")
    page.locator("[data-entry=value]").fill("99,6")
    page.locator("[data-entry=value]").press("Enter")
    expect(page.locator(".quick-row")).to_contain_text("Saved")
    expect(page.get_by_role("button", name="Save all")).to_be_focused()


def test_a_month_after_the_other_by_enter(page):
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

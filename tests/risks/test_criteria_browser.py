"""Changing the criteria and assessing a risk under them, in a real browser, by keyboard where that is the point."""

import pytest
from playwright.sync_api import expect

from risks.models import Risk, RiskCriteria
from risks.services import risk_create
from tests.browser import signed_in
from tests.people import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_cells_turn_by_key_the_effect_is_shown_and_the_new_version_is_assessed_under(new_context):
    people = cast()
    risk = risk_create(actor=people.compliance, title="Uncontrolled changes", likelihood=2, impact=3)
    page = signed_in(new_context, people.compliance)
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/risks/criteria/")
    page.get_by_role("link", name="Change the criteria").click()
    cell = page.get_by_role("button", name="Level of impact “High” × likelihood “Medium”: High")
    cell.focus()
    for key in ("Enter", "Enter", "Enter"):
        page.keyboard.press(key)
    turned = page.get_by_role("button", name="Level of impact “High” × likelihood “Medium”: Medium")
    expect(turned).to_be_focused()
    page.locator("#criteria-check").get_by_text("1 would change it").wait_for()
    page.get_by_label("Why the criteria change").fill("Too many high risks")
    page.get_by_role("button", name="See what would change").click()
    row = page.get_by_role("row", name="Uncontrolled changes")
    expect(row).to_contain_text("High")
    expect(row).to_contain_text("Medium")
    assert RiskCriteria.objects.count() == 1
    page.get_by_role("button", name="Put the new version into force").click()
    page.get_by_text("Version 2 of the risk criteria is in force.").wait_for()

    page.goto(f"/risks/{risk.pk}/assess/")
    page.get_by_role("radio", name="Low up to 20 %").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator(".assess-side [data-level]").get_by_text("High").wait_for()
    expect(page.locator("[data-assess] [aria-current]")).to_have_attribute("data-likelihood", "3")
    page.get_by_label("Rationale").fill("Seen twice this year")
    page.get_by_role("button", name="Keep this assessment").click()
    page.get_by_text("The assessment is kept; the level is High.").wait_for()
    risk = Risk.objects.get(pk=risk.pk)
    assert (risk.likelihood, risk.impact, risk.criteria.number) == (3, 3, 2)
    assert not troubles

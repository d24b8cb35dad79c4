"""Two who arrange the sections of a draft in the same minutes, in a real browser."""

import pytest
from playwright.sync_api import expect

from smp import services
from tests.browser import signed_in, until
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_comes_second_is_told_and_goes_on_from_what_stands(new_context):
    people = cast()
    draft = services.version_draft(actor=people.compliance, reason_kind="initial", change_summary="First")

    def order() -> list[str]:
        return [section.key for section in draft.sections.standing()]

    page = signed_in(new_context, people.compliance)
    page.goto(f"/smp/{draft.pk}/sections/")
    first = page.locator(".smp-outline-title").first
    expect(first).to_have_text("Scope of the SMS")
    services.section_move(section=draft.sections.get(key="roles"), actor=people.compliance, by=-2)
    stands = order()

    page.get_by_role("button", name="Move down: Scope of the SMS").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("The order was changed meanwhile")
    expect(first).to_have_text("Roles and responsibilities")
    assert order() == stands == ["roles", "scope", *stands[2:]]

    # Two presses, the second before the first is answered: both are moves in the order that is shown now.
    button = page.get_by_role("button", name="Move down: Scope of the SMS")
    button.evaluate("button => { button.click(); button.click(); }")
    until(page, lambda: order()[:4] == ["roles", *stands[2:4], "scope"], "Both moves were to be kept.")
    expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)

"""Working with a list in a browser, by keyboard where a key will do: columns, a shared view, a bulk change, keys."""

import pytest
from playwright.sync_api import expect

from risks.models import Category, Risk
from risks.services import risk_create
from smsplan.records.models import SavedView
from tests.browser import signed_in
from tests.people import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def risks(people):
    return [
        risk_create(
            actor=people.compliance, title=f"Supplier {number} fails", likelihood=1 + number % 3, impact=2,
            owner=people.contributor, strategy="transfer", category=Category.objects.first(),
        )
        for number in range(6)
    ]  # fmt: skip


def test_columns_a_shared_view_and_a_bulk_change(new_context, people, risks):
    page = signed_in(new_context, people.compliance)
    page.goto("/risks/?category=" + str(Category.objects.first().pk))

    # Columns, with the keyboard alone.
    page.locator("summary", has_text="Columns").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Strategy", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("columnheader", name="Strategy").wait_for()
    expect(page.get_by_role("cell", name="Transfer")).to_have_count(6)
    assert "category=" in page.url, "the filter stays"

    # A view of it, shared.
    page.locator("summary", has_text="Views").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Save this view as").fill("Suppliers")
    page.get_by_label("Share with everybody who sees this list").check()
    page.get_by_label("Save this view as").press("Enter")
    page.locator("summary", has_text="Suppliers").wait_for()
    view = SavedView.objects.get()
    assert view.shared and f"view={view.pk}" in page.url

    # Somebody else opens it and sees the same columns, without boxes to tick.
    other = signed_in(new_context, people.auditor)
    other.goto("/risks/")
    other.locator("summary", has_text="Views").click()
    other.get_by_role("link", name="Suppliers Ratna Kusuma").click()
    other.get_by_role("columnheader", name="Strategy").wait_for()
    expect(other.get_by_role("cell", name="Transfer")).to_have_count(6)
    expect(other.get_by_role("checkbox", name="Select RSK-0001")).to_have_count(0)

    # A bulk change: two rows ticked by the keyboard, the effect, the reason.
    bar = page.get_by_role("region", name="Selected rows")
    expect(bar).to_be_hidden()
    page.get_by_role("checkbox", name="Select RSK-0001").focus()
    page.keyboard.press("Space")
    expect(bar.get_by_role("button", name="Change one row…")).to_be_visible()
    page.get_by_role("checkbox", name="Select RSK-0003").focus()
    page.keyboard.press("Space")
    expect(bar).to_contain_text("2 rows selected")
    bar.get_by_role("button", name="Change 2 rows…").press("Enter")
    page.get_by_label("Owner").select_option(label="Bambang Hartono")
    page.get_by_role("button", name="Show the effect").press("Enter")
    effect = page.get_by_role("row", name="RSK-0003")
    expect(effect).to_contain_text("Sari Melati")
    expect(effect).to_contain_text("Bambang Hartono")
    page.get_by_label("Reason").fill("Suppliers moved to operations")
    page.get_by_role("button", name="Change 2 records").press("Enter")
    page.get_by_text("2 records were changed.").wait_for()
    assert "category=" in page.url, "back to the list as it was left"
    moved = Risk.objects.filter(owner=people.manager)
    assert sorted(moved.values_list("reference", flat=True)) == ["RSK-0001", "RSK-0003"]


def test_keys_lead_from_record_to_record_in_the_order_of_the_list(new_context, people, risks):
    page = signed_in(new_context, people.compliance)
    page.goto("/risks/?sort=reference")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").and_(page.locator(":focus"))).to_have_count(1)
    page.keyboard.type("jk?")
    assert page.url.endswith("sort=reference") or "q=" in page.url, "no key acts while somebody writes"
    page.goto("/risks/?sort=reference")
    page.get_by_role("link", name="RSK-0002").click()
    page.wait_for_url(f"**/risks/{risks[1].pk}/")
    heading = page.get_by_role("heading", level=1)
    page.keyboard.press("j")
    page.wait_for_url(f"**/risks/{risks[2].pk}/")
    expect(heading).to_contain_text("Supplier 2 fails")
    page.keyboard.press("k")
    page.wait_for_url(f"**/risks/{risks[1].pk}/")
    page.get_by_role("link", name="Previous record").click()
    page.wait_for_url(f"**/risks/{risks[0].pk}/")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Next record"), "the first record stays").to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/risks/?sort=reference")

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.wait_for()
    dialog.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    assert not dialog.is_visible(), "single keys are off"


def test_beyond_the_end_of_a_page_comes_the_next_one(new_context, people, risks):
    for number in range(22):
        risk_create(actor=people.compliance, title=f"More {number}")
    page = signed_in(new_context, people.auditor)
    page.goto("/risks/?sort=reference&per_page=25")
    page.get_by_role("link", name="RSK-0025").click()
    page.wait_for_url(f"**/risks/{Risk.objects.get(reference='RSK-0025').pk}/")
    page.keyboard.press("j")
    page.wait_for_url(f"**/risks/{Risk.objects.get(reference='RSK-0026').pk}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/risks/{Risk.objects.get(reference='RSK-0025').pk}/")


def test_all_of_a_filter_is_offered_where_there_are_more_pages_and_boxes_stand_on_a_phones_cards(
    new_context, people, risks
):
    for number in range(22):
        risk_create(actor=people.compliance, title=f"More {number}")
    page = signed_in(new_context, people.compliance, viewport={"width": 390, "height": 844})
    page.goto("/risks/?sort=reference&per_page=25")
    page.get_by_role("checkbox", name="Select RSK-0002").check()
    page.get_by_label("All 28 of this filter").check()
    page.get_by_role("button", name="Change 28 rows…").click()
    expect(page.get_by_role("main")).to_contain_text("28 records are selected")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

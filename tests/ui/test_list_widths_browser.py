"""Lists in a real browser: whatever stands beside them, they take the shape that their own room has."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from risks.models import Risk
from smsplan.records.actions import action_add
from tests.browser import signed_in
from tests.everything import one_of_each
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = (
    "/risks/", "/opportunities/", "/objectives/", "/changes/", "/actions/", "/context/services/",
    "/context/practices/", "/context/obligations/", "/evidence/", "/reviews/", "/audit/",
)  # fmt: skip

OVERFLOWS = """() => [...document.querySelectorAll('.list-frame')].map(f => f.scrollWidth - f.clientWidth)"""
LEFT = "cell => cell.getBoundingClientRect().left + parseFloat(getComputedStyle(cell).paddingLeft)"


@pytest.fixture
def page(new_context) -> Page:
    people = cast()
    people.compliance.language = "id"
    people.compliance.save()
    one_of_each(people)
    risk = Risk.objects.first()
    action_add(
        target=risk, actor=people.compliance, title="Replace what fails " * 6, owner=people.contributor,
        due=datetime.date.today(), cost=1450000000,
    )  # fmt: skip
    return signed_in(new_context, people.compliance)


def test_no_list_is_cut_off_at_a_middle_width(page):
    for path in LISTS:
        page.goto(path)
        for width in (768, 1024, 1100, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            (overflow,) = page.evaluate(OVERFLOWS)
            assert overflow <= 1, f"{path} at {width} px: {overflow} px out of sight"


def test_the_heads_of_a_folded_list_stay_and_sort(page):
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto("/actions/")
    heads, cells = page.locator(".table-list thead th"), page.locator(".table-list tbody tr").first.locator("td")
    for place in range(heads.count()):
        head, cell = heads.nth(place), cells.nth(place)
        expect(head).to_be_visible()
        assert abs(head.evaluate(LEFT) - cell.evaluate(LEFT)) < 2, "a value stands under its head"
    assert cells.nth(1).bounding_box()["y"] < cells.nth(2).bounding_box()["y"], "the title stands above the rest"
    page.locator("#sort-title").click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    expect(page.locator("th[aria-sort] #sort-title")).to_be_visible()


def test_the_cards_of_a_phone_are_sorted_by_the_heads_above_them(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/risks/")
    head = page.locator("#sort-title")
    expect(head).to_be_visible()
    assert head.bounding_box()["y"] < page.locator(".table-list tbody tr").first.bounding_box()["y"]
    head.click()
    expect(page.locator("th[aria-sort] #sort-title")).to_be_visible()
    (overflow,) = page.evaluate(OVERFLOWS)
    assert overflow <= 1


def test_every_box_of_a_folded_list_is_ticked_by_the_one_above(page):
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto("/risks/")
    page.locator("[data-tick-all] input").check()
    expect(page.locator(".selection-bar")).to_be_visible()
    expect(page.locator(".table-list tbody .tick input").first).to_be_checked()

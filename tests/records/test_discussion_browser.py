"""The discussion in a real browser: people are picked from the keyboard, and what is typed is not lost."""

import pytest
from playwright.sync_api import expect

from risks.services import risk_create
from smsplan.records.models import Comment
from tests.browser import signed_in
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_mention_by_keyboard_and_keep_the_draft(new_context):
    people = cast()
    risk = risk_create(actor=people.compliance, title="Risk", owner=people.contributor)
    page = signed_in(new_context, people.manager)
    page.goto(f"/risks/{risk.pk}/?tab=discussion")
    box = page.get_by_role("textbox", name="Comment")
    box.press_sequentially("Please look, @sari")
    names = page.get_by_role("listbox", name="People to mention").get_by_role("option")
    expect(names).to_have_count(1)
    expect(names).to_contain_text("Sari Melati")
    box.press("Enter")
    expect(box).to_have_value("Please look, @Sari Melati ")
    box.press_sequentially("today")
    page.reload()
    expect(box).to_have_value("Please look, @Sari Melati today")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url("**#comment-*")
    expect(page.locator(".comment-text .mention")).to_have_text("@Sari Melati")
    expect(box).to_have_value("")
    assert Comment.objects.get().mentions.get() == people.contributor

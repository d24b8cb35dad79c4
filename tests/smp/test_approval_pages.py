"""The pages between submission and approval: who is asked, the signature, the ways back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from smp import services
from smp.models import Decision, Publication, SectionDraft, Version
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.comments import comment_add
from smsplan.records.models import LongWork
from tests.browser import sign_in
from tests.people import PASSWORD
from tests.smp.conftest import approve, person, submit


def url(name: str, version: Version) -> str:
    return reverse(f"smp:{name}", args=[version.pk])


def signature(page) -> dict:
    """What a browser sends when the form of the approval page is filled in."""
    hidden = {name: page.context["form"][name].value() for name in ("sha256", "submission_number")}
    return hidden | {"signed": "on", "password": PASSWORD}


@pytest.mark.django_db
class TestSubmitting:
    def test_only_who_may_approve_is_offered(self, as_person, draft, author, manager, second_manager):
        editor = person("editor@example.test", roles.COMPLIANCE, roles.MANAGER)
        services.section_save(section=draft.sections.get(key="risks"), actor=editor, body="<p>Edited</p>")
        author.groups.add(*manager.groups.all())
        form = as_person(author).get(url("submit", draft)).context["form"]
        assert set(form.fields["approvers"].queryset) == {manager, second_manager}
        page = as_person(author).post(url("submit", draft), {"approvers": [editor.pk], "manner": "parallel"})
        assert page.status_code == 422 and "cannot approve this version any more" in page.content.decode()

    def test_the_order_is_the_one_that_was_chosen_and_offered_again(
        self, as_person, draft, author, manager, second_manager
    ):
        client = as_person(author)
        data = {"approvers": [second_manager.pk, manager.pk], "manner": "in_order"}
        assert client.post(url("submit", draft), data).status_code == 302
        version = Version.objects.get(pk=draft.pk)
        assert version.in_order
        assert [row.person for row in version.approvers.order_by("position")] == [second_manager, manager]
        services.version_return(version=version, actor=manager, comments="Once more")
        words = client.get(url("submit", draft)).content.decode()
        assert words.index(f'value="{second_manager.pk}" checked') < words.index(f'value="{manager.pk}" checked')

    def test_what_is_loose_is_named(self, as_person, draft, author, contributor):
        colleague = person("colleague@example.test", roles.COMPLIANCE)
        section = draft.sections.get(key="risks")
        SectionDraft.objects.create(section=section, person=colleague, body="<p>More</p>", read_at_revision=1)
        comment_add(record=draft.sections.get(key="scope"), text="Which customers?", actor=colleague)
        words = as_person(author).get(url("submit", draft)).content.decode()
        assert "Typed and not saved" in words and "Colleague" in words
        assert "Comments that nobody has resolved" in words and "1 comment" in words


@pytest.mark.django_db
class TestApproving:
    def test_the_page_tells_whose_turn_it_is(self, as_person, draft, author, manager, second_manager, auditor):
        version = submit(draft, author, manager, second_manager, in_order=True)
        words = as_person(auditor).get(url("detail", version)).content.decode()
        assert "Approvals: 0 of 2" in words and words.index("is next") < words.index("comes later")
        assert url("approve", version) not in as_person(second_manager).get(url("detail", version)).content.decode()
        assert as_person(second_manager).get(url("approve", version)).status_code == 302
        page = as_person(manager).get(url("approve", version))
        assert "Others have to approve after you" in page.content.decode()
        assert as_person(manager).post(url("approve", version), signature(page)).status_code == 302
        words = as_person(second_manager).get(url("detail", version)).content.decode()
        assert "Approvals: 1 of 2" in words and url("approve", version) in words

    def test_one_who_left_is_said_to_be_unable(self, as_person, draft, author, manager):
        version = submit(draft, author, manager)
        manager.groups.clear()
        assert "cannot approve any more" in as_person(author).get(url("detail", version)).content.decode()

    def test_a_version_returned_a_second_ago(self, as_person, in_review, manager, second_manager):
        page = as_person(second_manager).get(url("approve", in_review))
        services.version_return(version=in_review, actor=manager, comments="Name the budget")
        answer = as_person(second_manager).post(url("approve", in_review), signature(page))
        assert answer.status_code == 409 and "Name the budget" in answer.content.decode()
        assert not Publication.objects.exists()

    def test_a_page_of_the_submission_before(self, as_person, in_review, author, manager, second_manager):
        page = as_person(second_manager).get(url("approve", in_review))
        services.version_return(version=in_review, actor=manager, comments="Name the budget")
        submit(in_review, author)
        answer = as_person(second_manager).post(url("approve", in_review), signature(page))
        assert answer.status_code == 409
        assert not Decision.objects.filter(kind=Decision.Kind.APPROVED).exists()

    def test_a_failed_document_of_a_returned_version_is_not_tried_again(self, as_person, in_review, author, manager):
        approve(in_review, manager)
        Publication.objects.update(work_state=LongWork.Progress.FAILED)
        services.version_return(version=in_review, actor=manager, comments="The table is too wide")
        assert as_person(author).post(url("retry", in_review)).status_code == 404
        assert Publication.objects.get().work_state == LongWork.Progress.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_signs_nothing_and_is_kept_in_the_trail(as_person, in_review, manager):
    page = as_person(manager).get(url("approve", in_review))
    answer = as_person(manager).post(url("approve", in_review), signature(page) | {"password": "typed-amiss"})
    assert answer.status_code == 409 and "This is not your password" in answer.content.decode()
    assert "typed-amiss" not in answer.content.decode()
    assert Event.objects.filter(action=Action.SIGNATURE_REFUSED, actor=manager).count() == 1
    assert not Decision.objects.filter(kind=Decision.Kind.APPROVED).exists()


@pytest.mark.django_db
class TestWaysBack:
    def test_rejecting(self, as_person, in_review, author, manager):
        assert as_person(author).get(url("reject", in_review)).status_code == 403
        client = as_person(manager)
        assert url("reject", in_review) in client.get(url("detail", in_review)).content.decode()
        assert client.post(url("reject", in_review), {"reason": ""}).status_code == 422
        assert client.post(url("reject", in_review), {"reason": "No", "submission_number": 1}).status_code == 302
        words = client.get(url("detail", in_review)).content.decode()
        assert "Rejected: Manager" in words and url("return", in_review) not in words
        assert client.get(url("reject", in_review)).status_code == 302

    def test_taking_back(self, as_person, in_review, author, manager):
        colleague = person("colleague@example.test", roles.COMPLIANCE)
        assert as_person(colleague).get(url("take_back", in_review)).status_code == 403
        assert as_person(colleague).post(url("take_back", in_review), {"reason": "x"}).status_code == 403
        assert as_person(manager).get(url("take_back", in_review)).status_code == 403
        client = as_person(author)
        assert url("take_back", in_review) in client.get(url("detail", in_review)).content.decode()
        assert client.post(url("take_back", in_review), {"reason": "A table is wrong"}).status_code == 302
        assert Version.objects.get(pk=in_review.pk).is_draft


def check(page: Page, address: str) -> None:
    """No axe violation, and nothing wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.set_viewport_size({"width": 1280, "height": 900})
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()


@pytest.mark.django_db(transaction=True)
def test_in_a_browser_two_are_asked_in_an_order_chosen_by_keyboard(new_context, draft, author, manager, second_manager):
    at_work = new_context(color_scheme="dark").new_page()
    sign_in(at_work, author)
    check(at_work, url("submit", draft))
    at_work.get_by_label("Manager, Director").press("Space")
    at_work.get_by_label("Second").press("Space")
    at_work.get_by_label("One after the other, in the order above").check()
    up = at_work.get_by_role("button", name="Move Second up")
    up.press("Enter")
    expect(at_work.get_by_text("Second: now in place 1")).to_be_attached()
    at_work.get_by_role("button", name="Submit", exact=True).click()
    expect(at_work.get_by_text("Approvals: 0 of 2")).to_be_visible()
    check(at_work, url("take_back", draft))

    other = new_context().new_page()
    sign_in(other, second_manager)
    for name in ("detail", "return", "reject", "approve"):
        check(other, url(name, draft))
    other.get_by_label("I approve, and put my name to this").check()
    other.get_by_label("Your password").fill(PASSWORD)
    other.get_by_role("button", name="Approve", exact=True).click()
    expect(other.get_by_text("Approvals: 1 of 2")).to_be_visible()
    assert Decision.objects.get(kind=Decision.Kind.APPROVED).by == second_manager

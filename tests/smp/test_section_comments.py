"""Comments on a section: said while it is written and in review, dealt with, kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from smp import services
from smp.models import Version
from smsplan.inbox.models import Notification
from smsplan.records.comments import comment_add, comment_resolve, comment_withdraw
from smsplan.records.services import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(draft):
    return draft.sections.get(key="scope")


def address(section) -> str:
    return reverse("smp:comments", args=[section.version_id, section.key])


def post_address(section) -> str:
    from smsplan.records.comments import content_type_of

    return reverse("records:comment", args=[content_type_of(section), section.pk])


class TestSaying:
    def test_an_approver_says_something_while_it_is_in_review(self, client, draft, scope, author, manager):
        services.version_submit(version=draft, actor=author)
        client.force_login(manager)
        token = client.get(address(scope)).context["submission"]
        text = f"Which sites, @{author.full_name}?"
        answer = client.post(post_address(scope), {"text": text, "submission": token})
        assert answer.url.startswith(address(scope) + "#comment-")
        assert text.split(",")[0] in client.get(address(scope)).content.decode()
        assert Notification.objects.get(recipient=author).url.startswith(address(scope))

    def test_it_stays_when_the_version_is_returned(self, client, draft, scope, author, manager):
        services.version_submit(version=draft, actor=author)
        comment_add(record=scope, text="Which sites?", actor=manager)
        services.version_return(version=draft, actor=manager, comments="See the scope")
        client.force_login(author)
        page = client.get(reverse("smp:section", args=[draft.pk, "scope"])).content.decode()
        assert "Which sites?" in page

    def test_open_ones_are_counted_at_their_section(self, client, draft, scope, author, manager):
        first = comment_add(record=scope, text="One", actor=manager)
        comment_add(record=scope, text="Two", actor=manager)
        gone = comment_add(record=scope, text="Three", actor=manager)
        comment_withdraw(comment=gone, actor=manager)
        comment_resolve(comment=first, actor=author)
        client.force_login(author)
        page = client.get(draft.get_absolute_url())
        counts = {section["key"]: section["open_comments"] for section in page.context["sections"]}
        assert counts["scope"] == 1 and sum(counts.values()) == 1

    def test_the_part_alone_is_answered_to_a_page_that_fetches_it(self, client, scope, author):
        client.force_login(author)
        part = client.get(address(scope), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part and "comment-form" in part


class TestResolving:
    def test_resolved_and_opened_again_with_who_and_when(self, client, scope, author, manager):
        comment = comment_add(record=scope, text="One", actor=manager)
        client.force_login(author)
        resolve = reverse("records:comment_resolve", args=[comment.pk])
        assert client.post(resolve).url == f"{address(scope)}#comment-{comment.pk}"
        comment.refresh_from_db()
        assert comment.resolved_by == author and comment.resolved_at is not None
        assert "Resolved by Author" in client.get(address(scope)).content.decode()
        client.post(resolve, {"open": "1"})
        comment.refresh_from_db()
        assert comment.resolved_by is None and comment.resolved_at is None
        assert comment.history.count() == 3

    def test_saying_it_twice_changes_nothing(self, scope, author, manager):
        comment = comment_resolve(comment=comment_add(record=scope, text="One", actor=manager), actor=author)
        again = comment_resolve(comment=comment, actor=manager)
        assert (again.resolved_by, again.resolved_at) == (author, comment.resolved_at)
        assert again.history.count() == 2

    def test_a_withdrawn_one_cannot_be_resolved(self, scope, author, manager):
        comment = comment_withdraw(comment=comment_add(record=scope, text="One", actor=manager), actor=manager)
        with pytest.raises(NotAllowed):
            comment_resolve(comment=comment, actor=author)

    def test_auditors_read_and_do_nothing(self, client, scope, author, manager, auditor):
        comment = comment_add(record=scope, text="One", actor=manager)
        client.force_login(auditor)
        page = client.get(address(scope)).content.decode()
        assert "One" in page and "Resolve" not in page and "Post comment" not in page
        assert client.post(post_address(scope), {"text": "x"}).status_code == 403
        assert client.post(reverse("records:comment_resolve", args=[comment.pk])).status_code == 403
        with pytest.raises(PermissionDenied):
            comment_resolve(comment=comment, actor=auditor)

    def test_who_sees_no_drafts_sees_no_comments(self, client, scope, manager, contributor):
        comment = comment_add(record=scope, text="One", actor=manager)
        client.force_login(contributor)
        assert client.get(address(scope)).status_code == 403
        assert client.post(post_address(scope), {"text": "x"}).status_code == 404
        assert client.post(reverse("records:comment_resolve", args=[comment.pk])).status_code == 404

    def test_comments_that_wait_for_nobody_are_not_resolved(self, client, author, registers):
        from risks.services import risk_create

        risk = risk_create(actor=author, title="Risk", owner=author)
        comment = comment_add(record=risk, text="One", actor=author)
        client.force_login(author)
        assert client.post(reverse("records:comment_resolve", args=[comment.pk])).status_code == 404
        assert "Resolve" not in client.get(f"{risk.get_absolute_url()}?tab=discussion").content.decode()


def test_a_superseded_section_keeps_its_comments(client, draft, scope, author, manager, auditor):
    comment_add(record=scope, text="Said of the first", actor=manager)
    services.version_discard(version=draft, actor=author, reason="Anew")
    client.force_login(auditor)
    assert "Said of the first" in client.get(address(scope)).content.decode()
    assert Version.objects.get(pk=draft.pk).state == "discarded"

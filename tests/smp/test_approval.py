"""From submission to approval: who is asked, who may, what is refused, and what stands in the way of the rest."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from smp import content, due, policies, selectors, services
from smp.models import Approver, Decision, Publication, Version
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.inbox.models import Notification
from smsplan.records.models import LongWork
from smsplan.records.services import NotAllowed, save_record
from tests.people import PASSWORD
from tests.smp.conftest import approve, person, publish_now, submit, write_all

pytestmark = pytest.mark.django_db


def test_an_empty_section_stops_the_submission_and_is_named(draft, author):
    services.section_save(section=draft.sections.get(key="quality"), actor=author, body="<p>&nbsp;</p>")
    with pytest.raises(ValidationError) as refusal:
        services.version_submit(version=draft, actor=author)
    assert "Quality criteria for processes" in " ".join(refusal.value.messages)
    assert Version.objects.get(pk=draft.pk).is_draft


def test_submitting_freezes_text_and_blocks(in_review, author):
    assert in_review.content_sha256 == content.fingerprint(in_review.frozen)
    assert Version.objects.get(pk=in_review.pk).content_sha256 == content.fingerprint(
        Version.objects.get(pk=in_review.pk).frozen
    )
    save_record(Service(title="Cloud Hosting"), actor=author)
    frozen = Version.objects.get(pk=in_review.pk).frozen
    scope = next(section for section in frozen["sections"] if section["key"] == "scope")
    rows = scope["blocks"][1]["parts"][0]["rows"]
    assert [row["cells"][0] for row in rows] == ["Service Desk"]
    assert frozen["authors"] == ["Author"]
    with pytest.raises(NotAllowed):
        services.section_save(section=in_review.sections.first(), actor=author, body="<p>Later</p>")


def test_a_manager_returns_with_comments_and_the_text_is_kept(in_review, manager, author):
    with pytest.raises(ValidationError):
        services.version_return(version=in_review, actor=manager, comments="  ")
    with pytest.raises(PermissionDenied):
        services.version_return(version=in_review, actor=author, comments="x")
    services.version_return(version=in_review, actor=manager, comments="Name the budget")
    version = Version.objects.get(pk=in_review.pk)
    assert version.is_draft and version.frozen is None
    assert version.sections.get(key="scope").written
    decision = version.decisions.get(kind=Decision.Kind.RETURNED)
    assert (decision.comments, decision.content_sha256) == ("Name the budget", in_review.content_sha256)


def test_nobody_approves_their_own_version(in_review, author):
    """Neither with the Manager role added, nor as a superuser, nor as one who only edited a section."""
    author.groups.set(author.groups.model.objects.filter(name__in=roles.ROLES))
    author.is_superuser = True
    author.save()
    with pytest.raises(PermissionDenied):
        services.version_approve(version=in_review, actor=author, password=PASSWORD)
    assert not Publication.objects.exists()


def test_an_editor_who_became_a_manager_does_not_approve(draft, author, manager):
    editor = person("editor@example.test", roles.COMPLIANCE, roles.MANAGER)
    services.section_save(section=draft.sections.get(key="risks"), actor=editor, body="<p>Edited</p>")
    version = services.version_submit(version=draft, actor=author)
    with pytest.raises(PermissionDenied):
        services.version_approve(version=version, actor=editor, password=PASSWORD)
    services.version_approve(version=version, actor=manager, password=PASSWORD)


def test_who_holds_no_right_approves_nothing(in_review, auditor, contributor):
    administrator = person("admin@example.test", roles.ADMINISTRATOR)
    for who in (auditor, contributor, administrator):
        with pytest.raises(PermissionDenied):
            services.version_approve(version=in_review, actor=who, password=PASSWORD)


def test_a_draft_cannot_be_approved_and_a_second_approval_is_told_why(draft, author, manager, second_manager):
    with pytest.raises(NotAllowed):
        services.version_approve(version=draft, actor=manager, password=PASSWORD)
    version = services.version_submit(version=draft, actor=author)
    services.version_approve(version=version, actor=manager, password=PASSWORD)
    with pytest.raises(NotAllowed) as refusal:
        services.version_approve(version=version, actor=second_manager, password=PASSWORD)
    assert "already been approved by Manager" in refusal.value.messages[0]


def test_a_version_returned_and_submitted_again_is_not_approved_by_an_old_page(in_review, author, manager):
    seen = in_review.content_sha256
    services.version_return(version=in_review, actor=manager, comments="More")
    services.section_save(section=in_review.sections.get(key="scope"), actor=author, body="<p>More</p>")
    services.version_submit(version=in_review, actor=author)
    with pytest.raises(NotAllowed):
        services.version_approve(version=in_review, actor=manager, password=PASSWORD, sha256=seen)


def test_publication_supersedes_the_version_before(in_review, author, manager):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD, comments="Good")
    first = publish_now(in_review)
    assert first.state == Version.State.APPROVED
    assert first.next_review_on.year == first.effective_on.year + 1
    assert selectors.version_in_force() == first

    second = services.version_draft(actor=author, reason_kind="scope_change", change_summary="Cloud")
    assert second.number == "1.1" and second.based_on == first
    assert second.sections.get(key="scope").body == first.sections.get(key="scope").body
    services.version_submit(version=second, actor=author)
    assert selectors.version_in_force() == first
    services.version_approve(version=second, actor=manager, password=PASSWORD)
    assert selectors.version_in_force() == first
    second = publish_now(second)
    assert Version.objects.get(pk=first.pk).state == Version.State.SUPERSEDED
    assert selectors.version_in_force() == second
    assert Event.objects.filter(action=Action.PUBLISHED).count() == 2
    assert [document.version.number for document in selectors.documents()] == ["1.0", "1.1"]


def test_a_failed_publication_can_be_returned_but_a_running_one_cannot(in_review, manager, author):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    with pytest.raises(NotAllowed):
        services.version_return(version=in_review, actor=manager, comments="Stop")
    Publication.objects.update(work_state=LongWork.Progress.FAILED)
    services.version_return(version=in_review, actor=manager, comments="The table is too wide")
    version = Version.objects.get(pk=in_review.pk)
    assert version.is_draft and version.approved_by is None
    write_all(version, author)
    services.version_submit(version=version, actor=author)
    services.version_approve(version=version, actor=manager, password=PASSWORD)
    assert publish_now(version).state == Version.State.APPROVED


class TestWhoIsAsked:
    def test_all_who_are_asked_have_to_approve_in_any_order(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager)
        assert approve(version, second_manager).approved_by is None
        assert not Publication.objects.exists()
        assert approve(version, manager).approved_by == manager
        assert Publication.objects.get().requested_by == manager
        given = version.decisions.filter(kind=Decision.Kind.APPROVED)
        assert [decision.by for decision in given] == [second_manager, manager]
        assert publish_now(version).state == Version.State.APPROVED

    def test_in_order_only_whose_turn_it_is(self, draft, author, manager, second_manager):
        version = submit(draft, author, second_manager, manager, in_order=True)
        assert not policies.can_approve(manager, version) and policies.can_approve(second_manager, version)
        with pytest.raises(NotAllowed) as refusal:
            approve(version, manager)
        assert "Second approves first" in refusal.value.messages[0]
        approve(version, second_manager)
        assert policies.can_approve(manager, version) and not policies.can_approve(second_manager, version)
        assert approve(version, manager).is_publishing

    def test_nobody_approves_twice(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager)
        approve(version, manager)
        with pytest.raises(NotAllowed) as refusal:
            approve(version, manager)
        assert refusal.value.messages == ["You have approved this submission already. It waits for Second."]
        assert Decision.objects.filter(kind=Decision.Kind.APPROVED).count() == 1

    def test_a_manager_who_was_not_asked_returns_but_does_not_approve(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager)
        assert not policies.can_approve(second_manager, version) and policies.can_return(second_manager, version)
        with pytest.raises(PermissionDenied) as refusal:
            approve(version, second_manager)
        assert "Manager" in str(refusal.value)
        services.version_return(version=version, actor=second_manager, comments="The budget is missing")
        assert Version.objects.get(pk=version.pk).is_draft

    def test_who_cannot_approve_is_not_asked(self, draft, author, manager, auditor):
        editor = person("editor@example.test", roles.COMPLIANCE, roles.MANAGER)
        services.section_save(section=draft.sections.get(key="risks"), actor=editor, body="<p>Edited</p>")
        gone = person("gone@example.test", roles.MANAGER, is_active=False)
        author.groups.add(*manager.groups.all())
        for who, why in (
            (author, "Author wrote in this version or submits it, and cannot approve it."),
            (editor, "Editor wrote in this version or submits it, and cannot approve it."),
            (auditor, "Auditor has no right to approve versions of the plan."),
            (gone, "Gone may not enter any more and cannot approve."),
        ):
            with pytest.raises(ValidationError) as refusal:
                submit(draft, User.objects.get(pk=author.pk), manager, who)
            assert refusal.value.message_dict == {"approvers": [why]}
        assert Version.objects.get(pk=draft.pk).is_draft and not Approver.objects.exists()

    def test_each_submission_asks_anew(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager)
        approve(version, manager)
        services.version_return(version=version, actor=second_manager, comments="Not yet")
        version = submit(version, author, second_manager)
        assert version.submission == 2
        assert approve(version, second_manager).is_publishing
        assert list(Approver.objects.values_list("submission", "person__email").order_by("submission", "position")) == [
            (1, "manager@example.test"),
            (1, "second@example.test"),
            (2, "second@example.test"),
        ]

    def test_one_after_the_other_needs_two(self, draft, author, manager):
        assert submit(draft, author, manager, manager, in_order=True).in_order is False
        assert Approver.objects.count() == 1


class TestTheSignature:
    def test_a_wrong_password_signs_nothing_and_leaves_an_event(self, in_review, manager):
        with pytest.raises(ValidationError) as refusal:
            services.version_approve(version=in_review, actor=manager, password="wrong")
        assert list(refusal.value.message_dict) == ["password"]
        assert not Decision.objects.filter(kind=Decision.Kind.APPROVED).exists()
        event = Event.objects.get(action=Action.SIGNATURE_REFUSED)
        assert (event.actor, event.target_label) == (manager, "Approve SMP 1.0")

    def test_what_it_means_and_how_it_was_given_is_kept(self, in_review, manager):
        approve(in_review, manager, comments="Agreed")
        decision = Decision.objects.get(kind=Decision.Kind.APPROVED)
        assert decision.signed_with == Decision.SignedWith.PASSWORD
        assert decision.meaning == str(services.MEANING) and "I did not write it" in decision.meaning
        assert (decision.content_sha256, decision.submission) == (in_review.content_sha256, 1)


class TestFourEyes:
    """One who wrote does not approve, through whichever door."""

    def test_one_who_changed_what_a_draft_says_of_itself(self, draft, author):
        second = person("editor@example.test", roles.COMPLIANCE, roles.MANAGER)
        services.version_describe(
            version=draft,
            actor=second,
            title="Plan",
            reason_kind="initial",
            change_summary="Mine",
            revision=Version.objects.get(pk=draft.pk).revision,
        )
        version = submit(draft, author)
        with pytest.raises(PermissionDenied):
            approve(version, second)

    def test_returning_a_version_makes_nobody_its_author(self, in_review, author, manager):
        services.version_return(version=in_review, actor=manager, comments="Once more")
        assert manager.pk not in Version.objects.get(pk=in_review.pk).author_ids()
        assert approve(submit(in_review, author), manager).is_publishing

    def test_there_is_no_admin_to_go_around_it(self):
        assert not apps.is_installed("django.contrib.admin")
        with pytest.raises(Resolver404):
            resolve("/admin/")

    def test_a_superuser_who_wrote_nothing_may_and_who_wrote_may_not(self, draft, author):
        writer, other = (person(f"{name}@example.test", is_superuser=True) for name in ("writer", "other"))
        services.section_save(section=draft.sections.get(key="risks"), actor=writer, body="<p>Mine</p>")
        version = submit(draft, author)
        with pytest.raises(PermissionDenied):
            approve(version, writer)
        assert approve(version, other).is_publishing

    def test_the_database_refuses_an_approval_by_an_author(self, draft, author, manager):
        editor = person("editor@example.test", roles.COMPLIANCE)
        services.section_save(section=draft.sections.get(key="risks"), actor=editor, body="<p>Edited</p>")
        version = submit(draft, author)
        for writer in (author, editor):
            with pytest.raises(DatabaseError, match="wrote"), transaction.atomic():
                Decision.objects.create(
                    version=version, submission=1, kind="approved", by=writer, content_sha256=version.content_sha256
                )
        with pytest.raises(DatabaseError, match="wrote in"), transaction.atomic():
            Version.objects.filter(pk=version.pk).update(approved_by=editor, approved_at=timezone.now())

    def test_the_database_wants_every_approval(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager)
        rows = Version.objects.filter(pk=version.pk)
        with pytest.raises(DatabaseError, match="everybody who was asked"), transaction.atomic():
            rows.update(approved_by=manager, approved_at=timezone.now())
        approve(version, manager)
        with pytest.raises(DatabaseError, match="everybody who was asked"), transaction.atomic():
            rows.update(approved_by=manager, approved_at=timezone.now())
        third = person("third@example.test", roles.MANAGER)
        with pytest.raises(DatabaseError, match="only those who were asked"), transaction.atomic():
            Decision.objects.create(
                version=version, submission=1, kind="approved", by=third, content_sha256=version.content_sha256
            )
        with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
            Version.objects.create(
                major=9,
                minor=0,
                title="Smuggled",
                language="en",
                state="superseded",
                reason_kind="initial",
                created_by=author,
                submitted_by=author,
                frozen={},
                content_sha256="0" * 64,
                approved_by=manager,
                approved_at=timezone.now(),
                effective_on=timezone.localdate(),
            )


class TestWaysBack:
    def test_a_rejected_version_is_kept_and_frees_number_and_place(self, in_review, author, manager):
        with pytest.raises(ValidationError):
            services.version_reject(version=in_review, actor=manager, reason=" ")
        with pytest.raises(PermissionDenied):
            services.version_reject(version=in_review, actor=author, reason="x")
        rejected = services.version_reject(version=in_review, actor=manager, reason="Another way was chosen")
        assert rejected.state == Version.State.REJECTED and rejected.frozen and rejected.content_sha256
        for act in (
            lambda: approve(in_review, manager),
            lambda: services.version_return(version=in_review, actor=manager, comments="x"),
            lambda: submit(in_review, author),
            lambda: services.version_reject(version=in_review, actor=manager, reason="Again"),
        ):
            with pytest.raises(NotAllowed):
                act()
        again = services.version_draft(actor=author, reason_kind="initial", change_summary="Anew")
        assert again.number == rejected.number

    def test_authors_take_back_what_is_not_fully_approved(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager)
        approve(version, manager)
        with pytest.raises(PermissionDenied):
            services.version_take_back(version=version, actor=manager, reason="Mine?")
        colleague = person("colleague@example.test", roles.COMPLIANCE)
        with pytest.raises(PermissionDenied):
            services.version_take_back(version=version, actor=colleague, reason="Not mine")
        with pytest.raises(ValidationError):
            services.version_take_back(version=version, actor=author, reason="")
        back = services.version_take_back(version=version, actor=author, reason="A table is wrong")
        assert back.is_draft and back.frozen is None
        assert back.decisions.last().kind == Decision.Kind.TAKEN_BACK
        with pytest.raises(NotAllowed) as refusal:
            approve(version, second_manager)
        assert "A table is wrong" in refusal.value.messages[0]
        # What was approved before does not count for what is submitted next.
        assert approve(submit(back, author, manager, second_manager), second_manager).approved_by is None

    def test_what_is_approved_is_not_taken_back(self, in_review, author, manager):
        approve(in_review, manager)
        with pytest.raises(NotAllowed):
            services.version_take_back(version=in_review, actor=author, reason="Stop")

    def test_a_page_about_an_earlier_submission_decides_nothing(self, in_review, author, manager):
        services.version_return(version=in_review, actor=manager, comments="Why so?")
        services.version_submit(version=in_review, actor=author, comments="Because.")
        # Whether or not the content is the same, what was said about it is not.
        same = Version.objects.get(pk=in_review.pk)
        for act in (
            lambda: approve(same, manager, sha256=same.content_sha256, submission=1),
            lambda: services.version_return(version=same, actor=manager, comments="x", submission=1),
            lambda: services.version_reject(version=same, actor=manager, reason="x", submission=1),
        ):
            with pytest.raises(NotAllowed, match="submitted anew"):
                act()
        assert approve(same, manager, sha256=same.content_sha256, submission=2).is_publishing

    def test_what_was_returned_a_second_ago_says_so(self, in_review, manager, second_manager):
        services.version_return(version=in_review, actor=manager, comments="Name the budget")
        with pytest.raises(NotAllowed) as refusal:
            approve(in_review, second_manager)
        words = refusal.value.messages[0]
        assert "Returned with comments: Manager" in words and "Name the budget" in words


class TestWhoIsTold:
    def told(self, who) -> list[str]:
        return list(Notification.objects.filter(recipient=who).order_by("pk").values_list("title", flat=True))

    def test_in_order_each_is_told_when_it_is_their_turn(self, draft, author, manager, second_manager):
        version = submit(draft, author, manager, second_manager, in_order=True)
        assert self.told(manager) == ["SMP 1.0 waits for your approval"] and self.told(second_manager) == []
        assert [item.owner_id for item in due.due_items(today=timezone.localdate())] == [manager.pk]
        approve(version, manager)
        assert self.told(second_manager) == ["SMP 1.0 waits for your approval"]
        assert [item.owner_id for item in due.due_items(today=timezone.localdate())] == [second_manager.pk]
        assert self.told(author) == []
        approve(version, second_manager)
        assert self.told(author) == ["SMP 1.0: Approved"]
        assert due.due_items(today=timezone.localdate()) == []

    def test_in_order_a_turn_is_due_a_week_after_it_began(self, draft, author, manager, second_manager):
        with time_machine.travel("2026-03-02 03:00Z"):
            version = submit(draft, author, manager, second_manager, in_order=True)
        with time_machine.travel("2026-03-05 03:00Z"):
            assert [item.due for item in due.due_items(today=timezone.localdate())] == [datetime.date(2026, 3, 9)]
            approve(version, manager)
            assert [item.due for item in due.due_items(today=timezone.localdate())] == [datetime.date(2026, 3, 12)]
            second_manager.groups.clear()
            # Whoever was asked and cannot any more: it has no owner, and Compliance is reminded.
            assert [item.owner_id for item in due.due_items(today=timezone.localdate())] == [None]

    def test_every_manager_is_told_when_nobody_is_named(self, draft, author, manager, second_manager):
        author.groups.add(*manager.groups.all())
        submit(draft, User.objects.get(pk=author.pk))
        assert self.told(manager) == self.told(second_manager) == ["SMP 1.0 waits for your approval"]
        assert self.told(author) == []

    def test_authors_are_told_of_what_was_decided(self, draft, author, manager, second_manager):
        editor = person("editor@example.test", roles.COMPLIANCE)
        services.section_save(section=draft.sections.get(key="risks"), actor=editor, body="<p>Edited</p>")
        version = submit(draft, author, manager)
        services.version_return(version=version, actor=second_manager, comments="Name the budget")
        submit(version, author, manager)
        services.version_reject(version=version, actor=manager, reason="Another way was chosen")
        for writer in (author, editor):
            assert self.told(writer) == ["SMP 1.0: Returned with comments", "SMP 1.0: Rejected"]
        assert "Name the budget" in Notification.objects.filter(recipient=author).order_by("pk")[0].body

    def test_approvers_are_told_of_what_is_taken_back(self, draft, author, manager):
        version = submit(draft, author, manager)
        services.version_take_back(version=version, actor=author, reason="A table is wrong")
        assert self.told(manager)[-1] == "SMP 1.0: Taken back by its authors"

"""The life of a version: who may do what when, and what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from smp import content, selectors, services
from smp.models import Decision, Publication, Section, Version
from smp.publishing import publish
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.records.models import LongWork
from smsplan.records.services import NotAllowed, StaleRevision, save_record
from tests.people import PASSWORD
from tests.smp.conftest import person, write_all

pytestmark = pytest.mark.django_db


def publish_now(version: Version) -> Version:
    """Do what the Celery task does, without its lock and its queue."""
    publish(Publication.objects.get(version=version))
    return Version.objects.get(pk=version.pk)


def test_the_first_draft_has_the_ten_contents_with_their_blocks(registers, author):
    version = services.version_draft(actor=author, reason_kind="initial", change_summary="First plan")
    assert version.number == "1.0"
    assert list(version.sections.values_list("key", flat=True)) == [each.key for each in content.SECTIONS]
    assert version.sections.get(key="scope").blocks == ["scope", "services"]
    assert version.history.count() == 1


def test_a_second_draft_is_refused(draft, author):
    with pytest.raises(NotAllowed):
        services.version_draft(actor=author, reason_kind="correction", change_summary="x")


def test_only_compliance_drafts(registers, manager, auditor, contributor):
    for who in (manager, auditor, contributor):
        with pytest.raises(PermissionDenied):
            services.version_draft(actor=who, reason_kind="initial", change_summary="x")


def test_a_text_is_sanitized(draft, author):
    section = draft.sections.get(key="scope")
    saved = services.section_save(
        section=section,
        actor=author,
        body='<p onclick="x()">Text<script>alert(1)</script><img src="file:///etc/passwd"></p>',
    )
    assert saved.body == "<p>Text</p>"


def test_an_unknown_block_is_refused(draft, author):
    with pytest.raises(ValidationError):
        services.section_save(section=draft.sections.first(), actor=author, body="<p>x</p>", blocks=["passwords"])


def test_saving_the_same_again_leaves_no_trace(draft, author):
    section = draft.sections.get(key="scope")
    services.section_save(section=section, actor=author, body=section.body)
    assert Section.objects.get(pk=section.pk).revision == section.revision


def test_a_stale_save_is_refused(draft, author):
    section = draft.sections.get(key="scope")
    services.section_save(section=section, actor=author, body="<p>Theirs</p>", revision=section.revision)
    with pytest.raises(StaleRevision) as stale:
        services.section_save(section=section, actor=author, body="<p>Mine</p>", revision=section.revision)
    assert stale.value.current.body == "<p>Theirs</p>"


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


def test_a_major_version(in_review, author, manager):
    services.version_approve(version=in_review, actor=manager, password=PASSWORD)
    publish_now(in_review)
    assert (
        services.version_draft(actor=author, reason_kind="annual_review", change_summary="x", major=True).number
        == "2.0"
    )


def test_a_discarded_draft_is_kept_and_frees_its_number(draft, author, manager):
    with pytest.raises(ValidationError):
        services.version_discard(version=draft, actor=author, reason="")
    with pytest.raises(PermissionDenied):
        services.version_discard(version=draft, actor=manager, reason="x")
    services.version_discard(version=draft, actor=author, reason="Began too early")
    again = services.version_draft(actor=author, reason_kind="initial", change_summary="Again")
    assert again.number == draft.number
    assert Version.objects.filter(state=Version.State.DISCARDED).count() == 1


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


class TestTheDatabaseHolds:
    """What the application forbids, SQL cannot do either."""

    def refused(self, sql: str, *values) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    def test_an_approved_version_stays_what_it_is(self, in_review, manager):
        services.version_approve(version=in_review, actor=manager, password=PASSWORD)
        publish_now(in_review)
        for change in (
            "title = 'Other'",
            "frozen = '{}'",
            "content_sha256 = repeat('0', 64)",
            "approved_by_id = NULL",
            "effective_on = '2020-01-01'",
            "state = 'draft'",
            "change_summary = 'Nothing'",
            "major = 9",
        ):
            self.refused(f"UPDATE smp_version SET {change} WHERE id = %s", in_review.pk)
        self.refused("DELETE FROM smp_version WHERE id = %s", in_review.pk)
        self.refused("TRUNCATE smp_version CASCADE")
        self.refused("UPDATE smp_section SET body = 'x' WHERE version_id = %s", in_review.pk)
        self.refused("DELETE FROM smp_section WHERE version_id = %s", in_review.pk)
        self.refused("UPDATE smp_publication SET sha256 = repeat('0', 64) WHERE version_id = %s", in_review.pk)
        self.refused("UPDATE smp_decision SET comments = 'x' WHERE version_id = %s", in_review.pk)
        self.refused("DELETE FROM smp_decision WHERE version_id = %s", in_review.pk)
        self.refused("UPDATE smp_historicalsection SET body = 'x'")

    def test_a_version_in_review_is_frozen(self, in_review):
        self.refused("UPDATE smp_version SET frozen = '{}' WHERE id = %s", in_review.pk)
        self.refused("UPDATE smp_section SET body = 'x' WHERE version_id = %s", in_review.pk)

    def test_four_eyes(self, in_review, author):
        self.refused("UPDATE smp_version SET approved_by_id = %s WHERE id = %s", author.pk, in_review.pk)

    def test_a_draft_does_not_become_the_version_in_force(self, draft, manager):
        self.refused(
            "UPDATE smp_version SET state = 'approved', frozen = '{}', content_sha256 = 'x', submitted_by_id = "
            "created_by_id, approved_by_id = %s, approved_at = now(), effective_on = now() WHERE id = %s",
            manager.pk,
            draft.pk,
        )

    def test_one_draft(self, draft):
        self.refused(
            "INSERT INTO smp_version (major, minor, title, language, state, reason_kind, change_summary, created_at, "
            "created_by_id, updated_at, content_sha256, revision) SELECT 7, 0, title, language, 'draft', reason_kind, "
            "'', now(), created_by_id, now(), '', 0 FROM smp_version WHERE id = %s",
            draft.pk,
        )

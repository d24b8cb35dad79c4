"""What the application forbids, SQL cannot do either."""

import pytest
from django.db import DatabaseError, connection, transaction

from smp import services
from tests.people import PASSWORD
from tests.smp.conftest import publish_now

pytestmark = pytest.mark.django_db


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

"""The plan's tables, for downloads and evidence packs, and its documents."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from smp import readers
from smp.arranging import in_words
from smp.control import name_approvers
from smp.models import Acknowledgement, Approver, Decision, Distribution, PlanReview, Version
from smp.selectors import documents, version_in_force
from smsplan.accounts.models import User
from smsplan.ui.exports import Sheet

__all__ = ["documents", "sheets"]


def version_sheet() -> Sheet:
    """Every version with its people, dates and hashes."""
    columns = [
        _("Version"), _("Title"), _("State"), _("Reason"), _("What changes"), _("Author"), _("Submitted by"),
        _("Submitted"), _("Approved by"), _("Approved"), _("In force since"), _("Next review"),
        _("Submissions"), _("SMS changes it takes up"), _("SHA-256 of the content"), _("SHA-256 of the document"),
        _("Document signed by"), _("SHA-256 of the certificate"),
    ]  # fmt: skip
    rows = list(Version.objects.for_list().prefetch_related("changes").order_by("major", "minor", "pk"))
    name_approvers(rows)
    return Sheet(
        "smp-versions",
        _("SMP versions"),
        columns,
        (
            (
                row.number,
                row.title,
                row.get_state_display(),
                row.get_reason_kind_display(),
                row.change_summary,
                row.created_by,
                row.submitted_by,
                row.submitted_at,
                row.approver_names,
                row.approved_at,
                row.effective_on,
                row.next_review_on,
                row.submission,
                ", ".join(sorted(change.reference for change in row.changes.all())),
                row.content_sha256,
                *_document(row),
            )
            for row in rows
        ),
    )


def _document(version: Version) -> tuple[str, str, str]:
    """What the document hashes to, and who signed it with which certificate."""
    publication = getattr(version, "publication", None)
    if publication is None:
        return "", "", ""
    return publication.sha256, publication.signer, publication.certificate_sha256


def decision_sheet() -> Sheet:
    """Every decision about a version: what, by whom, when, of which content, and what the signature means."""
    columns = [
        _("Version"), _("Submission"), _("Decision"), _("Who"), _("When"), _("Comments"),
        _("Meaning of the signature"), _("Signed with"), _("SHA-256 of the content"),
    ]  # fmt: skip
    return Sheet(
        "smp-decisions",
        _("SMP decisions"),
        columns,
        (
            (
                row.version.number,
                row.submission,
                row.get_kind_display(),
                row.by_name,
                row.at,
                row.comments,
                row.meaning,
                row.get_signed_with_display(),
                row.content_sha256,
            )
            for row in Decision.objects.select_related("version").order_by("at", "pk")
        ),
    )


def approver_sheet() -> Sheet:
    """Who was asked to approve each submission, in which place, and when they did."""
    given = {
        (row.version_id, row.submission, row.by_id): row.at
        for row in Decision.objects.filter(kind=Decision.Kind.APPROVED)
    }
    rows = Approver.objects.select_related("version", "person").order_by(
        "version__major", "version__minor", "version", "submission", "position"
    )
    return Sheet(
        "smp-approvers",
        _("SMP approvers"),
        [_("Version"), _("Submission"), _("Place"), _("Approver"), _("Asked"), _("One after the other"), _("Approved")],
        (
            (
                row.version.number,
                row.submission,
                row.position,
                row.person,
                row.asked_at,
                row.version.in_order,
                given.get((row.version_id, row.submission, row.person_id)),
            )
            for row in rows
        ),
    )


def review_sheet() -> Sheet:
    """The reviews that found no change needed: by whom, when, why, in sight of what, and until when."""
    columns = [
        _("Version"), _("Who"), _("When"), _("Why no change is needed"), _("Had changed in the registers by then"),
        _("Next review"),
    ]  # fmt: skip
    return Sheet(
        "smp-reviews",
        _("SMP reviews"),
        columns,
        (
            (row.version.number, row.by_name, row.at, row.reason, "\n".join(row.drift), row.next_review_on)
            for row in PlanReview.objects.select_related("version").order_by("at", "pk")
        ),
    )


def acknowledgement_sheet() -> Sheet:
    """Everybody who acknowledged a version, with when and of which content; also those who left since."""
    rows = Acknowledgement.objects.select_related("version").order_by("version__major", "version__minor", "at", "pk")
    return Sheet(
        "smp-acknowledgements",
        _("SMP acknowledgements"),
        [_("Version"), _("Who"), _("When"), _("SHA-256 of the content")],
        ((row.version.number, row.name, row.at, row.content_sha256) for row in rows),
    )


def reader_sheet(people: Iterable[User], version: Version | None, distribution: Distribution) -> Sheet:
    """Those who have to acknowledge a version, with when they did or by when they have to.

    `people` are annotated as by smp.readers.with_acknowledgement.
    """
    people = list(people)
    days = readers.due_days(people, version, distribution) if version is not None else {}
    return Sheet(
        "smp-readers",
        _("Who has to acknowledge the plan"),
        [_("Version"), _("Name"), _("E-mail"), _("Job title"), _("Roles"), _("Due"), _("Acknowledged")],
        (
            (
                version.number,
                person.full_name,
                person.email,
                person.job_title,
                ", ".join(person.role_names),
                days[person.pk],
                person.acknowledged_at,
            )
            for person in people
        ),
    )


def reader_sheet_now() -> Sheet:
    """Everybody who has to acknowledge the version in force."""
    version, distribution = version_in_force(), Distribution.get()
    if version is None:
        return reader_sheet((), None, distribution)
    people = readers.with_acknowledgement(readers.expected_readers(distribution), version)
    return reader_sheet(people.prefetch_related("groups"), version, distribution)


def section_sheet() -> Sheet:
    """The text of the version in force, section by section."""
    version = version_in_force()
    sections = version.frozen["sections"] if version is not None and version.frozen else []
    return Sheet(
        "smp-sections",
        _("SMP in force"),
        [_("Version"), _("Section"), _("Text")],
        ((version.number, section["title"], _in_words(section)) for section in sections),
    )


def _in_words(section: dict[str, Any]) -> str:
    """A frozen section's text; a block that stands in it by its name."""
    return in_words(section["html"], {block["key"]: block["title"] for block in section["blocks"]})


def sheets(*, queryset=None) -> list[Sheet]:
    """Versions with who decided, approved, reviewed and acknowledged them, and the text of the version in force."""
    return [
        version_sheet(),
        decision_sheet(),
        approver_sheet(),
        review_sheet(),
        acknowledgement_sheet(),
        reader_sheet_now(),
        section_sheet(),
    ]

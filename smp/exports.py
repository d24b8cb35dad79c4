"""The plan's tables, for downloads and evidence packs, and its documents."""

from django.utils.translation import gettext as _

from smp.models import Decision, Version
from smp.selectors import documents, version_in_force
from smsplan.ui.exports import Sheet
from smsplan.ui.richtext import plain_text

__all__ = ["documents", "sheets"]


def version_sheet() -> Sheet:
    """Every version with its people, dates and hashes."""
    columns = [
        _("Version"), _("Title"), _("State"), _("Reason"), _("What changes"), _("Author"), _("Submitted by"),
        _("Submitted"), _("Approved by"), _("Approved"), _("In force since"), _("Next review"),
        _("SHA-256 of the content"), _("SHA-256 of the document"),
    ]  # fmt: skip
    rows = Version.objects.for_list().order_by("major", "minor", "pk")
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
                row.approved_by,
                row.approved_at,
                row.effective_on,
                row.next_review_on,
                row.content_sha256,
                row.publication.sha256 if hasattr(row, "publication") else "",
            )
            for row in rows
        ),
    )


def decision_sheet() -> Sheet:
    """Every decision about a version: what, by whom, when, of which content, and what the signature means."""
    columns = [
        _("Version"), _("Decision"), _("Who"), _("When"), _("Comments"), _("Meaning of the signature"),
        _("SHA-256 of the content"),
    ]  # fmt: skip
    return Sheet(
        "smp-decisions",
        _("SMP decisions"),
        columns,
        (
            (
                row.version.number,
                row.get_kind_display(),
                row.by_name,
                row.at,
                row.comments,
                row.meaning,
                row.content_sha256,
            )
            for row in Decision.objects.select_related("version").order_by("at", "pk")
        ),
    )


def section_sheet() -> Sheet:
    """The text of the version in force, section by section."""
    version = version_in_force()
    sections = version.frozen["sections"] if version is not None and version.frozen else []
    return Sheet(
        "smp-sections",
        _("SMP in force"),
        [_("Version"), _("Section"), _("Text")],
        ((version.number, section["title"], plain_text(section["html"])) for section in sections),
    )


def sheets(*, queryset=None) -> list[Sheet]:
    """Versions, decisions, and the text of the version in force."""
    return [version_sheet(), decision_sheet(), section_sheet()]

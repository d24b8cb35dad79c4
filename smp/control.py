"""The document control table: who wrote, approved and reviewed a version and those before it, and what they carried.

On paper (templates/smp/pdf/control.html) and on the version's page it says the same.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTransform

from smp.models import Decision, PlanReview, Version
from smp.rounds import round_of


def document_control(version: Version, frozen: dict[str, Any]) -> dict[str, Any]:
    """What the table shows of a version, whose content is `frozen`, and of the versions in force before it."""
    earlier = in_force_before(version)
    made = decisions(version)
    approvals = [each for each in made if each.kind == Decision.Kind.APPROVED]
    return {
        "earlier": earlier,
        "submitted": [each for each in made if each.kind == Decision.Kind.SUBMITTED],
        "approvals": approvals,
        "waiting": [] if version.is_draft else round_of(version).waiting,
        "meanings": once(each.meaning for each in approvals),
        "changes": frozen.get("changes") or list(version.changes.order_by("reference").values("reference", "title")),
        "reviews": PlanReview.objects.filter(version__in=[*earlier, version]).select_related("version").order_by("at"),
    }


def in_force_before(version: Version) -> list[Version]:
    """The versions that were in force before this one, newest first, with the names of authors and approvers."""
    rows = (
        Version.objects.for_list()
        .filter(state__in=(Version.State.APPROVED, Version.State.SUPERSEDED))
        .annotate(author_list=KeyTransform("authors", "frozen"))
    )
    rows = [row for row in rows if (row.major, row.minor) < (version.major, version.minor)]
    name_approvers(rows)
    return rows


def name_approvers(versions: Iterable[Version]) -> None:
    """Give each version `approver_names`: who approved it as it stands, in the order in which they did."""
    versions = list(versions)
    names: dict[int, list[str]] = {}
    # A draft that was returned keeps its number of submissions: what was approved then does not count for it.
    frozen = [version for version in versions if not version.is_draft]
    given = Decision.objects.filter(
        version__in=frozen, kind=Decision.Kind.APPROVED, submission=F("version__submission")
    )
    for version_id, name in given.order_by("at").values_list("version_id", "by_name"):
        names.setdefault(version_id, []).append(name)
    for version in versions:
        version.approver_names = ", ".join(dict.fromkeys(names.get(version.pk, [])))


def approver_names(version: Version) -> list[str]:
    """Who approved the version as it stands, in the order in which they did."""
    return once(each.by_name for each in decisions(version) if each.kind == Decision.Kind.APPROVED)


def decisions(version: Version) -> list[Decision]:
    """The decisions about the content as it stands; what was said of earlier attempts is in the version's history."""
    if version.is_draft or not version.content_sha256:
        return []
    return list(
        version.decisions.filter(submission=version.submission, content_sha256=version.content_sha256).order_by("at")
    )


def once(texts: Iterable[str]) -> list[str]:
    """Each text once, in the order they come."""
    return [text for text in dict.fromkeys(texts) if text]

"""What a version says, as one JSON document: drawn live while it is a draft, kept for ever once it is submitted."""

from typing import Any

from django.db.models import Count, Q
from django.utils import translation

from changes.models import Change
from objectives.models import Objective
from risks.models import Level, Risk
from smp.blocks import gather_all
from smp.images import shown_images
from smp.models import Version
from smsplan.accounts.models import User
from smsplan.context.models import Organization, Service

#: The form of the frozen document; a reader of old versions can tell how to read them.
FORMAT = 1


def snapshot(version: Version) -> dict[str, Any]:
    """The version's text with its blocks as the registers fill them now, in the version's own language."""
    organization = Organization.get()
    sections = list(version.sections.standing())
    with translation.override(version.language):
        return {
            "format": FORMAT,
            "title": version.title,
            "version": version.number,
            "language": version.language,
            "organization": organization.name,
            "classification": organization.classification,
            "reason": version.get_reason_kind_display(),
            "change_summary": version.change_summary,
            "authors": author_names(version),
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "html": section.body,
                    "blocks": gather_all(section.blocks),
                }
                for section in sections
            ],
            "images": shown_images(version, [section.body for section in sections]),
            "registers": register_facts(),
        }


def author_names(version: Version) -> list[str]:
    """Everybody who wrote in this version, by name."""
    return [person.full_name for person in User.objects.filter(pk__in=version.author_ids()).order_by("full_name", "pk")]


def register_facts() -> dict[str, dict[str, Any]]:
    """What drift is told by, whatever blocks a version shows: reference -> the facts that count, as plain values."""
    return {
        "services": {row.reference: {"title": row.title} for row in Service.objects.exclude(state="retired")},
        "objectives": {
            row.reference: {
                "title": row.title,
                "target": "" if row.target is None else format(row.target.normalize(), "f"),
                "unit": row.unit,
                "due": row.due_date.isoformat() if row.due_date else "",
                "revised": row.revised,
            }
            for row in Objective.objects.running().annotate(
                revised=Count("revisions", filter=Q(revisions__state="approved"))
            )
        },
        "high_risks": {
            row.reference: {"title": row.title}
            for row in Risk.objects.open().filter(level__gte=Level.HIGH).only("reference", "title")
        },
        "verified_changes": {
            row.reference: {"title": row.title}
            for row in Change.objects.filter(
                state__in=(Change.State.VERIFIED, Change.State.CLOSED), significance=Change.Significance.SIGNIFICANT
            )
        },
    }


def shown(version: Version) -> dict[str, Any]:
    """What the version says: frozen once it was submitted, live before."""
    return snapshot(version) if version.frozen is None or version.is_draft else version.frozen

"""What a version says, as one JSON document: drawn live while it is a draft, kept for ever once it is submitted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import translation

from smp.blocks import drawn, gathered
from smp.facts import register_facts
from smp.images import shown_images
from smp.models import Version
from smp.taking_up import naming
from smsplan.accounts.models import User
from smsplan.context.models import Organization

#: The form of the frozen document; a reader of old versions can tell how to read them. Since 2 a section's text may
#: hold markers of its blocks (smp.arranging); with 1 all blocks come after the text.
FORMAT = 2


def snapshot(version: Version) -> dict[str, Any]:
    """What is kept of a version for ever: what it says, and the facts of the registers that drift is told by."""
    with translation.override(version.language):
        return said(version, gathered) | {"registers": register_facts()}


#: How the blocks of these keys come to their data.
Drawing = Callable[[Iterable[str]], Mapping[str, dict[str, Any]]]


def said(version: Version, draw: Drawing = drawn) -> dict[str, Any]:
    """The version's text with its blocks as the registers fill them now, in the version's own language."""
    organization = Organization.get()
    sections = list(version.sections.standing())
    with translation.override(version.language):
        blocks = draw(key for section in sections for key in section.blocks)
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
                    "blocks": [blocks[key] for key in section.blocks],
                }
                for section in sections
            ],
            "images": shown_images(version, [section.body for section in sections]),
        } | naming(version)


def author_names(version: Version) -> list[str]:
    """Everybody who wrote in this version, by name."""
    return [person.full_name for person in User.objects.filter(pk__in=version.author_ids()).order_by("full_name", "pk")]


def shown(version: Version) -> dict[str, Any]:
    """What the version says: frozen once it was submitted, live before."""
    return said(version) if version.frozen is None or version.is_draft else version.frozen

from collections.abc import Iterable

from django.db import transaction

from smp.models import Section
from smp.services.guards import only_draft, save
from smsplan.records.services import StaleRevision, locked, require
from smsplan.ui.richtext import clean_html


@transaction.atomic
def section_save(
    *,
    section: Section,
    actor,
    body: str,
    blocks: Iterable[str] | None = None,
    title: str | None = None,
    revision: int | None = None,
    reason: str = "",
) -> Section:
    """Save a section's text, sanitized, and its live blocks; saving what is there already changes nothing.

    `revision` is the one it was read at: raises StaleRevision when somebody saved meanwhile. Raises PermissionDenied,
    NotAllowed outside a draft, ValidationError for a block that does not exist.
    """
    version = locked(section.version)  # First the version, then the section: submitting locks the version too.
    section = locked(section)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    if revision is not None and revision != section.revision:
        raise StaleRevision(section)
    before = (section.title, section.body, section.blocks)
    section.body = clean_html(body)
    if blocks is not None:
        section.blocks = list(blocks)
    if title is not None:
        section.title = title
    if (section.title, section.body, section.blocks) != before:
        save(section, actor=actor, reason=reason)
    return section

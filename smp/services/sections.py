from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from smp import content
from smp.arranging import settled
from smp.images import usable_images
from smp.models import Section, SectionDraft
from smp.services.guards import only_draft, save
from smsplan.records.services import NotAllowed, StaleRevision, locked, require
from smsplan.ui.richtext import clean_html, not_too_long


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
    """Save a section's text, sanitized, and its live blocks; what this person had typed unsaved is done with.

    A block that has a marker in the text is one of the section's blocks, whether or not `blocks` names it; the others
    follow the text. Saving what is there already changes nothing.
    `revision` is the one it was read at: raises StaleRevision when somebody saved meanwhile. Raises PermissionDenied,
    NotAllowed outside a draft and when the section was taken out, ValidationError for a block that does not exist and
    for a text that is too long.
    """
    version = locked(section.version)  # First the version, then the section: submitting locks the version too.
    section = locked(section)
    require(actor.has_perm("smp.change_version"))
    only_draft(version)
    if section.removed:
        raise NotAllowed(
            _("%(who)s took this section out while you were writing.") % {"who": section.updated_by or "smsplan"}
        )
    if revision is not None and revision != section.revision:
        raise StaleRevision(section)
    before = (section.title, section.body, section.blocks)
    text = clean_html(body, usable_images(version), content.BLOCKS)
    not_too_long(text)
    section.body, section.blocks = settled(text, section.blocks if blocks is None else list(blocks))
    if title is not None:
        section.title = title
    if (section.title, section.body, section.blocks) != before:
        save(section, actor=actor, reason=reason)
    SectionDraft.objects.filter(section=section, person=actor).delete()
    return section

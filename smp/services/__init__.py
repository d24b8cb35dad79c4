"""Every write to the Service Management Plan (6.3) but its publication, which is in `smp.publishing`."""

from smp.services.acknowledging import distribution_change, version_acknowledge
from smp.services.approval import MEANING, version_approve, version_submit
from smp.services.drafting import first_title, version_describe, version_discard, version_draft
from smp.services.illustrating import image_add
from smp.services.keeping import (
    section_leave,
    section_open,
    section_seen,
    section_take_over,
    text_discard,
    text_keep,
    text_of,
    unsaved_texts,
    writer_of,
)
from smp.services.leftovers import kept_until
from smp.services.outline import (
    section_add,
    section_bring_back,
    section_move,
    section_remove,
    section_rename,
    sections_order,
)
from smp.services.refusal import version_reject, version_return, version_take_back
from smp.services.reviewing import version_review
from smp.services.sections import section_save

__all__ = [
    "MEANING",
    "distribution_change",
    "first_title",
    "image_add",
    "kept_until",
    "section_add",
    "section_bring_back",
    "section_leave",
    "section_move",
    "section_open",
    "section_remove",
    "section_rename",
    "section_save",
    "section_seen",
    "section_take_over",
    "sections_order",
    "text_discard",
    "text_keep",
    "text_of",
    "unsaved_texts",
    "version_acknowledge",
    "version_approve",
    "version_describe",
    "version_discard",
    "version_draft",
    "version_reject",
    "version_return",
    "version_review",
    "version_submit",
    "version_take_back",
    "writer_of",
]

"""Every write to the Service Management Plan (6.3) but its publication, which is in `smp.publishing`."""

from smp.services.approval import MEANING, version_approve, version_return, version_submit
from smp.services.drafting import version_describe, version_discard, version_draft
from smp.services.sections import section_save

__all__ = [
    "MEANING",
    "section_save",
    "version_approve",
    "version_describe",
    "version_discard",
    "version_draft",
    "version_return",
    "version_submit",
]

"""The Service Management Plan: versions and their sections, decisions, documents, and who has read it."""

from smp.models.decisions import Approver, Decision, PlanReview
from smp.models.distribution import Acknowledgement, Distribution
from smp.models.publications import Preview, Publication
from smp.models.sections import Section, SectionDraft, SectionLock
from smp.models.versions import Version

__all__ = [
    "Acknowledgement",
    "Approver",
    "Decision",
    "Distribution",
    "PlanReview",
    "Preview",
    "Publication",
    "Section",
    "SectionDraft",
    "SectionLock",
    "Version",
]

"""Importing opportunities: the columns that an export of them has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from risks import policies
from risks.exports import OPPORTUNITY_PARTS, opportunities_with_links
from risks.imports.owners import note_owner
from risks.imports.register import RegisterImporter
from risks.models import Opportunity, Scale
from risks.services.updates import opportunity_create, opportunity_update
from smsplan.records import parsing
from smsplan.records.imports import Row

_STEPS = {"l": 1, "m": 2, "h": 3}
_TEXTS = ("title", "description", "benefit_note")
_ALIASES = {
    "reference": ("Reference", "Referensi", "ID"),
    "title": ("Opportunity", "Peluang"),
    "description": ("Description", "Deskripsi"),
    "benefit": ("Benefit", "Manfaat"),
    "effort": ("Effort", "Upaya"),
    "owner": ("Owner", "Pemilik", "Penanggung Jawab"),
    "review_date": ("Review Date", "Tanggal Tinjauan"),
    "services": ("Services", "Service", "Layanan"),
    "practices": ("Practices", "Practice", "Praktik"),
    "obligations": ("Obligations", "Kewajiban"),
}


class OpportunitiesImporter(RegisterImporter):
    """Opportunities from a table."""

    kind = "opportunities"
    model = Opportunity
    permission = "risks.add_opportunity"
    parts = OPPORTUNITY_PARTS
    texts = _TEXTS
    required = frozenset({"title"})
    aliases = _ALIASES

    def readers(self) -> dict[str, Any]:
        """How each cell is read."""
        return {
            "reference": str,
            "title": parsing.text(300),
            "description": str,
            "benefit": parsing.Choice(Scale.choices, _STEPS),
            "effort": parsing.Choice(Scale.choices, _STEPS),
            "benefit_note": str,
            "owner": parsing.text(120),
            "review_date": parsing.date,
        }

    def may_change(self, record: Opportunity) -> bool:
        """Whether the person may change this opportunity."""
        return policies.can_change_opportunity(self.actor, record)

    def records(self, keys: dict[str, Any]) -> QuerySet[Opportunity]:
        """The opportunities with their links."""
        return opportunities_with_links(super().records(keys))

    def check_new(self, row: Row) -> None:
        """Benefit and effort come together; say who the owner is."""
        self._both(row.clean.get("benefit"), row.clean.get("effort"))
        note_owner(self.owners, row)

    def check_update(self, row: Row) -> None:
        """Check what changes of the opportunity, and that it may change."""
        one, clean = row.record, row.clean
        self.drop_unchanged(row, "benefit", "effort", "review_date")
        if not clean:
            return
        self.require_open(one)
        self._both(clean.get("benefit", one.benefit), clean.get("effort", one.effort))
        note_owner(self.owners, row)

    def _both(self, benefit: int | None, effort: int | None) -> None:
        if (benefit is None) != (effort is None):
            missing = "benefit" if benefit is None else "effort"
            raise ValidationError({missing: _("An evaluation needs both benefit and effort. Fill in the other one.")})

    def _fields(self, row: Row) -> dict[str, Any]:
        return self.fields_of(row, ("benefit", "effort", "review_date"))

    def create(self, row: Row, *, reason: str) -> Opportunity:
        """Make the opportunity; evaluated when the file says benefit and effort."""
        return opportunity_create(actor=self.actor, reason=reason, **self._fields(row))

    def update(self, row: Row, *, reason: str) -> Opportunity:
        """Change the opportunity."""
        return opportunity_update(opportunity=row.record, actor=self.actor, reason=reason, **self._fields(row))

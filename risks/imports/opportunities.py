"""Importing opportunities: the columns that an export of them has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from risks import policies
from risks.exports import OPPORTUNITY_PARTS, opportunities_with_links
from risks.imports.owners import note_owner, owner_fields
from risks.models import CriteriaBook, Opportunity, Scale
from risks.services.updates import opportunity_create, opportunity_update
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, Row

_STEPS = {"l": 1, "m": 2, "h": 3}
_LINKS = ("services", "practices", "obligations")
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


class OpportunitiesImporter(Importer):
    """Opportunities from a table."""

    kind = "opportunities"
    model = Opportunity
    permission = "risks.add_opportunity"

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the export, in its order; those that an act decides on can't be imported."""
        readers: dict[str, Any] = {
            "reference": str,
            "title": parsing.text(300),
            "description": str,
            "benefit": parsing.Choice(Scale.choices, _STEPS),
            "effort": parsing.Choice(Scale.choices, _STEPS),
            "benefit_note": str,
            "owner": parsing.text(120),
            "review_date": parsing.date,
            "services": parsing.Linked(lambda: Service.objects.order_by("reference")),
            "practices": parsing.Linked(lambda: Practice.objects.order_by("reference")),
            "obligations": parsing.Linked(lambda: Obligation.objects.order_by("reference")),
        }
        return [
            Column(
                part.key,
                part.heading,
                _ALIASES.get(part.key, ()),
                required=part.key == "title",
                parse=readers.get(part.key, str),
                readonly=part.key not in readers,
            )
            for part in OPPORTUNITY_PARTS
        ]

    @cached_property
    def _owners(self) -> parsing.Owners:
        return parsing.Owners()

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {part.key: part.value for part in OPPORTUNITY_PARTS}

    @cached_property
    def _book(self) -> CriteriaBook:
        return CriteriaBook()

    def records(self, keys: dict[str, Any]) -> QuerySet[Opportunity]:
        """The opportunities with their links."""
        return opportunities_with_links(super().records(keys))

    def cell(self, record: Opportunity, key: str) -> Any:
        """As the export has it."""
        return self._values[key](record, self._book)

    def check_new(self, row: Row) -> None:
        """Benefit and effort come together; say who the owner is."""
        self._both(row.clean.get("benefit"), row.clean.get("effort"))
        note_owner(self._owners, row)

    def check_update(self, row: Row) -> None:
        """Check what changes of the opportunity, and that it may change."""
        one, clean = row.record, row.clean
        for key in _TEXTS:
            if key in clean and (clean[key] or "") == getattr(one, key):
                del clean[key]
        for key in ("benefit", "effort", "review_date"):
            if key in clean and clean[key] == getattr(one, key):
                del clean[key]
        for key in _LINKS:
            if key in clean and {link.pk for link in clean[key] or ()} == {link.pk for link in getattr(one, key).all()}:
                del clean[key]
        if "owner" in clean:
            if owner_fields(self._owners, clean["owner"]) == {"owner": one.owner, "owner_role": one.owner_role}:
                del clean["owner"]
        if not clean:
            return
        if not one.is_open:
            raise ValidationError(
                _("%(reference)s is “%(state)s” and can't be changed. Remove the row.")
                % {"reference": one.reference, "state": one.get_state_display()}
            )
        if not policies.can_change_opportunity(self.actor, one):
            raise ValidationError(_("You may not change %(reference)s. Remove the row.") % {"reference": one.reference})
        self._both(clean.get("benefit", one.benefit), clean.get("effort", one.effort))
        note_owner(self._owners, row)

    def _both(self, benefit: int | None, effort: int | None) -> None:
        if (benefit is None) != (effort is None):
            missing = "benefit" if benefit is None else "effort"
            raise ValidationError({missing: _("An evaluation needs both benefit and effort. Fill in the other one.")})

    def _fields(self, row: Row) -> dict[str, Any]:
        clean = row.clean
        fields: dict[str, Any] = {key: clean[key] or "" for key in _TEXTS if key in clean}
        if "owner" in clean:
            fields |= owner_fields(self._owners, clean["owner"])
        fields |= {key: clean[key] for key in ("benefit", "effort", "review_date") if key in clean}
        many = {key: clean[key] or [] for key in _LINKS if clean.get(key) or (key in clean and row.record is not None)}
        return fields | {"many": many}

    def create(self, row: Row, *, reason: str) -> Opportunity:
        """Make the opportunity; evaluated when the file says benefit and effort."""
        return opportunity_create(actor=self.actor, reason=reason, **self._fields(row))

    def update(self, row: Row, *, reason: str) -> Opportunity:
        """Change the opportunity."""
        return opportunity_update(opportunity=row.record, actor=self.actor, reason=reason, **self._fields(row))

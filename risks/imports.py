"""Importing risks: the columns of the guide's sample register, and a few more."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import scoring
from risks.models import Category, Level, Risk, RiskCriteria, Scale
from risks.services import risk_create
from smsplan.records import parsing
from smsplan.records.imports import Column, Importer, PreviewRow

_STEPS = {"l": 1, "m": 2, "h": 3, "1": 1, "2": 2, "3": 3, "low": 1, "medium": 2, "high": 3}
_step = parsing.choice(Scale.choices, _STEPS)


class RisksImporter(Importer):
    """Risks from a table; the level is checked against the risk criteria in force."""

    kind = "risks"
    permission = "risks.add_risk"
    columns = (
        Column("reference", gettext_lazy("Reference"), ("Reference", "Referensi")),
        Column(
            "title",
            gettext_lazy("Risk Description"),
            ("Risk Description", "Risk", "Deskripsi Risiko", "Risiko"),
            required=True,
            parse=parsing.text(300),
        ),
        Column("likelihood", gettext_lazy("Likelihood"), ("Likelihood", "Kemungkinan"), required=True, parse=_step),
        Column("impact", gettext_lazy("Impact"), ("Impact", "Dampak"), required=True, parse=_step),
        Column(
            "level",
            gettext_lazy("Risk Level"),
            ("Risk Level", "Level", "Tingkat Risiko"),
            parse=parsing.choice(Level.choices),
        ),
        Column("treatment", gettext_lazy("Treatment"), ("Treatment", "Penanganan", "Perlakuan")),
        Column("owner", gettext_lazy("Owner"), ("Owner", "Pemilik"), parse=parsing.text(120)),
        Column("category", gettext_lazy("Category"), ("Category", "Kategori")),
        Column("cause", gettext_lazy("Cause"), ("Cause", "Penyebab")),
        Column("consequence", gettext_lazy("Consequence"), ("Consequence", "Akibat")),
        Column("review_date", gettext_lazy("Review date"), ("Review Date", "Tanggal Tinjauan"), parse=parsing.date),
    )

    @cached_property
    def _owners(self) -> parsing.Owners:
        return parsing.Owners()

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {
            name.casefold(): category
            for category in Category.objects.all()
            for name in (category.name, category.name_id)
            if name
        }

    @cached_property
    def _known(self) -> dict[str, str]:
        return {title.casefold(): reference for title, reference in Risk.objects.values_list("title", "reference")}

    @cached_property
    def _references(self) -> set[str]:
        return set(self._known.values())

    @cached_property
    def _criteria(self) -> RiskCriteria:
        return RiskCriteria.in_force()

    def check_row(self, clean: dict[str, Any], row: PreviewRow) -> None:
        """Check reference, level and category; say who the owner is and what looks like a duplicate."""
        if clean.get("reference") in self._references:
            raise ValidationError(
                {
                    "reference": _("%(reference)s is in the register already. Remove the row or clear its reference.")
                    % clean
                }
            )
        level = Level(scoring.level_of(self._criteria.cells, clean["likelihood"], clean["impact"]))
        stated = clean.get("level")
        if stated and stated != level:
            raise ValidationError(
                {
                    "level": _(
                        "Likelihood %(likelihood)s and impact %(impact)s give %(level)s by the risk criteria, not "
                        "%(stated)s. Correct one of the three."
                    )
                    % {
                        "likelihood": Scale(clean["likelihood"]).label,
                        "impact": Scale(clean["impact"]).label,
                        "level": level.label,
                        "stated": Level(stated).label,
                    }
                }
            )
        row.notes.append(_("Level: %(level)s.") % {"level": level.label})
        if clean.get("category") and clean["category"].casefold() not in self._categories:
            raise ValidationError(
                {
                    "category": _("“%(name)s” is not a risk category. Known are: %(known)s.")
                    % {
                        "name": clean["category"][:80],
                        "known": ", ".join(sorted({str(c) for c in self._categories.values()})),
                    }
                }
            )
        if clean.get("owner"):
            person = self._owners.find(clean["owner"])
            if person is not None:
                row.notes.append(_("Owner: %(person)s.") % {"person": person})
            else:
                row.notes.append(_("Nobody is known as “%(owner)s”; it is kept as the accountable role.") % clean)
        if known := self._known.get(clean["title"].casefold()):
            row.notes.append(_("Looks like %(reference)s, which has the same description.") % {"reference": known})

    def create(self, clean: dict[str, Any], *, actor, reason: str) -> Risk:
        """Make the risk with its inherent assessment."""
        words = clean.get("owner") or ""
        person = self._owners.find(words) if words else None
        category = clean.get("category")
        return risk_create(
            actor=actor,
            reason=reason,
            title=clean["title"],
            cause=clean.get("cause") or "",
            consequence=clean.get("consequence") or "",
            treatment=clean.get("treatment") or "",
            owner=person,
            owner_role=words if words and (person is None or words != person.full_name) and "@" not in words else "",
            category=self._categories[category.casefold()] if category else None,
            review_date=clean.get("review_date"),
            likelihood=clean["likelihood"],
            impact=clean["impact"],
            rationale=reason,
        )

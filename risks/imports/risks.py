"""Importing risks: the columns of the guide's sample register, and all others that an export has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from risks import policies, scoring
from risks.exports import RISK_PARTS, risks_with_links
from risks.imports.owners import note_owner
from risks.imports.register import RegisterImporter
from risks.models import Category, Level, Risk, RiskCriteria
from risks.services import risk_create
from risks.services.updates import risk_update
from smsplan.records import parsing
from smsplan.records.imports import Row

#: What spreadsheets write for the steps of a scale of three, whatever the criteria call them.
_THREE = {"l": 1, "m": 2, "h": 3, "low": 1, "medium": 2, "high": 3, "rendah": 1, "sedang": 2, "tinggi": 3}
_TEXTS = ("title", "treatment", "cause", "consequence", "customer_impact", "strategy")
#: Headings that a file may have besides those of our exports, in both languages.
_ALIASES = {
    "reference": ("Reference", "Referensi", "ID", "No. Referensi"),
    "title": ("Risk Description", "Risk", "Deskripsi Risiko", "Risiko"),
    "likelihood": ("Likelihood", "Probability", "Kemungkinan", "Probabilitas"),
    "impact": ("Impact", "Dampak"),
    "level": ("Risk Level", "Level", "Tingkat Risiko"),
    "treatment": ("Treatment", "Treatment plan", "Penanganan", "Perlakuan"),
    "owner": ("Owner", "Risk Owner", "Pemilik", "Pemilik Risiko", "Penanggung Jawab"),
    "category": ("Category", "Kategori"),
    "cause": ("Cause", "Penyebab"),
    "consequence": ("Consequence", "Akibat"),
    "review_date": ("Review Date", "Tanggal Tinjauan"),
    "services": ("Services", "Service", "Layanan"),
    "practices": ("Practices", "Practice", "Praktik"),
    "obligations": ("Obligations", "Kewajiban"),
}


class RisksImporter(RegisterImporter):
    """Risks from a table; the level is checked against the risk criteria in force."""

    kind = "risks"
    model = Risk
    permission = "risks.add_risk"
    parts = RISK_PARTS
    texts = _TEXTS
    required = frozenset({"title", "likelihood", "impact"})
    aliases = _ALIASES

    def readers(self) -> dict[str, Any]:
        """How each cell is read; likelihood and impact in the words of the criteria in force."""
        return {
            "reference": str,
            "title": parsing.text(300),
            "likelihood": self._steps("likelihood"),
            "impact": self._steps("impact"),
            "level": parsing.Choice(Level.choices),
            "treatment": str,
            "owner": parsing.text(120),
            "category": parsing.Choice(lambda: [(row.pk, row) for row in Category.objects.all()], keys=False),
            "source": parsing.Choice(Risk.Source.choices),
            "cause": str,
            "consequence": str,
            "customer_impact": str,
            "strategy": parsing.Choice(Risk.Strategy.choices),
            "review_date": parsing.date,
        }

    def may_change(self, record: Risk) -> bool:
        """Whether the person may change this risk."""
        return policies.can_change(self.actor, record)

    def _steps(self, scale: str) -> parsing.Choice:
        """The words of a scale of the criteria in force, in either language; or the number of the step."""
        label = getattr(self._criteria, f"{scale}_label")
        words = [(step, lazy(label, str)(step)) for step in range(1, self._criteria.size + 1)]
        return parsing.Choice(words, _THREE if self._criteria.size == 3 else None)

    @property
    def _criteria(self) -> RiskCriteria:
        return self.book.in_force

    def records(self, keys: dict[str, Any]) -> QuerySet[Risk]:
        """The risks with their links."""
        return risks_with_links(super().records(keys))

    def check_new(self, row: Row) -> None:
        """Check the level; say what it is, and who the owner is."""
        level = self._level(row, row.clean["likelihood"], row.clean["impact"])
        row.notes.append(_("Level: %(level)s.") % {"level": level.label})
        note_owner(self.owners, row)

    def check_update(self, row: Row) -> None:
        """Check what changes of the risk, and that it may change."""
        risk, clean = row.record, row.clean
        self._settle_assessment(row)
        if clean.get("category") == risk.category_id and "category" in clean:
            del clean["category"]
        if "source" in clean and clean["source"] in (None, risk.source):
            del clean["source"]
        self.drop_unchanged(row, "review_date")
        if not clean:
            return
        self.require_open(risk)
        note_owner(self.owners, row)

    def _settle_assessment(self, row: Row) -> None:
        """Both likelihood and impact, or neither, in `clean`; a level that is stated must follow from them."""
        risk, clean = row.record, row.clean
        if {"likelihood", "impact"} & clean.keys():
            same_scale = risk.criteria_id in self.book.same_scale()
            for key in ("likelihood", "impact"):
                if key not in clean:
                    clean[key] = getattr(risk, key) if same_scale else self.by_key[key].read(row.cells.get(key, ""), {})
            if None in (clean["likelihood"], clean["impact"]):
                raise ValidationError(_("An assessment needs both likelihood and impact."))
            if same_scale and (clean["likelihood"], clean["impact"]) == (risk.likelihood, risk.impact):
                del clean["likelihood"], clean["impact"]
        if "likelihood" in clean:
            level = self._level(row, clean["likelihood"], clean["impact"])
            row.notes.append(_("Assessed anew; level: %(level)s.") % {"level": level.label})
        elif clean.get("level") not in (None, risk.level):
            raise ValidationError({"level": _("The level follows from likelihood and impact. Change these instead.")})
        clean.pop("level", None)

    def _level(self, row: Row, likelihood: int, impact: int) -> Level:
        level = Level(scoring.level_of(self._criteria.cells, likelihood, impact))
        stated = row.clean.get("level")
        if stated and stated != level:
            raise ValidationError(
                {
                    "level": _(
                        "Likelihood %(likelihood)s and impact %(impact)s give %(level)s by the risk criteria, not "
                        "%(stated)s. Correct one of the three."
                    )
                    % {
                        "likelihood": self._criteria.likelihood_label(likelihood),
                        "impact": self._criteria.impact_label(impact),
                        "level": level.label,
                        "stated": Level(stated).label,
                    }
                }
            )
        return level

    def _fields(self, row: Row) -> dict[str, Any]:
        fields = self.fields_of(row, ("review_date", "likelihood", "impact"))
        if "category" in row.clean:
            fields["category_id"] = row.clean["category"]
        if row.clean.get("source"):
            fields["source"] = row.clean["source"]
        return fields

    def create(self, row: Row, *, reason: str) -> Risk:
        """Make the risk with its inherent assessment."""
        return risk_create(actor=self.actor, reason=reason, rationale=reason, **self._fields(row))

    def update(self, row: Row, *, reason: str) -> Risk:
        """Change the risk; a changed likelihood or impact is a new residual assessment."""
        return risk_update(risk=row.record, actor=self.actor, reason=reason, **self._fields(row))

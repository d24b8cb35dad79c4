"""What new criteria would do to the open risks, before they are in force: nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from risks.models import CriteriaBook, Level, Risk, RiskCriteria
from risks.scoring import OffScale, level_of
from smsplan.ui.parts import Pill

#: How many risks the preview names for each kind of effect; the counts are of all.
NAMED = 100


@dataclass
class Effect:
    """One open risk: the level it has, and the one that the proposal would give the same likelihood and impact."""

    risk: Risk
    likelihood: str
    impact: str
    now: Pill
    then: Pill | None


@dataclass
class Effects:
    """Open risks by what the proposal would mean for them; `reassess` is how many it marks for reassessment."""

    stays: int = 0
    changes: int = 0
    off_scale: int = 0
    unassessed: int = 0
    rows: list[Effect] = field(default_factory=list)

    @property
    def reassess(self) -> int:
        """Every assessed risk was assessed under an older version from then on."""
        return self.stays + self.changes + self.off_scale

    @property
    def left_out(self) -> int:
        """How many affected risks are counted but not named."""
        return self.changes + self.off_scale - len(self.rows)


def effects(proposal: RiskCriteria) -> Effects:
    """What an unsaved version of the criteria would mean for each open risk, the gravest changes first."""
    found = Effects()
    book = CriteriaBook()
    rows = []
    for risk in Risk.objects.open().only("reference", "title", "likelihood", "impact", "level", "criteria_id"):
        if risk.level is None:
            found.unassessed += 1
            continue
        assessed_under = book.of(risk.criteria_id)
        then = _then(proposal.cells, risk) if assessed_under.size == proposal.size else None
        if then == risk.level:
            found.stays += 1
            continue
        if then is None:
            found.off_scale += 1
        else:
            found.changes += 1
        rows.append((risk, then, assessed_under))
    # What falls off the scale first, then by how far the level moves.
    rows.sort(key=lambda row: (row[1] is not None, -abs((row[1] or 0) - row[0].level), row[0].reference))
    for risk, then, under in rows[:NAMED]:
        found.rows.append(
            Effect(
                risk=risk,
                likelihood=under.likelihood_label(risk.likelihood),
                impact=under.impact_label(risk.impact),
                now=Pill(str(Level(risk.level).label), under.colour(risk.level)),
                then=Pill(str(Level(then).label), proposal.colour(then)) if then else None,
            )
        )
    return found


def _then(cells: Sequence[Sequence[int]], risk: Any) -> Level | None:
    try:
        return level_of(cells, risk.likelihood, risk.impact)
    except OffScale:
        return None

"""Reads of objectives that pages, reports and the upper floors share."""

from objectives.models import Verdict
from objectives.selectors.figures import counted_figure, figure_of, level_after, target_figure
from objectives.selectors.pills import STATE_COLOURS, VERDICT_COLOURS, state_pill, verdict_pill
from objectives.selectors.register import (
    Standing,
    ids_by_verdict,
    missing_measurements,
    overdue_ids,
    standings,
    summary,
    verdicts,
)
from objectives.selectors.standing import ObjectiveView, Tolerances, measured_values, tolerances, with_progress

__all__ = [
    "STATE_COLOURS",
    "VERDICT_COLOURS",
    "ObjectiveView",
    "Standing",
    "Tolerances",
    "Verdict",
    "counted_figure",
    "figure_of",
    "ids_by_verdict",
    "level_after",
    "measured_values",
    "missing_measurements",
    "overdue_ids",
    "standings",
    "state_pill",
    "summary",
    "target_figure",
    "tolerances",
    "verdict_pill",
    "verdicts",
    "with_progress",
]

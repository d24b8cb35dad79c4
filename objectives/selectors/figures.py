"""An objective's figures in words, in the reader's format."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy

from objectives.models import Direction, Objective, Rule
from smsplan.ui.numbers import PLACES, figure

#: How many decimals a figure may have and still be shown as somebody wrote it.
WRITTEN_PLACES = 2

STANDING_WORDS = {
    Rule.AVERAGE: gettext_lazy("%(figure)s on average"),
    Rule.SUM: gettext_lazy("%(figure)s in all"),
    Rule.MINIMUM: gettext_lazy("lowest %(figure)s"),
    Rule.MAXIMUM: gettext_lazy("highest %(figure)s"),
    Rule.EVERY_PERIOD: gettext_lazy("worst period %(figure)s"),
    Rule.REDUCTION: gettext_lazy("reduced by %(figure)s"),
}


def figure_of(objective: Objective, value: Decimal | None) -> str:
    """A value with the objective's unit and decimals, in the reader's format."""
    return figure(value, objective.unit, objective.decimals)


def counted_figure(objective: Objective, value: Decimal | None) -> str:
    """The figure that counts in the reader's format. What is worked out is cut to one decimal more than the target has.

    Unless what is cut off is what makes the difference to the target. A figure of two decimals or less, as people
    write them, stands as it is.
    """
    unit = "%" if objective.rule == Rule.REDUCTION else objective.unit
    if value is None:
        return figure(None)
    known = [one for one in (objective.target, objective.upper) if one is not None]
    places = max([_places(one) for one in known], default=0) + 1
    if objective.decimals is not None and objective.rule != Rule.REDUCTION:
        places = max(objective.decimals, *(_places(one) for one in known)) if known else objective.decimals
    elif _places(value) <= WRITTEN_PLACES:
        places = max(places, _places(value))
    unlike = value not in known
    while places < PLACES and unlike and _rounded(value, places) in known:
        places += 1
    fixed = places if objective.rule != Rule.REDUCTION and objective.decimals == places else None
    return figure(_rounded(value, places), unit, fixed)


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _places(number: Decimal) -> int:
    return max(0, -number.normalize().as_tuple().exponent)


def target_figure(objective: Objective) -> str:
    """The target in words: ≥ 99.5%, 40 – 60%, of a reduction also what it comes to: ≤ 90 hours (−10%)."""
    target = objective.target
    if target is None:
        return figure(None)
    if objective.rule == Rule.REDUCTION:
        words = f"\u2212{figure(target, '%')}"
        if objective.baseline is None:
            return words
        return f"≤\u00a0{figure_of(objective, level_after(objective.baseline, target))} ({words})"
    if objective.direction == Direction.WITHIN and objective.upper is not None:
        return f"{figure(target, '', objective.decimals)}\u00a0–\u00a0{figure_of(objective, objective.upper)}"
    sign = {Direction.AT_LEAST: "≥\u00a0", Direction.AT_MOST: "≤\u00a0"}.get(objective.direction, "")
    return f"{sign}{figure_of(objective, target)}"


def level_after(baseline: Decimal, reduction: Decimal) -> Decimal:
    """The value that a reduction from the baseline, in percent, comes to."""
    return baseline - abs(baseline) * reduction / 100

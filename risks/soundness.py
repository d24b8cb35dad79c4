"""What makes risk criteria sound (6.1.2 a): pure rules, a proposal in and the flaws out.

A proposal is written as `risks.presets` writes criteria. Each flaw names the field of the criteria page that mends it:
`likelihood_2_label`, `likelihood_2_up_to`, `impact_1_label`, `cell_3_1` (impact 3, likelihood 1), `level_2_colour`,
`level_2_review_months`, `acceptance_level`; an empty name stands for the whole.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from risks.scoring import Level, falls

#: The colours that a level may have.
COLOURS = ("grey", "blue", "green", "yellow", "orange", "red")
FEWEST_STEPS, MOST_STEPS = 2, 5
LONGEST_LABEL, LONGEST_TEXT = 40, 400
MOST_MONTHS = 36


class Flaw(NamedTuple):
    """What is wrong, and the field that mends it."""

    field: str
    message: str


def flaws(proposal: Mapping[str, Any], language: str) -> list[Flaw]:
    """Everything that keeps a proposal from becoming the criteria; its labels are judged in `language`."""
    likelihood, impact = proposal["likelihood"], proposal["impact"]
    found = [*_size(proposal)]
    found += _labels("likelihood", likelihood, language) + _labels("impact", impact, language)
    found += _bounds([step.get("up_to") for step in likelihood])
    cells = _cells(proposal)
    found += cells
    if not cells:
        found += _order(proposal, language)
    return found + _levels(proposal)


def _size(proposal: Mapping[str, Any]) -> list[Flaw]:
    steps = {len(proposal["likelihood"]), len(proposal["impact"])}
    if len(steps) == 1 and FEWEST_STEPS <= min(steps) <= MOST_STEPS:
        return []
    text = _("Likelihood and impact need equally many steps, %(fewest)d to %(most)d.")
    return [Flaw("", text % {"fewest": FEWEST_STEPS, "most": MOST_STEPS})]


def _labels(scale: str, steps: Sequence[Mapping[str, Any]], language: str) -> list[Flaw]:
    found = []
    seen: dict[str, int] = {}
    for number, step in enumerate(steps, start=1):
        label = str((step.get("label") or {}).get(language) or "").strip()
        field = f"{scale}_{number}_label"
        if not label:
            found.append(Flaw(field, _("Give this step a label.")))
        elif len(label) > LONGEST_LABEL:
            found.append(Flaw(field, _("A label has at most %(most)d characters.") % {"most": LONGEST_LABEL}))
        elif label.casefold() in seen:
            found.append(
                Flaw(field, _("Step %(number)d has the same label.") % {"number": seen[label.casefold()]}),
            )
        else:
            seen[label.casefold()] = number
    return found


def _bounds(bounds: Sequence[Any]) -> list[Flaw]:
    """Probabilities rise from step to step and end with 100 %."""
    found = []
    for number, bound in enumerate(bounds, start=1):
        if type(bound) is not int or not 1 <= bound <= 100:
            found.append(Flaw(f"likelihood_{number}_up_to", _("Give a probability from 1 to 100 %.")))
    if found:
        return found
    for number, (lower, upper) in enumerate(pairwise(bounds), start=2):
        if upper <= lower:
            text = _("Must be more than the %(lower)d %% of the step before it.") % {"lower": lower}
            found.append(Flaw(f"likelihood_{number}_up_to", text))
    if not found and bounds and bounds[-1] != 100:
        found.append(Flaw(f"likelihood_{len(bounds)}_up_to", _("The highest step must reach 100 %.")))
    return found


def _cells(proposal: Mapping[str, Any]) -> list[Flaw]:
    """Every pair of steps has a level."""
    cells = proposal["cells"]
    size = len(proposal["likelihood"])
    if len(cells) != len(proposal["impact"]) or any(len(row) != size for row in cells):
        return [Flaw("", _("The matrix needs one cell for each pair of likelihood and impact."))]
    return [
        Flaw(f"cell_{impact}_{likelihood}", _("Choose a level for this cell."))
        for impact, row in enumerate(cells, start=1)
        for likelihood, level in enumerate(row, start=1)
        if level not in set(Level)
    ]


def _order(proposal: Mapping[str, Any], language: str) -> list[Flaw]:
    """A level never falls when likelihood or impact rises."""

    def named(likelihood: int, impact: int) -> str:
        return _("likelihood “%(likelihood)s” × impact “%(impact)s”") % {
            "likelihood": _label(proposal["likelihood"], likelihood, language),
            "impact": _label(proposal["impact"], impact, language),
        }

    found = []
    for lower, upper in falls(proposal["cells"]):
        text = _("The level of %(upper)s is lower than that of %(lower)s. It may not fall when a risk gets worse.")
        found.append(Flaw(f"cell_{upper[1]}_{upper[0]}", text % {"upper": named(*upper), "lower": named(*lower)}))
    return found


def _label(steps: Sequence[Mapping[str, Any]], number: int, language: str) -> str:
    return (steps[number - 1].get("label") or {}).get(language) or str(number)


def _levels(proposal: Mapping[str, Any]) -> list[Flaw]:
    """Each level that a cell uses has a colour and a review interval; a level that no cell uses may have them."""
    found = []
    described = {entry["level"] for entry in proposal["levels"]}
    used = {level for row in proposal["cells"] for level in row if level in set(Level)}
    for level in sorted(used - described):
        found.append(Flaw(f"level_{int(level)}_colour", _("Choose a colour for this level.")))
    for entry in proposal["levels"]:
        level = entry["level"]
        if level not in set(Level):
            found.append(Flaw("", _("There is no such level.")))
            continue
        if entry.get("colour") not in COLOURS:
            found.append(Flaw(f"level_{level}_colour", _("Choose one of the colours of the list.")))
        months = entry.get("review_months")
        if type(months) is not int or not 1 <= months <= MOST_MONTHS:
            text = _("Give an interval from 1 to %(most)d months.") % {"most": MOST_MONTHS}
            found.append(Flaw(f"level_{level}_review_months", text))
    if proposal["acceptance_level"] not in set(Level):
        found.append(Flaw("acceptance_level", _("Choose the level from which a Manager must accept.")))
    return found

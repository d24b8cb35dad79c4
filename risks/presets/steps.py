"""How a preset writes its scales: every text in both languages, since a version is kept for ever and read in either."""

from typing import Any

from risks.scoring import Level

#: A text by language code.
Words = dict[str, str]

#: What impact is described by, in the order in which it is shown.
DIMENSIONS = ("customer", "service", "cost", "regulatory")


def likelihood_step(english: str, indonesian: str, up_to: int, definition: str, definition_id: str) -> dict[str, Any]:
    """A step of likelihood: `up_to` is the highest probability in percent over the next 12 months."""
    return {
        "label": {"en": english, "id": indonesian},
        "up_to": up_to,
        "definition": {"en": definition, "id": definition_id},
    }


def impact_step(english: str, indonesian: str, **dimensions: tuple[str, str]) -> dict[str, Any]:
    """A step of impact, described in each of DIMENSIONS as (English, Indonesian)."""
    step: dict[str, Any] = {"label": {"en": english, "id": indonesian}}
    for name in DIMENSIONS:
        step[name] = {"en": dimensions[name][0], "id": dimensions[name][1]}
    return step


#: Level, colour and months between two reviews, of scales with four levels.
LEVELS: list[dict[str, Any]] = [
    {"level": int(Level.LOW), "colour": "green", "review_months": 12},
    {"level": int(Level.MEDIUM), "colour": "yellow", "review_months": 6},
    {"level": int(Level.HIGH), "colour": "orange", "review_months": 3},
    {"level": int(Level.EXTREME), "colour": "red", "review_months": 1},
]

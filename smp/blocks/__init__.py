"""Live blocks: parts of the plan that the registers write.

A block's data is what it prints: words in the language that was active when it was gathered, and nothing to look up. So
the same template draws a live block and one that was frozen years ago. Data is JSON: `{"key", "title", "parts"}`, and a
part is one of the kinds of `smp.blocks.parts`, drawn by `templates/smp/blocks/<kind>.html`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from smp.blocks import authorities, context, planning
from smp.content import BLOCKS

GATHERERS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "scope": context.scope,
    "services": context.services,
    "objectives": planning.objectives,
    "risks": planning.risks,
    "top_risks": planning.worst_risks,
    "roles": authorities.roles,
    "resources": planning.resources,
    "practices": context.practices,
    "milestones": planning.milestones,
    "obligations": context.obligations,
    "reviews": planning.reviews,
}


def gather(key: str) -> dict[str, Any]:
    """A block's data from the registers as they stand, in the active language. Raises KeyError for no such block."""
    return {"key": key, "title": str(BLOCKS[key]), "parts": GATHERERS[key]()}


def gather_all(keys: Sequence[str]) -> list[dict[str, Any]]:
    """The data of several blocks, in that order."""
    return [gather(key) for key in keys]

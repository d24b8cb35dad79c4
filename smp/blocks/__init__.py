"""Live blocks: parts of the plan that the registers write.

A block's data is what it prints: words in the language that was active when it was gathered, and nothing to look up. So
the same template draws a live block and one that was frozen years ago. Data is JSON: `{"key", "title", "parts"}`, and a
part is one of the kinds of `smp.blocks.parts`, drawn by `templates/smp/blocks/<kind>.html`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language

from changes.models import Change, ChangeMilestone, ChangeResource
from objectives.models import Milestone, Objective, Resource
from risks.models import Category, Opportunity, Risk, RiskCriteria
from smp.blocks import authorities, context, planning
from smp.content import BLOCKS
from smp.models import Version
from smsplan.accounts.models import User
from smsplan.audit.stamps import once_per_state
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.ui.today import today

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

#: Every model that a block is read from: blocks are gathered anew once one of them was saved.
SOURCES = (
    Organization, Service, Practice, Obligation, RiskCriteria, Category, Risk, Opportunity, Objective, Milestone,
    Resource, Change, ChangeMilestone, ChangeResource, User, Version,
)  # fmt: skip


def gather(key: str) -> dict[str, Any]:
    """A block's data from the registers as they stand, in the active language. Raises KeyError for no such block."""
    return {"key": key, "title": str(BLOCKS[key]), "parts": GATHERERS[key]()}


def gathered(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The data of several blocks by their keys."""
    return {key: gather(key) for key in sorted(set(keys))}


def drawn(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The data of several blocks by their keys, in the active language, for pages that show them as they stand today.

    Gathered once for each state of the registers: one query otherwise. What is kept for ever is not taken from here.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    return once_per_state(
        f"smp.blocks:{','.join(wanted)}:{get_language()}:{today()}", SOURCES, lambda: gathered(wanted)
    )

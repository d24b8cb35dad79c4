"""Risk criteria as tests make them."""

import copy

from risks.criteria_form import as_proposal
from risks.models import RiskCriteria
from risks.presets import PRESETS
from risks.services import criteria_change


def new_version(actor, preset: str = "", **parts) -> RiskCriteria:
    """A new version: a preset, or the one in force with other `parts`."""
    present = RiskCriteria.in_force()
    begun = copy.deepcopy(PRESETS[preset] if preset else as_proposal(present))
    begun.pop("name", None)
    return criteria_change(actor=actor, reason="A workshop decided so", base_number=present.number, **begun | parts)

"""Every write to risks and opportunities that is more than a plain form save (6.1). Import them from here."""

from risks.services.acceptance import acceptance_withdraw, acceptances_expire, risk_accept
from risks.services.assessments import keep_assessment, risk_assess
from risks.services.criteria import StaleCriteria, category_move, category_save, criteria_change
from risks.services.merging import family_of, risk_merge
from risks.services.opportunities import (
    opportunity_adopt,
    opportunity_decline,
    opportunity_evaluate,
    opportunity_propose,
    opportunity_reopen,
    opportunity_review,
)
from risks.services.proposals import risk_adopt, risk_decline, risk_propose
from risks.services.review import next_review, risk_review
from risks.services.risks import risk_close, risk_create, risk_monitor, risk_reopen, risk_treat

__all__ = [
    "StaleCriteria",
    "acceptance_withdraw",
    "acceptances_expire",
    "category_move",
    "category_save",
    "criteria_change",
    "family_of",
    "keep_assessment",
    "next_review",
    "opportunity_adopt",
    "opportunity_decline",
    "opportunity_evaluate",
    "opportunity_propose",
    "opportunity_reopen",
    "opportunity_review",
    "risk_accept",
    "risk_adopt",
    "risk_assess",
    "risk_close",
    "risk_create",
    "risk_decline",
    "risk_merge",
    "risk_monitor",
    "risk_propose",
    "risk_reopen",
    "risk_review",
    "risk_treat",
]

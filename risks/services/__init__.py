"""Every write to risks and opportunities that is more than a plain form save (6.1). Import them from here."""

from risks.services.assessments import keep_assessment, risk_assess
from risks.services.opportunities import opportunity_decline, opportunity_evaluate
from risks.services.risks import risk_close, risk_create, risk_monitor, risk_reopen, risk_treat

__all__ = [
    "keep_assessment",
    "opportunity_decline",
    "opportunity_evaluate",
    "risk_assess",
    "risk_close",
    "risk_create",
    "risk_monitor",
    "risk_reopen",
    "risk_treat",
]

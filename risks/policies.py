"""Who may do what with a risk or an opportunity, in the state it is in."""

from risks.models import Opportunity, Risk


def can_assess(user, risk: Risk) -> bool:
    """Score a risk that is not closed."""
    return user.has_perm("risks.assess_risk") and risk.is_open


def can_change(user, risk: Risk) -> bool:
    """Edit a risk that is not closed."""
    return user.has_perm("risks.change_risk") and risk.is_open


def can_treat(user, risk: Risk) -> bool:
    """Begin treatment: the risk is assessed and says what is done about it."""
    return user.has_perm("risks.change_risk") and risk.state == Risk.State.ASSESSED and bool(risk.treatment)


def can_monitor(user, risk: Risk) -> bool:
    """Go over to monitoring once it is assessed or treated."""
    return user.has_perm("risks.change_risk") and risk.state in {Risk.State.ASSESSED, Risk.State.TREATED}


def can_close(user, risk: Risk) -> bool:
    """Close a risk that no longer applies."""
    return user.has_perm("risks.change_risk") and risk.is_open


def can_reopen(user, risk: Risk) -> bool:
    """Take a closed risk up again."""
    return user.has_perm("risks.change_risk") and not risk.is_open


def can_change_opportunity(user, opportunity: Opportunity) -> bool:
    """Edit an opportunity that is still open."""
    return user.has_perm("risks.change_opportunity") and opportunity.is_open


def can_evaluate(user, opportunity: Opportunity) -> bool:
    """Weigh benefit against effort."""
    return user.has_perm("risks.evaluate_opportunity") and opportunity.is_open


def can_decline(user, opportunity: Opportunity) -> bool:
    """Decline an opportunity that is still open."""
    return user.has_perm("risks.evaluate_opportunity") and opportunity.is_open

"""Who may do what with a risk or an opportunity, in the state it is in.

`may_<act>` looks at the person alone, `can_<act>` at the state as well: a service asks the first and then tells a wrong
state apart from a missing right; a page shows a button only for the second.
"""

from django.utils import timezone

from risks.models import Opportunity, Risk


def can_assess(user, risk: Risk) -> bool:
    """Score a risk that is open."""
    return user.has_perm("risks.assess_risk") and risk.is_open


def can_change(user, risk: Risk) -> bool:
    """Edit a risk that is open."""
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
    """Take a closed risk up again; a merged one lives on in the other."""
    return user.has_perm("risks.change_risk") and risk.state == Risk.State.CLOSED


def can_merge(user, risk: Risk) -> bool:
    """Merge a duplicate into another risk; a proposal may be one too."""
    return user.has_perm("risks.change_risk") and (risk.is_open or risk.state == Risk.State.PROPOSED)


# Proposals ----------------------------------------------------------------------------------------


def may_propose(user) -> bool:
    """Propose a risk to Compliance."""
    return user.has_perm("risks.propose_risk")


def may_decide_proposal(user) -> bool:
    """Take proposals into the register or decline them: who may put risks there anyway."""
    return user.has_perm("risks.add_risk")


def can_decide_proposal(user, risk: Risk) -> bool:
    """Take this proposal into the register, or decline it."""
    return may_decide_proposal(user) and risk.state == Risk.State.PROPOSED


# Acceptance ---------------------------------------------------------------------------------------


def may_accept(user, risk: Risk) -> bool:
    """Accept what others own and others assessed; further roles and superuser rights do not help (four eyes).

    Who owned the risk at any time since the assessment that counts may not either: handing it to somebody else for the
    moment of the acceptance is no way around. Costs a query for people with the right.
    """
    if not user.has_perm("risks.accept_risk") or user.pk == risk.owner_id:
        return False
    assessment = risk.current
    if assessment is None:
        return True
    if user.pk == assessment.assessor_id:
        return False
    # The save that kept the assessment is the first of these rows: it says who owned the risk at that moment.
    return not risk.history.filter(history_date__gte=assessment.created_at, owner_id=user.pk).exists()


def can_accept(user, risk: Risk, acceptance_level: int) -> bool:
    """Accept an assessed, open risk from the level on that the criteria in force name, unless it is accepted."""
    return (
        risk.is_open
        and risk.level is not None
        and risk.level >= acceptance_level
        and not risk.is_accepted(timezone.localdate())
        and may_accept(user, risk)
    )


def may_withdraw_acceptance(user) -> bool:
    """End an acceptance before its time."""
    return user.has_perm("risks.accept_risk")


def can_withdraw_acceptance(user, risk: Risk) -> bool:
    """End the acceptance that is in force."""
    return risk.accepted_until is not None and may_withdraw_acceptance(user)


# Review -------------------------------------------------------------------------------------------


def may_review(user, risk: Risk) -> bool:
    """Say that a risk is still valid: its owner, and who sees the whole register and has the right."""
    return user.has_perm("risks.review_risk") and (user.pk == risk.owner_id or user.has_perm("risks.view_risk"))


def can_review(user, risk: Risk) -> bool:
    """Review a risk that is open."""
    return risk.is_open and may_review(user, risk)


# Opportunities ------------------------------------------------------------------------------------


def may_propose_opportunity(user) -> bool:
    """Propose an opportunity to Compliance."""
    return user.has_perm("risks.propose_opportunity")


def may_decide_opportunity_proposal(user) -> bool:
    """Take proposals into the register: who may put opportunities there anyway."""
    return user.has_perm("risks.add_opportunity")


def can_adopt_opportunity(user, opportunity: Opportunity) -> bool:
    """Take this proposal into the register."""
    return may_decide_opportunity_proposal(user) and opportunity.state == Opportunity.State.PROPOSED


def can_change_opportunity(user, opportunity: Opportunity) -> bool:
    """Edit an opportunity that is still open."""
    return user.has_perm("risks.change_opportunity") and opportunity.is_open


def can_evaluate(user, opportunity: Opportunity) -> bool:
    """Weigh benefit against effort."""
    return user.has_perm("risks.evaluate_opportunity") and opportunity.is_open


def can_decline(user, opportunity: Opportunity) -> bool:
    """Decline an opportunity that is still open, or a proposal."""
    return user.has_perm("risks.evaluate_opportunity") and (
        opportunity.is_open or opportunity.state == Opportunity.State.PROPOSED
    )


def can_reopen_opportunity(user, opportunity: Opportunity) -> bool:
    """Take a declined opportunity up again."""
    return user.has_perm("risks.evaluate_opportunity") and opportunity.state == Opportunity.State.DECLINED


def may_review_opportunity(user, opportunity: Opportunity) -> bool:
    """Say that an opportunity is still valid: its owner, and who sees the whole register and has the right."""
    return user.has_perm("risks.review_opportunity") and (
        user.pk == opportunity.owner_id or user.has_perm("risks.view_opportunity")
    )


def can_review_opportunity(user, opportunity: Opportunity) -> bool:
    """Review an opportunity that is open."""
    return opportunity.is_open and may_review_opportunity(user, opportunity)

"""Who may do what with an objective.

`may_<act>` looks at the person alone, `can_<act>` at the state as well: a service asks the first and then tells a wrong
state apart from a missing right; a page shows a button only for the second.
"""

from objectives.models import Objective
from risks.models import Opportunity

State = Objective.State


def authors(objective: Objective) -> set[int]:
    """The ids of those who wrote what an approver decides on.

    They are the creator, the submitter, and every editor since the last approval. A Manager who returned it with
    comments wrote nothing of it. Costs one query.
    """
    wrote = {objective.created_by_id, objective.submitted_by_id}
    if objective.state == State.SUBMITTED:
        wrote.add(objective.updated_by_id)
    before = None
    since: set[int | None] = set()
    for state, person in objective.history.order_by("history_date", "history_id").values_list(
        "state", "history_user_id"
    ):
        if state == State.APPROVED:
            since = set()
        elif not (before == State.SUBMITTED and state == State.DRAFT):
            since.add(person)
        before = state
    return {person for person in wrote | since if person is not None}


def can_change(user, objective: Objective) -> bool:
    """Edit a draft; an approved objective is revised instead."""
    return user.has_perm("objectives.change_objective") and objective.state == State.DRAFT


def may_submit(user, objective: Objective) -> bool:
    """Put it before a Manager."""
    return user.has_perm("objectives.submit_objective")


def can_submit(user, objective: Objective) -> bool:
    """Submit a draft."""
    return may_submit(user, objective) and objective.state == State.DRAFT


def may_approve(user, objective: Objective) -> bool:
    """Approve what others wrote and others own; roles and superuser rights do not help (four eyes)."""
    return (
        user.has_perm("objectives.approve_objective")
        and user.pk != objective.owner_id
        and user.pk not in authors(objective)
    )


def can_approve(user, objective: Objective) -> bool:
    """Approve a submitted objective."""
    return objective.state == State.SUBMITTED and may_approve(user, objective)


def may_return(user, objective: Objective) -> bool:
    """Send it back with comments."""
    return user.has_perm("objectives.approve_objective")


def can_return(user, objective: Objective) -> bool:
    """Return a submitted objective."""
    return may_return(user, objective) and objective.state == State.SUBMITTED


def may_revise(user, objective: Objective) -> bool:
    """Open it again for a change of target, dates or scope."""
    return user.has_perm("objectives.change_objective")


def can_revise(user, objective: Objective) -> bool:
    """Revise an approved objective."""
    return may_revise(user, objective) and objective.state == State.APPROVED


def may_withdraw(user, objective: Objective) -> bool:
    """Give it up."""
    return user.has_perm("objectives.change_objective")


def can_withdraw(user, objective: Objective) -> bool:
    """Withdraw an objective that is not closed."""
    return may_withdraw(user, objective) and objective.state in {State.DRAFT, State.SUBMITTED, State.APPROVED}


def may_measure(user, objective: Objective) -> bool:
    """Record values: the owner for their own objectives, who may change the register for all."""
    return user.has_perm("objectives.measure_objective") and (
        user.pk == objective.owner_id or user.has_perm("objectives.change_objective")
    )


def can_measure(user, objective: Objective) -> bool:
    """Record values of an approved objective."""
    return may_measure(user, objective) and objective.state == State.APPROVED


def may_link_risks(user) -> bool:
    """Say which risks bear on which objectives."""
    return user.has_perm("objectives.change_objective")


def can_link_risks(user, objective: Objective) -> bool:
    """Link risks to an objective that is not over; this is no revision, so an approved one too."""
    return may_link_risks(user) and objective.state in {State.DRAFT, State.SUBMITTED, State.APPROVED}


def may_convert(user, opportunity: Opportunity) -> bool:
    """Make an objective of an opportunity."""
    return user.has_perm("objectives.add_objective") and user.has_perm("risks.view_opportunity")


def can_convert(user, opportunity: Opportunity) -> bool:
    """Convert an evaluated opportunity."""
    return may_convert(user, opportunity) and opportunity.state == Opportunity.State.EVALUATED

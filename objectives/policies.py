"""Who may do what with an objective.

`may_<act>` looks at the person alone, `can_<act>` at the state as well: a service asks the first and then tells a wrong
state apart from a missing right; a page shows a button only for the second.
"""

from objectives.models import Objective, Revision
from risks.models import Opportunity

State = Objective.State
OPEN = Revision.State.PROPOSED


def authors(objective: Objective) -> set[int]:
    """The ids of those who wrote what an approver decides on.

    They are the creator, the submitter, and every editor since the last approval. A Manager who returned it with
    comments wrote nothing of it, and neither did who made it in a year-end review, as a copy of what was approved
    before. Costs one query.
    """
    follows = objective.predecessor_id is not None
    wrote = {objective.submitted_by_id}
    if not follows:
        wrote.add(objective.created_by_id)
    if objective.state == State.SUBMITTED:
        wrote.add(objective.updated_by_id)
    before = None
    since: set[int | None] = set()
    for state, person in objective.history.order_by("history_date", "history_id").values_list(
        "state", "history_user_id"
    ):
        if state == State.APPROVED:
            since = set()
        elif not (before == State.SUBMITTED and state == State.DRAFT) and not (follows and before is None):
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
    """Propose a change of target, dates, scope or people."""
    return user.has_perm("objectives.change_objective")


def can_revise(user, objective: Objective) -> bool:
    """Propose a revision of an approved objective. Whether one waits already is asked elsewhere."""
    return may_revise(user, objective) and objective.state == State.APPROVED


def may_decide_revision(user, revision: Revision) -> bool:
    """Approve what others proposed, wrote, and own or will own (four eyes)."""
    objective = revision.objective
    return (
        user.has_perm("objectives.approve_objective")
        and user.pk not in {revision.proposed_by_id, objective.owner_id, revision.after.get("owner")}
        and user.pk not in authors(objective)
    )


def can_decide_revision(user, revision: Revision) -> bool:
    """Approve a revision that waits."""
    return revision.state == OPEN and may_decide_revision(user, revision)


def may_reject_revision(user, revision: Revision) -> bool:
    """Leave the objective as it is."""
    return user.has_perm("objectives.approve_objective")


def can_reject_revision(user, revision: Revision) -> bool:
    """Reject a revision that waits."""
    return revision.state == OPEN and may_reject_revision(user, revision)


def may_withdraw_revision(user, revision: Revision) -> bool:
    """Take it back: who proposed it, or may propose another."""
    return user.pk == revision.proposed_by_id or user.has_perm("objectives.change_objective")


def can_withdraw_revision(user, revision: Revision) -> bool:
    """Take a revision back that waits."""
    return revision.state == OPEN and may_withdraw_revision(user, revision)


def may_correct(user, objective: Objective) -> bool:
    """Decide on a corrective action: the owner for their own objectives, who may change the register for all."""
    return may_measure(user, objective)


def can_correct(user, objective: Objective) -> bool:
    """Decide on a corrective action while the objective runs."""
    return may_correct(user, objective) and objective.state == State.APPROVED


def may_close(user, objective: Objective) -> bool:
    """Review it at year-end and say what became of it: a Manager, and never its owner."""
    return user.has_perm("objectives.close_objective") and user.pk != objective.owner_id


def can_close(user, objective: Objective) -> bool:
    """Close an approved objective."""
    return may_close(user, objective) and objective.state == State.APPROVED


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

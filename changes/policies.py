"""Who may do what with an SMS change, in the state it is in. Four eyes hold for everybody, superusers too."""

from changes import states
from changes.models import Change, ChangeMilestone, Communication, Training


def can_write(user, change: Change) -> bool:
    """Edit a plan: only while it is a draft."""
    permission = "changes.change_change" if change.pk else "changes.add_change"
    return user.has_perm(permission) and change.state == states.DRAFT


def can_submit(user, change: Change) -> bool:
    """Put a draft before a manager."""
    return user.has_perm("changes.submit_change") and states.can_move("submit", change.state)


def is_party(user, change: Change) -> bool:
    """Whether this person wrote, submitted or owns the plan, and so can't decide on it."""
    if user.pk in {change.created_by_id, change.submitted_by_id, change.owner_id}:
        return True
    return change.pk is not None and user.pk in {author.pk for author in change.written_by.all()}


def _can_decide(user, change: Change, act: str) -> bool:
    return user.has_perm("changes.approve_change") and states.can_move(act, change.state) and not is_party(user, change)


def can_approve(user, change: Change) -> bool:
    """Approve a submitted plan that is nobody's own."""
    return _can_decide(user, change, "approve")


def can_return(user, change: Change) -> bool:
    """Send a submitted plan back to its authors."""
    return _can_decide(user, change, "return")


def can_reject(user, change: Change) -> bool:
    """Reject a submitted plan for good."""
    return _can_decide(user, change, "reject")


def _can_drive(user, change: Change, act: str) -> bool:
    """Those who keep the register drive every change; others what they own."""
    return (
        user.has_perm("changes.drive_change")
        and states.can_move(act, change.state)
        and (change.owner_id == user.pk or user.has_perm("changes.change_change"))
    )


def can_start(user, change: Change) -> bool:
    """Begin an approved change."""
    return _can_drive(user, change, "start")


def can_implement(user, change: Change) -> bool:
    """Say that the change is in place."""
    return _can_drive(user, change, "implement")


def carried_out(user, change: Change) -> bool:
    """Whether this person owns the change or put it in place, and so can't judge it."""
    return user.pk in {change.owner_id, change.implemented_by_id}


def can_verify(user, change: Change) -> bool:
    """Judge an implemented change: neither its owner nor who implemented it."""
    return (
        user.has_perm("changes.verify_change")
        and states.can_move("verify", change.state)
        and not carried_out(user, change)
    )


def can_close(user, change: Change) -> bool:
    """Close a verified change."""
    return user.has_perm("changes.submit_change") and states.can_move("close", change.state)


def can_cancel(user, change: Change) -> bool:
    """Give a change up, with a reason, before it is in place."""
    return user.has_perm("changes.submit_change") and states.can_move("cancel", change.state)


def may_follow_up(user) -> bool:
    """Plan a change that follows up another."""
    return user.has_perm("changes.add_change")


def can_follow_up(user, change: Change) -> bool:
    """Follow up a change that was not effective; whether something follows it already is seen when it is tried."""
    return may_follow_up(user) and change.state in (states.VERIFIED, states.CLOSED) and change.effective is False


def may_log(user, change: Change, row: Communication | Training | ChangeMilestone) -> bool:
    """Say what came of a row of the plan: who keeps the register, who owns the change, and who owns the row."""
    return user.has_perm("changes.drive_change") and (
        user.has_perm("changes.change_change") or user.pk in {change.owner_id, row.owner_id}
    )


def can_log(user, change: Change, row: Communication | Training | ChangeMilestone) -> bool:
    """The same while the change is carried out; also afterwards, until it is closed."""
    return change.state in states.LOGGED and may_log(user, change, row)


def may_raise_risk(user) -> bool:
    """Put a risk of a change into the register of risks."""
    return user.has_perm("risks.add_risk")


def can_raise_risk(user, change: Change) -> bool:
    """The same while the change's life goes on."""
    return may_raise_risk(user) and change.is_open


def may_link_risks(user) -> bool:
    """Say which risks of the register bear on a change."""
    return user.has_perm("changes.change_change")


def can_link_risks(user, change: Change) -> bool:
    """The same while the change's life goes on."""
    return may_link_risks(user) and change.is_open

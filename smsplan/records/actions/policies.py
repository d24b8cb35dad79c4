"""Who may do what with an action.

`may_<act>` looks at the person alone, `can_<act>` at the state as well: a service asks the first and then tells a wrong
state apart from a missing right; a page shows a button only for the second.
"""

from django.db import models

from smsplan.records.models import ActionItem

State = ActionItem.State


def is_open(target: models.Model | None) -> bool:
    """Whether actions may be decided on the record: it exists and is neither closed nor merged."""
    return target is not None and getattr(target, "is_open", True)


def may_decide(user, target: models.Model | None) -> bool:
    """Decide what is done about a record: who may change the record itself."""
    if target is None:
        return False
    opts = target._meta
    return user.has_perm(f"{opts.app_label}.change_{opts.model_name}")


def can_add(user, target: models.Model | None) -> bool:
    """Decide on one more action while the record is open."""
    return may_decide(user, target) and is_open(target)


def can_change(user, action: ActionItem) -> bool:
    """Change an action that is still to be done, on a record that is open."""
    return action.is_open and can_add(user, action.served)


def can_cancel(user, action: ActionItem) -> bool:
    """Give up an action that is still to be done; also on a closed record, where it would be left over."""
    return action.is_open and may_decide(user, action.target)


def may_finish(user, action: ActionItem) -> bool:
    """Start and finish: the owner their own, who may change the record all of them."""
    return user.has_perm("records.finish_actionitem") and (
        user.pk == action.owner_id or may_decide(user, action.target)
    )


def can_start(user, action: ActionItem) -> bool:
    """Start a planned action."""
    return action.state == State.PLANNED and may_finish(user, action)


def can_finish(user, action: ActionItem) -> bool:
    """Finish an action that is still to be done."""
    return action.is_open and may_finish(user, action)


def may_check(user, action: ActionItem) -> bool:
    """Evaluate whether it worked (6.1.3 b): neither its owner nor who finished it in their place."""
    return user.has_perm("records.check_actionitem") and user.pk not in {action.owner_id, action.done_by_id}


def can_check(user, action: ActionItem) -> bool:
    """Evaluate a done action that nobody has evaluated yet."""
    return action.state == State.DONE and not action.effectiveness and may_check(user, action)

"""What waits of actions: to be done, and once done to be checked for effectiveness (6.1.3 b)."""

import datetime

from django.utils.translation import gettext as _

from smsplan.accounts.models import User
from smsplan.records.actions import policies
from smsplan.records.due import DueItem
from smsplan.records.models import ActionItem

#: How many days after an action was done its effect should show and be checked.
CHECK_AFTER = 30
#: What is read of an action whose effectiveness is open.
TO_CHECK = ("reference", "title", "owner_id", "created_by_id", "done_on", "done_by_id")


def due_items(*, today: datetime.date, user=None, horizon: int = 30) -> list[DueItem]:
    """Open actions that are overdue or due within `horizon` days, and done actions whose effectiveness is open.

    The check waits for who decided on the action if they may judge it, else for Compliance. For `user`, only what is
    theirs.
    """
    return [*_to_do(today, user, horizon), *_to_check(user)]


def _to_do(today: datetime.date, user, horizon: int) -> list[DueItem]:
    actions = ActionItem.objects.open().filter(due__lte=today + datetime.timedelta(days=horizon))
    if user is not None:
        actions = actions.filter(owner=user)
    return [
        _item(action, "action", action.owner_id, action.due, _("Finish the action"))
        for action in actions.only("reference", "title", "owner_id", "due")
    ]


def _to_check(user) -> list[DueItem]:
    actions = ActionItem.objects.to_check().only(*TO_CHECK)
    if user is not None:
        if not user.has_perm("records.check_actionitem"):
            return []
        actions = actions.exclude(owner=user).exclude(done_by=user)
    actions = list(actions)
    judges = _judges({action.created_by_id for action in actions}, user)
    items = []
    for action in actions:
        judge = judges.get(action.created_by_id)
        waits_for = judge.pk if judge is not None and policies.may_check(judge, action) else None
        if user is not None and waits_for is None and user.has_perm("records.change_actionitem"):
            waits_for = user.pk
        if user is not None and waits_for != user.pk:
            continue
        due = action.done_on + datetime.timedelta(days=CHECK_AFTER)
        items.append(_item(action, "action_check", waits_for, due, _("Check whether the action was effective")))
    return items


def _judges(keys: set[int | None], user: User | None) -> dict[int, User]:
    """Those who decided and are still here; `user` is here, and their own rights are known already."""
    known = {user.pk: user} if user is not None else {}
    asked = keys - {None, *known}
    return known | {person.pk: person for person in User.objects.active().filter(pk__in=asked)} if asked else known


def _item(action: ActionItem, kind: str, owner_id: int | None, due: datetime.date, act: str) -> DueItem:
    return DueItem(
        key=f"{kind}:{action.pk}:{due.isoformat()}",
        kind=kind,
        owner_id=owner_id,
        reference=action.reference,
        title=action.title,
        due=due,
        url=action.get_absolute_url(),
        act=act,
    )

"""What waits in the register of objectives."""

import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from objectives import corrective
from objectives.models import Milestone, Objective, Revision
from objectives.selectors import missing_measurements
from objectives.wording import label_of
from smsplan.accounts.models import User
from smsplan.accounts.roles import MANAGER
from smsplan.records.due import DueItem

#: How many days ahead milestones are gathered.
HORIZON = 30
#: How many days after it was proposed a revision should be decided.
DECIDE_WITHIN = 7


def due_items(*, today: datetime.date, user=None) -> list[DueItem]:
    """What waits of approved objectives; for `user` only what waits for them.

    Values that are due, milestones, corrective actions that should be decided on, revisions that wait for a Manager,
    and reviews at year-end.
    """
    return [
        *_measurements(today, user),
        *_milestones(today, user),
        *_corrective_actions(today, user),
        *_decisions(today, user),
    ]


def _measurements(today: datetime.date, user) -> list[DueItem]:
    """Values that are due today or overdue: one item a period, due on its last day."""
    queryset = Objective.objects.filter(owner=user) if user is not None else None
    return [
        _item(
            objective,
            objective.owner_id,
            f"measurement:{objective.pk}:{period.start.isoformat()}",
            period.end,
            reverse("objectives:measure", args=[objective.pk, period.start.isoformat()]),
            _("Record the value for %(period)s") % {"period": label_of(objective, period.start, period.end)},
        )
        for objective, period in missing_measurements(today, queryset=queryset, ended=False)
    ]


def _milestones(today: datetime.date, user) -> list[DueItem]:
    """Milestones that are overdue or due soon. They wait for the objective's owner, who can say that they are done."""
    rows = Milestone.objects.filter(
        done_on=None, due__lte=today + datetime.timedelta(days=HORIZON), objective__state=Objective.State.APPROVED
    ).select_related("objective")
    if user is not None:
        rows = rows.filter(objective__owner=user)
    fields = ("title", "due", "objective__reference", "objective__title", "objective__owner")
    return [
        _item(
            row.objective,
            row.objective.owner_id,
            f"milestone:{row.pk}:{row.due.isoformat()}",
            row.due,
            f"{row.objective.get_absolute_url()}#milestones",
            _("Reach the milestone “%(milestone)s”") % {"milestone": row.title},
        )
        for row in rows.only(*fields)
    ]


def _corrective_actions(today: datetime.date, user) -> list[DueItem]:
    """Objectives in trouble on which nothing was decided: for their owner, and for those who may change them all."""
    all_of_them = user is not None and user.has_perm("objectives.change_objective")
    return [
        DueItem(
            key=f"corrective:{ask.objective}:{ask.due.isoformat()}",
            kind="corrective",
            owner_id=user.pk if all_of_them else ask.owner,
            reference=ask.reference,
            title=ask.title,
            due=ask.due,
            url=reverse("objectives:detail", args=[ask.objective]),
            act=_("Decide on a corrective action"),
        )
        for ask in corrective.asks(today)
        if user is None or all_of_them or ask.owner == user.pk
    ]


# What a Manager decides ---------------------------------------------------------------------------


def _decisions(today: datetime.date, user) -> list[DueItem]:
    """Revisions that wait and objectives whose cycle is over.

    They wait for the sponsor if that is a Manager who may decide, else for every Manager who may.
    """
    if user is not None and not user.has_perm("objectives.approve_objective"):
        return []
    managers = set(User.objects.active().with_role(MANAGER).values_list("pk", flat=True))
    items = []
    for revision in _waiting_revisions():
        objective = revision.objective
        due = revision.proposed_at.date() + datetime.timedelta(days=DECIDE_WITHIN)
        barred = {revision.proposed_by_id, objective.owner_id, revision.after.get("owner"), objective.created_by_id}
        items += _for_manager(
            objective,
            f"revision:{revision.pk}",
            due,
            f"{objective.get_absolute_url()}?tab=revisions",
            _("Decide on the revision"),
            may=managers - barred,
            user=user,
        )
    for objective in _over(today):
        items += _for_manager(
            objective,
            f"year_end:{objective.pk}:{objective.due_date.isoformat()}",
            objective.due_date + datetime.timedelta(days=HORIZON),
            reverse("objectives:close", args=[objective.pk]),
            _("Review at year-end"),
            may=managers - {objective.owner_id},
            user=user,
        )
    return items


def _waiting_revisions() -> QuerySet[Revision]:
    return (
        Revision.objects.filter(state=Revision.State.PROPOSED, objective__state=Objective.State.APPROVED)
        .select_related("objective")
        .order_by("pk")
    )


def _over(today: datetime.date) -> QuerySet[Objective]:
    fields = ("reference", "title", "owner_id", "sponsor_id", "due_date", "created_by_id")
    return Objective.objects.running().filter(due_date__lt=today).order_by("pk").only(*fields)


def _for_manager(
    objective: Objective, key: str, due: datetime.date, url: str, act: str, *, may: set[int], user
) -> list[DueItem]:
    """An item for the sponsor if they may decide, else one for every Manager who may; for nobody when there is none."""
    waits_for = [objective.sponsor_id] if objective.sponsor_id in may else sorted(may) or [None]
    return [_item(objective, person, key, due, url, act) for person in waits_for if user is None or person == user.pk]


def _item(objective: Objective, owner_id: int | None, key: str, due: datetime.date, url: str, act: str) -> DueItem:
    return DueItem(
        key=key,
        kind=key.partition(":")[0],
        owner_id=owner_id,
        reference=objective.reference,
        title=objective.title,
        due=due,
        url=url,
        act=act,
    )

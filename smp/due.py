"""What waits for somebody in the Service Management Plan."""

import datetime
from dataclasses import replace

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from smp import policies, readers
from smp.models import Distribution, Version
from smp.reviews import review_wanted
from smp.rounds import round_of
from smp.selectors import in_force_and_open
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.records.due import DueItem

#: A version in review waits for this many days before its approval counts as late.
APPROVAL_DAYS = 7


def due_items(*, today: datetime.date, horizon: int = 60, user: User | None = None) -> list[DueItem]:
    """The review of the plan within `horizon` days or overdue, what waits for approval, and who has to acknowledge.

    For `user`, of the acknowledgements only theirs.
    """
    in_force, open_version = in_force_and_open()
    items: list[DueItem] = []
    if in_force is not None:
        items += [*_reviews(in_force, today, horizon), *_acknowledgements(in_force, user)]
    if open_version is not None and open_version.state == Version.State.IN_REVIEW and not open_version.is_publishing:
        items += _approvals(open_version)
    return items


def _reviews(version: Version, today: datetime.date, horizon: int) -> list[DueItem]:
    """The review of the plan, for its author and for the Manager who approved it: both see what becomes of it."""
    wanted = review_wanted(version, today=today, within=horizon)
    if wanted is None:
        return []
    act = _("Review the Service Management Plan")
    if wanted.drifts:
        act = _("Review the Service Management Plan: the registers have changed")
    author, approver = _author(version), _approver(version)
    item = DueItem(
        key=f"smp_review:{version.pk}",
        kind="smp_review",
        owner_id=author,
        reference=str(version),
        title=version.title,
        due=wanted.due,
        url=reverse("smp:list"),
        act=act,
    )
    if approver is None or approver == author:
        return [item]
    decide = replace(
        item,
        key=f"{item.key}:{approver}",
        owner_id=approver,
        url=reverse("smp:review", args=[version.pk]),
    )
    return [item, decide]


def _author(version: Version) -> int | None:
    """The author while they are here, else the Compliance person who has been here longest."""
    if User.objects.active().filter(pk=version.created_by_id).exists():
        return version.created_by_id
    person = User.objects.active().with_role(COMPLIANCE).order_by("pk").first()
    return person.pk if person else None


def _approver(version: Version) -> int | None:
    """Who approved it while they may review it, else another who may."""
    able = User.objects.active().holding("smp.review_version").order_by("pk").values_list("pk", flat=True)
    return version.approved_by_id if version.approved_by_id in (keys := list(able)) else next(iter(keys), None)


def _approvals(waiting: Version) -> list[DueItem]:
    """The approval that is asked for, from whose turn it is; Compliance's when that person cannot approve any more."""
    approvals = round_of(waiting)
    if approvals.asked:
        people = {turn.person.pk: turn.person.pk if turn.able else None for turn in approvals.turns if turn.is_next}
    else:
        people = {person.pk: person.pk for person in policies.possible_approvers(waiting)}
    # One after the other: a turn begins when the one before has approved.
    turn_before = max((decision.at for decision in approvals.given), default=waiting.submitted_at)
    began = localtime(turn_before if approvals.in_order else waiting.submitted_at)
    return [
        DueItem(
            key=f"smp_approval:{waiting.pk}:{began.isoformat()}:{key}",
            kind="smp_approval",
            owner_id=owner,
            reference=str(waiting),
            title=waiting.title,
            due=began.date() + datetime.timedelta(days=APPROVAL_DAYS),
            url=waiting.get_absolute_url(),
            act=_("Approve or return the version"),
        )
        for key, owner in people.items()
    ]


def _acknowledgements(version: Version, user: User | None) -> list[DueItem]:
    if user is not None and readers.acknowledgement_of(user, version) is not None:
        return []
    distribution = Distribution.get()
    missing = readers.missing_readers(version, distribution)
    if user is not None:
        missing = missing.filter(pk=user.pk)
    people = list(missing.only("pk", "date_joined", "access_from"))
    days = readers.due_days(people, version, distribution) if people else {}
    return [
        DueItem(
            key=f"smp_acknowledgement:{version.pk}:{person}",
            kind="smp_acknowledgement",
            owner_id=person,
            reference=str(version),
            title=version.title,
            due=day,
            url=reverse("smp:in_force"),
            act=_("Read and acknowledge the Service Management Plan"),
        )
        for person, day in days.items()
    ]

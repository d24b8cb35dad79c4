"""What asks for attention in the register of objectives: each a name in the address of its list."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from objectives import corrective, selectors
from objectives.models import Milestone, Objective, Revision
from risks.models import Risk
from smsplan.records.models import ActionItem

State = Objective.State
OPEN = (State.DRAFT, State.SUBMITTED, State.APPROVED)


@dataclass(frozen=True)
class Attention:
    """One thing to attend to: its words, and the objectives that it holds of `queryset` on a day."""

    label: Any
    narrow: Callable[[QuerySet, datetime.date], QuerySet]


def _open(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(state__in=OPEN)


def _measurement_overdue(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(pk__in=selectors.overdue_ids(today))


def _corrective(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(pk__in=corrective.ids_needing(on=today))


def _milestone_late(queryset: QuerySet, today: datetime.date) -> QuerySet:
    late = Milestone.objects.filter(objective=OuterRef("pk"), done_on=None, due__lt=today)
    return queryset.running().filter(Exists(late))


def _overdue_actions(queryset: QuerySet, today: datetime.date) -> QuerySet:
    kind = ContentType.objects.get_for_model(Objective)
    late = ActionItem.objects.open().filter(target_type=kind, target_id=OuterRef("pk"), due__lt=today)
    return queryset.filter(Exists(late))


def _at_stake(queryset: QuerySet, today: datetime.date) -> QuerySet:
    risks = Risk.objects.open().filter(objectives=OuterRef("pk"))
    return queryset.filter(Exists(risks), state__in=OPEN)


def _without_owner(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(owner=None, state__in=OPEN)


def _without_sponsor(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(sponsor=None, state__in=OPEN)


def _submitted(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(state=State.SUBMITTED)


def _revision(queryset: QuerySet, today: datetime.date) -> QuerySet:
    waiting = Revision.objects.filter(objective=OuterRef("pk"), state=Revision.State.PROPOSED)
    return queryset.filter(Exists(waiting))


def _year_end(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.running().filter(due_date__lt=today)


def _follows(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(Q(predecessor__isnull=False))


OBJECTIVES: dict[str, Attention] = {
    "open": Attention(_("Open"), _open),
    "measurement_overdue": Attention(_("Measurement overdue"), _measurement_overdue),
    "corrective": Attention(_("Needs a corrective action"), _corrective),
    "overdue_actions": Attention(_("Actions overdue"), _overdue_actions),
    "milestone_late": Attention(_("Milestone late"), _milestone_late),
    "year_end": Attention(_("Review at year-end is due"), _year_end),
    "submitted": Attention(_("Waits for approval"), _submitted),
    "revision": Attention(_("Revision waits for approval"), _revision),
    "at_stake": Attention(_("Open risks to it"), _at_stake),
    "without_owner": Attention(_("Nobody named as owner"), _without_owner),
    "without_sponsor": Attention(_("Nobody named as sponsor"), _without_sponsor),
    "follows": Attention(_("Follows another objective"), _follows),
}

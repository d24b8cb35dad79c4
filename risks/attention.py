"""What asks for attention in the registers of risks and opportunities: each a name in the address of a list."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from risks.models import CriteriaBook, Level, Opportunity, Risk
from smsplan.records.models import ActionItem

#: Strategies that take doing; to accept a risk takes a decision.
STRATEGIES_WITH_ACTIONS = (Risk.Strategy.PREVENT, Risk.Strategy.MITIGATE, Risk.Strategy.TRANSFER)


@dataclass(frozen=True)
class Attention:
    """One thing to attend to: its words, and the records that it holds of `queryset` on a day, under the criteria."""

    label: Any
    narrow: Callable[[QuerySet, datetime.date, CriteriaBook | None], QuerySet]


def actions_of(model: type[Risk] | type[Opportunity]) -> QuerySet[ActionItem]:
    """The actions decided on the record of an outer query, without those that were cancelled."""
    kind = ContentType.objects.get_for_model(model)
    return ActionItem.objects.filter(target_type=kind, target_id=OuterRef("pk")).exclude(
        state=ActionItem.State.CANCELLED
    )


def _open(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.open()


def _overdue(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.open().filter(review_date__lt=today)


def _without_owner(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.open().filter(owner=None, owner_role="")


def _proposed(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.filter(state="proposed")


def _overdue_actions(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.open().filter(Exists(actions_of(queryset.model).open().filter(due__lt=today)))


def _unassessed(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    return queryset.open().filter(level=None)


def _older_criteria(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    return queryset.open().exclude(level=None).exclude(criteria=book.in_force)


def _not_accepted(queryset: QuerySet, today: datetime.date) -> QuerySet:
    return queryset.filter(Q(accepted_until=None) | Q(accepted_until__lt=today))


def _above_acceptance(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    return _not_accepted(queryset.open().filter(level__gte=book.in_force.acceptance_level), today)


def _accepted(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    return queryset.open().filter(accepted_until__gte=today)


def _untreated(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    return _not_accepted(queryset.open().filter(level__gte=Level.HIGH, treatment=""), today)


def _without_actions(queryset: QuerySet, today: datetime.date, book: CriteriaBook) -> QuerySet:
    treated = queryset.open().filter(~Q(treatment="") | Q(strategy__in=STRATEGIES_WITH_ACTIONS))
    return treated.filter(~Exists(actions_of(queryset.model)))


def _unevaluated(queryset: QuerySet, today: datetime.date, book: CriteriaBook | None) -> QuerySet:
    return queryset.open().filter(Q(benefit=None) | Q(effort=None))


RISKS: dict[str, Attention] = {
    "open": Attention(_("Open"), _open),
    "overdue": Attention(_("Review overdue"), _overdue),
    "without_owner": Attention(_("Nobody is accountable"), _without_owner),
    "unassessed": Attention(_("Not assessed"), _unassessed),
    "older_criteria": Attention(_("Assessed under older criteria"), _older_criteria),
    "above_acceptance": Attention(_("Above acceptance, not accepted"), _above_acceptance),
    "accepted": Attention(_("Accepted by a Manager"), _accepted),
    "untreated": Attention(_("High without treatment"), _untreated),
    "without_actions": Attention(_("Treatment without actions"), _without_actions),
    "overdue_actions": Attention(_("Actions overdue"), _overdue_actions),
    "proposals": Attention(_("Proposals waiting"), _proposed),
}

OPPORTUNITIES: dict[str, Attention] = {
    "open": Attention(_("Open"), _open),
    "overdue": Attention(_("Review overdue"), _overdue),
    "without_owner": Attention(_("Nobody is accountable"), _without_owner),
    "unevaluated": Attention(_("Not evaluated"), _unevaluated),
    "overdue_actions": Attention(_("Actions overdue"), _overdue_actions),
    "proposals": Attention(_("Proposals waiting"), _proposed),
}

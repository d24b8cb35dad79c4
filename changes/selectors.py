"""Reads of SMS changes that pages, reports and the upper floors share."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from changes import states
from changes.models import Change


def in_flight(queryset: QuerySet[Change] | None = None) -> QuerySet[Change]:
    """Changes that are approved and not yet verified, the earliest planned end first."""
    return _all(queryset).in_flight().select_related("owner").order_by("planned_end", "pk")


def summary(queryset: QuerySet[Change] | None = None) -> dict[Change.State, int]:
    """How many changes there are in each state, in the order of their life; states without any count 0."""
    counted = dict(_all(queryset).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in Change.State}


def verified_since(date: datetime.date, queryset: QuerySet[Change] | None = None) -> QuerySet[Change]:
    """Changes verified on or after `date` (in the current time zone), latest first, whatever became of them later."""
    return (
        _all(queryset)
        .select_related("owner", "verified_by")
        .alias(verified_on=TruncDate("verified_at"))
        .filter(state__in=(states.VERIFIED, states.CLOSED), verified_on__gte=date)
        .order_by("-verified_at", "-pk")
    )


@dataclass(frozen=True)
class Carried:
    """Whether the Service Management Plan has still to take up a change, and the versions that name it with their state
    in words.
    """

    waiting: bool
    versions: list[tuple[Any, str]]


def carried(change: Change, user) -> Carried | None:
    """How an effective significant change stands to the plan, with the versions that this person may see; None for any
    other change that no version names.

    The plan lies a floor above: its versions are read by the way back that they have.
    """
    significant = change.significance == Change.Significance.SIGNIFICANT
    counts = significant and change.state in states.OUTCOME and bool(change.effective)
    versions = list(
        change.smp_versions.exclude(state__in=("discarded", "rejected"))
        .only("major", "minor", "state")
        .order_by("major", "minor")
    )
    if not counts and not versions:
        return None
    waiting = counts and not any(version.state in Change.PLAN_STATES for version in versions)
    seen = set(change.smp_versions.visible_to(user).values_list("pk", flat=True)) if versions else set()
    return Carried(waiting, [(version, str(version.get_state_display())) for version in versions if version.pk in seen])


def _all(queryset: QuerySet[Change] | None) -> QuerySet[Change]:
    return Change.objects.all() if queryset is None else queryset

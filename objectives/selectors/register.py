"""Verdicts and gaps of the whole register."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from objectives import progress as rules
from objectives.models import Measurement, Objective, Verdict
from objectives.selectors.standing import ObjectiveView, Tolerances, tolerances, with_progress
from smsplan.audit.stamps import once_per_state
from smsplan.ui.today import today as day_shown


def summary(on: datetime.date | None = None, *, queryset: QuerySet[Objective] | None = None) -> dict[Verdict, int]:
    """How many approved objectives stand where, every verdict in the order of `Verdict`."""
    queryset = (Objective.objects.all() if queryset is None else queryset).decided()
    counts = dict.fromkeys(Verdict, 0)
    standing = verdicts(on)
    for key in queryset.order_by().values_list("pk", flat=True):
        counts[Verdict(standing.get(key, Verdict.NO_DATA))] += 1
    return counts


def ids_by_verdict(verdict: str, *, queryset: QuerySet[Objective], on: datetime.date | None = None) -> list[int]:
    """The approved objectives of `queryset` that stand there."""
    standing = verdicts(on)
    keys = queryset.decided().order_by().values_list("pk", flat=True)
    return [key for key in keys if standing.get(key, Verdict.NO_DATA) == verdict]


#: What a verdict depends on beside the day and the organization's tolerances.
_JUDGED = (Objective, Measurement)


def verdicts(on: datetime.date | None = None, *, within: Tolerances | None = None) -> dict[int, str]:
    """Where every approved objective stands on `on` (today).

    Judged once for each state of the register. Two queries, and two more when it is judged anew.
    """
    on = on or day_shown()
    within = within or tolerances()

    def judge() -> dict[int, str]:
        plain = Objective.objects.decided().order_by().for_judging()
        return {view.objective.pk: str(view.verdict) for view in with_progress(plain, on, within=within)}

    return once_per_state(f"objectives.verdicts:{_when(on, within)}", _JUDGED, judge)


class Standing(NamedTuple):
    """What a list says of where an objective stands: the verdict, and the newest value if there is one."""

    verdict: str
    last: Decimal | None

    @classmethod
    def of(cls, view: ObjectiveView) -> "Standing":
        """Where this objective stands."""
        return cls(str(view.verdict), view.last)


def standings(keys: Iterable[int], on: datetime.date | None = None) -> dict[int, Standing]:
    """Where these objectives stand on `on` (today), whatever their state.

    Judged once for each state of the register. Two queries, and two more when they are judged anew.
    """
    on = on or day_shown()
    keys = sorted(keys)
    if not keys:
        return {}
    within = tolerances()

    def judge() -> dict[int, tuple]:
        plain = Objective.objects.filter(pk__in=keys).order_by().for_judging()
        return {view.objective.pk: tuple(Standing.of(view)) for view in with_progress(plain, on, within=within)}

    kept = once_per_state(f"objectives.standings:{_when(on, within)}:{keys}", _JUDGED, judge)
    return {key: Standing(*each) for key, each in kept.items()}


def _when(on: datetime.date, within: Tolerances) -> str:
    return f"{on}:{within.of_way}:{within.of_target}"


def missing_measurements(
    today: datetime.date | None = None, *, queryset: QuerySet[Objective] | None = None, ended: bool = True
) -> list[tuple[Objective, rules.Period]]:
    """Approved objectives with each period that has no value: `ended` before today, else also those ending today.

    Oldest period first. Two queries.
    """
    today = today or day_shown()
    queryset = (Objective.objects.all() if queryset is None else queryset).running().order_by("pk")
    found = list(queryset.for_judging("reference", "title", "owner_id"))
    starts = {
        (key, start)
        for key, start in Measurement.objects.filter(objective__in=[one.pk for one in found]).values_list(
            "objective_id", "period_start"
        )
    }
    until = today - rules.DAY if ended else today
    gaps = [
        (objective, period)
        for objective in found
        for period in objective.plan.periods()
        if period.end <= until and (objective.pk, period.start) not in starts
    ]
    return sorted(gaps, key=lambda gap: (gap[1].end, gap[0].pk))


def overdue_ids(today: datetime.date | None = None) -> set[int]:
    """The objectives that have a measurement overdue."""
    return {objective.pk for objective, _period in missing_measurements(today)}

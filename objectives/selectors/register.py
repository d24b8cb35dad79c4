"""Verdicts and gaps of the whole register."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import Model, QuerySet

from objectives import progress as rules
from objectives.models import Measurement, Objective, Verdict
from objectives.selectors.standing import ObjectiveView, Tolerances, tolerances, with_progress
from smsplan.ui.today import past_day
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


#: How many of the newest history rows are counted, to notice one that was committed late.
NEWEST = 2000


#: How long what was judged is kept, in seconds: on another day it is judged anew.
KEPT_FOR = 24 * 3600


def verdicts(on: datetime.date | None = None, *, within: Tolerances | None = None) -> dict[int, str]:
    """Where every approved objective stands on `on` (today).

    Judged once for each state of the register (see `_state`). Two queries, and two more when it is judged anew.
    """
    on = on or day_shown()
    within = within or tolerances()
    key = f"objectives.verdicts:{_state(on, within)}"
    kept = cache.get(key)
    if kept is None:
        plain = Objective.objects.decided().order_by().for_judging()
        kept = {view.objective.pk: str(view.verdict) for view in with_progress(plain, on, within=within)}
        cache.set(key, kept, timeout=KEPT_FOR)
    return kept


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

    Judged once for each state of the register (see `_state`). Two queries, and two more when they are judged anew.
    """
    on = on or day_shown()
    keys = sorted(keys)
    if not keys:
        return {}
    within = tolerances()
    which = sha256(repr(keys).encode()).hexdigest()
    key = f"objectives.standings:{_state(on, within)}:{which}"
    kept = cache.get(key)
    if kept is None:
        plain = Objective.objects.filter(pk__in=keys).order_by().for_judging()
        kept = {view.objective.pk: tuple(Standing.of(view)) for view in with_progress(plain, on, within=within)}
        cache.set(key, kept, timeout=KEPT_FOR)
    return {key: Standing(*each) for key, each in kept.items()}


def _state(on: datetime.date, within: Tolerances) -> str:
    """All that a verdict depends on: the day, the organization's tolerances, objectives and values. One query."""
    return f"{on}:{past_day()}:{within.of_way}:{within.of_target}:{stamp(Objective, Measurement)}"


def stamp(*models: type[Model]) -> str:
    """Changes with every change of these models' rows. One query, which reads an index only."""
    parts = " UNION ALL ".join(
        # The newest rows are found from the end of the index; nothing else is read. The moment of the last one tells a
        # register apart that was put back from a copy and has counted on from there.
        f"SELECT max(history_id), count(*), (SELECT history_date FROM {table} ORDER BY history_id DESC LIMIT 1)"
        f" FROM {table} WHERE history_id > (SELECT max(history_id) - {NEWEST} FROM {table})"
        for table in (model.history.model._meta.db_table for model in models)
    )
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return "-".join(f"{last}.{count}.{at and at.timestamp()}" for last, count, at in cursor.fetchall())


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

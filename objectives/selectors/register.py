"""Verdicts and gaps of the whole register."""

import datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import Model, QuerySet

from objectives import progress as rules
from objectives.models import Measurement, Objective, Verdict
from objectives.selectors.standing import Tolerances, tolerances, with_progress
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


def verdicts(on: datetime.date | None = None, *, within: Tolerances | None = None) -> dict[int, str]:
    """Where every approved objective stands on `on` (today).

    Judged once for each state of the register: what was judged is kept under the organization's tolerances and the last
    key of the history rows, which only ever grow. How many of the newest there are tells when an earlier key is
    committed after a later one. Two queries, and two more when it is judged anew.
    """
    on = on or day_shown()
    within = within or tolerances()
    key = f"objectives.verdicts:{on}:{past_day()}:{within.of_way}:{within.of_target}:{stamp(Objective, Measurement)}"
    kept = cache.get(key)
    if kept is None:
        plain = Objective.objects.decided().order_by().for_judging()
        kept = {view.objective.pk: str(view.verdict) for view in with_progress(plain, on, within=within)}
        cache.set(key, kept, timeout=24 * 3600)
    return kept


def stamp(*models: type[Model]) -> str:
    """Changes with every change of these models' rows. One query, which reads an index only."""
    parts = " UNION ALL ".join(
        # The newest rows are found from the end of the index; nothing else is read.
        f"SELECT COALESCE(max(history_id), 0), count(*) FROM {table}"
        f" WHERE history_id > (SELECT max(history_id) - {NEWEST} FROM {table})"
        for table in (model.history.model._meta.db_table for model in models)
    )
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return "-".join(f"{last}.{count}" for last, count in cursor.fetchall())


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

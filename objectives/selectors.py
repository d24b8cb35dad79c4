"""Reads of objectives that pages, reports and the upper floors share."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from objectives import explaining
from objectives import progress as rules
from objectives.models import Measurement, Objective, Verdict
from objectives.wording import period_label
from smsplan.ui.numbers import figure
from smsplan.ui.parts import Pill

VERDICT_COLOURS = {
    Verdict.ON_TRACK: "green",
    Verdict.AT_RISK: "yellow",
    Verdict.OFF_TRACK: "red",
    Verdict.ACHIEVED: "green",
    Verdict.MISSED: "red",
    Verdict.NO_DATA: "grey",
}
STATE_COLOURS = {
    Objective.State.DRAFT: "grey",
    Objective.State.SUBMITTED: "blue",
    Objective.State.APPROVED: "green",
    Objective.State.ACHIEVED: "green",
    Objective.State.MISSED: "red",
    Objective.State.WITHDRAWN: "grey",
}


def verdict_pill(verdict: str) -> Pill:
    """A verdict in words and colour."""
    return Pill(str(Verdict(verdict).label), VERDICT_COLOURS[Verdict(verdict)])


def state_pill(state: str) -> Pill:
    """A state in words and colour."""
    return Pill(str(Objective.State(state).label), STATE_COLOURS[Objective.State(state)])


@dataclass
class ObjectiveView:
    """An objective with where it stands on a day. `measured` are (first day of the period, value), oldest first."""

    objective: Objective
    measured: list[tuple[datetime.date, Decimal]]
    on: datetime.date
    progress: rules.Progress = field(init=False)

    def __post_init__(self) -> None:
        judged = rules.judge(self.objective.plan, self.measured, self.on)
        if self.objective.state in (Objective.State.ACHIEVED, Objective.State.MISSED):
            # What people decided stands, whatever the figures would say.
            judged = rules.Progress(**{**vars(judged), "verdict": rules.Verdict(self.objective.state.value)})
        self.progress = judged

    @property
    def verdict(self) -> Verdict:
        """Where the objective stands."""
        return Verdict(self.progress.verdict.value)

    @property
    def pill(self) -> Pill:
        """The verdict in words and colour."""
        return verdict_pill(self.verdict)

    @cached_property
    def sentence(self) -> str:
        """Why the verdict is what it is."""
        return explaining.explain(self.progress, self.objective.plan, self.figure)

    @property
    def last(self) -> Decimal | None:
        """The newest period's value."""
        return self.measured[-1][1] if self.measured else None

    @property
    def last_period(self) -> str:
        """The newest measured period in words; empty before the first value."""
        if not self.measured:
            return ""
        start = self.measured[-1][0]
        period = next((one for one in self.objective.plan.periods() if one.start == start), None)
        return period_label(self.objective.frequency, start, period.end if period else start)

    @property
    def missing(self) -> tuple[rules.Period, ...]:
        """Periods that have ended without a value."""
        return self.progress.missing

    @property
    def values(self) -> list[Decimal]:
        """The values alone, for a sparkline."""
        return [value for _start, value in self.measured]

    def figure(self, value: Decimal | None) -> str:
        """A figure with the objective's unit in the reader's format."""
        return figure(value, self.objective.unit)

    @property
    def last_figure(self) -> str:
        """The newest value in words."""
        return self.figure(self.last)

    @property
    def target_figure(self) -> str:
        """The target in words, with its direction."""
        return target_figure(self.objective)


def target_figure(objective: Objective) -> str:
    """The target in words: ≥ 99.5%."""
    sign = {"at_least": "≥\u00a0", "at_most": "≤\u00a0"}.get(objective.direction, "")
    return f"{sign}{figure(objective.target, objective.unit)}" if objective.target is not None else "–"


def measured_values(keys: Iterable[int], *, on: datetime.date) -> dict[int, list[tuple[datetime.date, Decimal]]]:
    """Per objective its values of periods that had begun by `on`, oldest first. One query."""
    rows = (
        Measurement.objects.filter(objective__in=list(keys), period_start__lte=on)
        .order_by()
        .values("objective")
        .annotate(
            starts=ArrayAgg("period_start", order_by="period_start"), figures=ArrayAgg("value", order_by="period_start")
        )
        .values_list("objective", "starts", "figures")
    )
    return {key: list(zip(starts, figures, strict=True)) for key, starts, figures in rows}


def with_progress(
    objectives: QuerySet[Objective] | Iterable[Objective], on: datetime.date | None = None
) -> list[ObjectiveView]:
    """The objectives with where they stand on `on` (today), in the same order. Two queries at most."""
    on = on or timezone.localdate()
    found = list(objectives)
    measured = measured_values([objective.pk for objective in found], on=on) if found else {}
    return [ObjectiveView(objective, measured.get(objective.pk, []), on) for objective in found]


def summary(on: datetime.date | None = None, *, queryset: QuerySet[Objective] | None = None) -> dict[Verdict, int]:
    """How many approved objectives stand where, every verdict in the order of `Verdict`."""
    queryset = (Objective.objects.all() if queryset is None else queryset).decided()
    counts = dict.fromkeys(Verdict, 0)
    standing = verdicts(on)
    for key in queryset.order_by().values_list("pk", flat=True):
        counts[Verdict(standing[key])] += 1
    return counts


def ids_by_verdict(verdict: str, *, queryset: QuerySet[Objective], on: datetime.date | None = None) -> list[int]:
    """The approved objectives of `queryset` that stand there."""
    standing = verdicts(on)
    keys = queryset.decided().order_by().values_list("pk", flat=True)
    return [key for key in keys if standing[key] == verdict]


def verdicts(on: datetime.date | None = None) -> dict[int, str]:
    """Where every approved objective stands on `on` (today).

    Judged once for each state of the register: what was judged is kept under the number and the last key of the history
    rows, which only ever grow. The number tells when an earlier key is committed after a later one.
    """
    on = on or timezone.localdate()
    stamp = [model.history.aggregate(last=Max("history_id"), rows=Count("pk")) for model in (Objective, Measurement)]
    key = "objectives.verdicts:{}:{}".format(on, "-".join(f"{one['last']}.{one['rows']}" for one in stamp))
    kept = cache.get(key)
    if kept is None:
        plain = Objective.objects.decided().order_by().for_judging()
        kept = {view.objective.pk: str(view.verdict) for view in with_progress(plain, on)}
        cache.set(key, kept, timeout=24 * 3600)
    return kept


def missing_measurements(
    today: datetime.date | None = None, *, queryset: QuerySet[Objective] | None = None, ended: bool = True
) -> list[tuple[Objective, rules.Period]]:
    """Approved objectives with each period that has no value: `ended` before today, else also those ending today.

    Oldest period first. Two queries.
    """
    today = today or timezone.localdate()
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


def search(queryset: QuerySet[Objective], words: str) -> QuerySet[Objective]:
    """The objectives whose reference, sentence, area or metric holds every word."""
    for word in words.split()[:8]:
        queryset = queryset.filter(
            Q(title__icontains=word)
            | Q(reference__icontains=word)
            | Q(area__icontains=word)
            | Q(metric__icontains=word)
        )
    return queryset

"""Where objectives stand on a day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from objectives import explaining
from objectives import progress as rules
from objectives.forecast import Forecast, forecast
from objectives.models import Measurement, Objective, Rule, Verdict
from objectives.selectors.figures import STANDING_WORDS, counted_figure, figure_of, target_figure
from objectives.selectors.pills import verdict_pill
from objectives.wording import label_of
from smsplan.context.models import Organization
from smsplan.ui.parts import Pill
from smsplan.ui.today import today as day_shown


@dataclass(frozen=True)
class Tolerances:
    """By how much an objective may fall short of its plan and be at risk only: shares of the way and of the target."""

    of_way: Decimal = rules.AT_RISK_OF_WAY
    of_target: Decimal = rules.AT_RISK_OF_TARGET

    @classmethod
    def of(cls, organization: Organization) -> "Tolerances":
        """What the organization has set."""
        return cls(organization.at_risk_of_way / 100, organization.at_risk_of_target / 100)


def tolerances() -> Tolerances:
    """What the organization has set. One query."""
    return Tolerances.of(Organization.objects.only("at_risk_of_way", "at_risk_of_target").get(pk=1))


@dataclass
class ObjectiveView:
    """An objective with where it stands on a day. `measured` are (first day of the period, value), oldest first."""

    objective: Objective
    measured: list[tuple[datetime.date, Decimal]]
    on: datetime.date
    tolerances: Tolerances = Tolerances()
    progress: rules.Progress = field(init=False)

    def __post_init__(self) -> None:
        judged = rules.judge(self.plan, self.measured, self.on)
        if self.objective.state in (Objective.State.ACHIEVED, Objective.State.MISSED):
            # What people decided at its end stands, whatever the figures would say.
            judged = rules.Progress(**{**vars(judged), "verdict": rules.Verdict(self.objective.state)})
        self.progress = judged

    @cached_property
    def plan(self) -> rules.Plan:
        """What it is judged by, with the organization's tolerances."""
        return replace(self.objective.plan, of_way=self.tolerances.of_way, of_target=self.tolerances.of_target)

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
        return explaining.explain(self.progress, self.plan, self.counted)

    @cached_property
    def forecast(self) -> Forecast | None:
        """Where it leads; None while too little was measured, and once it is decided."""
        if self.objective.state not in (Objective.State.APPROVED, Objective.State.DRAFT, Objective.State.SUBMITTED):
            return None
        return None if self.progress.final else forecast(self.plan, self.measured)

    @cached_property
    def outlook(self) -> str:
        """Where it leads, in a sentence; empty without a forecast."""
        return explaining.forecast_words(self.forecast, self.plan, self.counted)

    @property
    def forecast_figure(self) -> str:
        """The forecast with its range in words: 96.2% (95.1% to 97.3%); empty without one."""
        found = self.forecast
        if found is None:
            return ""
        figures = (self.counted(found.value), self.counted(found.low), self.counted(found.high))
        if len(set(figures)) == 1:
            return figures[0]
        return _("%(value)s (%(low)s to %(high)s)") % dict(zip(("value", "low", "high"), figures, strict=True))

    @property
    def forecast_pill(self) -> Pill | None:
        """Whether the forecast meets the target."""
        found = self.forecast
        if found is None:
            return None
        if self.plan.shortfall(found.value, self.plan.goal) > 0:
            return Pill(_("Short of the target"), "red")
        sure = all(self.plan.shortfall(end, self.plan.goal) <= 0 for end in (found.low, found.high))
        return Pill(_("Meets the target"), "green") if sure else Pill(_("Meets it, not surely"), "yellow")

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
        period = next((one for one in self.plan.periods() if one.start == start), None)
        return label_of(self.objective, start, period.end if period else start)

    @property
    def missing(self) -> tuple[rules.Period, ...]:
        """Periods that have ended without a value."""
        return self.progress.missing

    @property
    def values(self) -> list[Decimal]:
        """The values alone, for a sparkline."""
        return [value for _start, value in self.measured]

    def figure(self, value: Decimal | None) -> str:
        """A value with the objective's unit in the reader's format."""
        return figure_of(self.objective, value)

    def counted(self, value: Decimal | None) -> str:
        """The figure that counts, in the reader's format: percent for a reduction, else in the objective's unit."""
        return counted_figure(self.objective, value)

    @property
    def last_figure(self) -> str:
        """The newest value in words."""
        return self.figure(self.last)

    @property
    def standing_figure(self) -> str:
        """The figure that is held against the target, in words, where it is another than the newest value."""
        if self.progress.standing is None or self.objective.rule in (Rule.LATEST, Rule.MAINTAIN):
            return ""
        if len(self.measured) == 1 and self.objective.rule != Rule.REDUCTION:
            return ""
        words = STANDING_WORDS[Rule(self.objective.rule)]
        return str(words) % {"figure": self.counted(self.progress.standing)}

    @property
    def target_figure(self) -> str:
        """The target in words, with its direction."""
        return target_figure(self.objective)


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
    objectives: QuerySet[Objective] | Iterable[Objective],
    on: datetime.date | None = None,
    *,
    within: Tolerances | None = None,
) -> list[ObjectiveView]:
    """The objectives with where they stand on `on` (today), in the same order. Three queries at most.

    `within` are the organization's tolerances where the page has read them.
    """
    on = on or day_shown()
    found = list(objectives)
    if not found:
        return []
    within = within or tolerances()
    measured = measured_values([objective.pk for objective in found], on=on)
    return [ObjectiveView(objective, measured.get(objective.pk, []), on, within) for objective in found]

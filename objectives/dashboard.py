"""What the dashboard of objectives shows (6.2; 9.1): a planning cycle by area or by owner, at a constant cost."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from objectives import selectors
from objectives.charts import spark_of
from objectives.models import Objective, Verdict
from objectives.periods import DAY, period_starting
from objectives.selectors import ObjectiveView
from smsplan.accounts.models import User
from smsplan.context.models import Organization
from smsplan.records.models import ActionItem
from smsplan.ui.parts import Pill

#: Objectives on one page of it.
PAGE = 25
#: Cycles that are compared, the shown one last.
COMPARED = 4
GROUPINGS = ("area", "owner")


@dataclass(frozen=True, order=True)
class Cycle:
    """A planning cycle of the organization: twelve months, named by the year in which it begins."""

    start: datetime.date

    @property
    def year(self) -> int:
        """The year in which it begins."""
        return self.start.year

    @property
    def end(self) -> datetime.date:
        """Its last day."""
        return self.start.replace(year=self.start.year + 1) - DAY

    @property
    def label(self) -> str:
        """2026; Apr 2026 – Mar 2027 where cycles don't begin in January."""
        if self.start.month == 1:
            return str(self.start.year)
        return f"{date_format(self.start, 'M Y')} – {date_format(self.end, 'M Y')}"

    @classmethod
    def holding(cls, day: datetime.date, first_month: int) -> "Cycle":
        """The cycle that holds `day`; `first_month` (1-12) is the organization's."""
        return cls(period_starting("yearly", day, first_month))

    @classmethod
    def beginning(cls, year: int, first_month: int) -> "Cycle":
        """The cycle that begins in `year`."""
        return cls(datetime.date(year, first_month, 1))


@dataclass(frozen=True)
class Row:
    """What is known of every objective before the page's own are read."""

    pk: int
    area: str
    owner_id: int | None
    owner_name: str
    owner_role: str
    start: datetime.date
    due: datetime.date

    def runs_in(self, cycle: Cycle) -> bool:
        """Whether a part of it lies in the cycle."""
        return self.start <= cycle.end and self.due >= cycle.start


@dataclass
class Line:
    """One objective on the dashboard."""

    view: ObjectiveView
    spark: dict[str, Any]
    actions: int = 0
    before: ObjectiveView | None = None

    @property
    def objective(self) -> Objective:
        """The objective itself."""
        return self.view.objective


@dataclass
class Group:
    """The objectives of one area or owner: how they stand in all, and those on this page."""

    label: str
    counts: dict[Verdict, int]
    lines: list[Line] = field(default_factory=list)
    continued: bool = False

    @property
    def pills(self) -> list[tuple[Pill, int]]:
        """How many stand where, without what is none."""
        return [(selectors.verdict_pill(verdict), count) for verdict, count in self.counts.items() if count]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())


class Dashboard:
    """The objectives that a person may see, in one planning cycle.

    `year` is the one in which the cycle begins; the running one by default. What it says of a cycle that is over is as
    on its last day. Raises ValueError for a year that no date has.
    """

    def __init__(
        self, *, user: User, today: datetime.date, year: int | None = None, by: str = "area", verdict: str = ""
    ) -> None:
        self.user, self.today = user, today
        self.by = by if by in GROUPINGS else GROUPINGS[0]
        self.verdict = verdict if verdict in Verdict.values else ""
        organization = Organization.get()
        self.within = selectors.Tolerances.of(organization)
        self.first_month = organization.cycle_start_month
        self.running = Cycle.holding(today, self.first_month)
        self.cycle = Cycle.beginning(year, self.first_month) if year is not None else self.running
        self.cycle.end  # noqa: B018 - the last year that a date has is refused here
        self.organization = organization

    @property
    def on(self) -> datetime.date:
        """The day that it tells of: today, or the last day of a cycle that is over."""
        return min(self.today, self.cycle.end)

    @cached_property
    def every(self) -> list[Row]:
        """All objectives that were approved and may be seen. One query."""
        found = Objective.objects.visible_to(self.user).decided().order_by().values_list(
            "pk", "area", "owner_id", "owner__full_name", "owner_role", "start_date", "due_date"
        )  # fmt: skip
        return [Row(*values[:3], values[3] or "", *values[4:]) for values in found]

    @cached_property
    def rows(self) -> list[Row]:
        """Those of the cycle."""
        return [row for row in self.every if row.runs_in(self.cycle)]

    @cached_property
    def cycles(self) -> list[Cycle]:
        """The cycles in which an objective runs, and the running one, newest first."""
        known = {self.running.year, self.cycle.year}
        for row in self.every:
            first, last = (Cycle.holding(day, self.first_month).year for day in (row.start, row.due))
            known.update(range(first, last + 1))
        return [Cycle.beginning(year, self.first_month) for year in sorted(known, reverse=True)]

    @cached_property
    def standing(self) -> dict[int, Verdict]:
        """Where each of the cycle's objectives stands."""
        return self._standing(self.cycle)

    def _standing(self, cycle: Cycle) -> dict[int, Verdict]:
        judged = selectors.verdicts(min(self.today, cycle.end), within=self.within)
        return {row.pk: Verdict(judged.get(row.pk, Verdict.NO_DATA)) for row in self.every if row.runs_in(cycle)}

    @property
    def totals(self) -> dict[Verdict, int]:
        """How many stand where, every verdict in its order."""
        return _counted(self.standing.values())

    @cached_property
    def years(self) -> list[tuple[Cycle, dict[Verdict, int], int]]:
        """How many stood where, and in all, in this cycle and those before, oldest first; empty where there is one."""
        earlier = [cycle for cycle in self.cycles if cycle <= self.cycle and cycle.start <= self.today][:COMPARED]
        if len(earlier) < 2:
            return []
        found = [(cycle, self._standing(cycle).values()) for cycle in reversed(earlier)]
        return [(cycle, _counted(verdicts), len(verdicts)) for cycle, verdicts in found]

    @cached_property
    def order(self) -> list[tuple[str, Row]]:
        """(group, objective) as they are shown: by group, what has none last, then by due date."""
        shown = [row for row in self.rows if not self.verdict or self.standing[row.pk] == self.verdict]
        return sorted(
            ((self._label(row), row) for row in shown),
            key=lambda pair: (pair[0] == self.nobody, pair[0].casefold(), pair[1].due, pair[1].pk),
        )

    @property
    def nobody(self) -> str:
        """The group of those that have no area or owner."""
        return _("Without owner") if self.by == "owner" else _("Without area")

    def _label(self, row: Row) -> str:
        if self.by == "area":
            return row.area or self.nobody
        return row.owner_name or row.owner_role or self.nobody

    def groups(self, first: int = 0, count: int | None = PAGE) -> list[Group]:
        """The groups with `count` objectives from the `first` on; all of them for None. Five queries at most."""
        part = self.order[first : None if count is None else first + count]
        lines = {line.objective.pk: line for line in self._lines([row.pk for _label, row in part])}
        sums: dict[str, dict[Verdict, int]] = {}
        for label, row in self.order:
            sums.setdefault(label, _counted([]))[self.standing[row.pk]] += 1
        groups: dict[str, Group] = {}
        for place, (label, row) in enumerate(part):
            if label not in groups:
                continued = place == 0 and first > 0 and self.order[first - 1][0] == label
                groups[label] = Group(label, sums[label], continued=continued)
            groups[label].lines.append(lines[row.pk])
        return list(groups.values())

    def _lines(self, keys: Sequence[int]) -> list[Line]:
        if not keys:
            return []
        found = Objective.objects.filter(pk__in=keys).for_judging(*_SHOWN).select_related("owner")
        views = selectors.with_progress(found, self.on, within=self.within)
        actions = dict(
            ActionItem.objects.open()
            .filter(target_type=ContentType.objects.get_for_model(Objective), target_id__in=keys)
            .order_by()
            .values_list("target_id")
            .annotate(count=Count("pk"))
        )
        before = self._before([view.objective.predecessor_id for view in views if view.objective.predecessor_id])
        return [
            Line(view, spark_of(view), actions.get(view.objective.pk, 0), before.get(view.objective.predecessor_id))
            for view in views
        ]

    def _before(self, keys: Sequence[int]) -> dict[int, ObjectiveView]:
        """The objectives of the cycle before that these follow, as far as this person may see them."""
        if not keys:
            return {}
        found = Objective.objects.visible_to(self.user).decided().filter(pk__in=keys).order_by()
        views = selectors.with_progress(found.for_judging("reference", "title"), self.on, within=self.within)
        return {view.objective.pk: view for view in views}


#: What needs a look comes first.
_FIRST = (Verdict.OFF_TRACK, Verdict.AT_RISK, Verdict.NO_DATA, Verdict.ON_TRACK)


@dataclass(frozen=True)
class Overview:
    """How many objectives stand where, and those to look at first."""

    counts: dict[Verdict, int]
    lines: list[Line]


def overview(*, user: User, on: datetime.date, first: int = 5) -> Overview:
    """For a first page: what this person may see, as it stands on `on`. Five queries, and two when judged anew."""
    within = selectors.tolerances()
    judged = selectors.verdicts(on, within=within)
    keys = Objective.objects.visible_to(user).decided().order_by("due_date", "pk").values_list("pk", flat=True)
    standing = {key: Verdict(judged.get(key, Verdict.NO_DATA)) for key in keys}
    chosen = sorted((key for key in standing if standing[key] in _FIRST), key=lambda key: _FIRST.index(standing[key]))
    chosen = chosen[:first]
    found = Objective.objects.filter(pk__in=chosen).order_by().for_judging("reference", "title", "decimals")
    views = {view.objective.pk: view for view in selectors.with_progress(found, on, within=within)} if chosen else {}
    return Overview(_counted(standing.values()), [Line(views[key], spark_of(views[key])) for key in chosen])


_SHOWN = (
    "reference", "title", "area", "metric", "decimals", "owner_role", "owner__full_name", "owner__email",
    "predecessor", "closed_on",
)  # fmt: skip


def _counted(verdicts) -> dict[Verdict, int]:
    counts = dict.fromkeys(Verdict, 0)
    for verdict in verdicts:
        counts[verdict] += 1
    return counts

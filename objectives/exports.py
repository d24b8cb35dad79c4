"""The register's tables, for downloads and evidence packs; objectives can be imported again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import plans, revising
from objectives.models import Consultation, Measurement, Milestone, Objective, Resource, Revision
from objectives.selectors import ObjectiveView, with_progress
from objectives.wording import label_of
from risks.exports import action_sheet
from smsplan.ui.exports import Sheet


@dataclass(frozen=True)
class Part:
    """A column of the register's table: `value` is what stands in it for an objective; `key` is the import's name."""

    key: str
    heading: str | Promise
    value: Callable[[Objective], Any]


@dataclass(frozen=True)
class Standing:
    """A column that says where an objective stands on the day of the table."""

    key: str
    heading: str | Promise
    standing: Callable[[ObjectiveView], Any]


def _rows_in_words(objective: Objective, part: str) -> str:
    """The rows of a part of the plan, one a line. The part is prefetched with its people."""
    rows = list(getattr(objective, part).all())
    people = {}
    for row in rows:
        person = getattr(row, "committed_by", None) or getattr(row, "owner", None)
        if person is not None:
            people[person.pk] = str(person)
    return "\n".join(plans.row_words(type(row), vars(row), people) for row in rows)


#: The first columns are those of the guide's sample.
PARTS: tuple[Part | Standing, ...] = (
    Part("reference", gettext_lazy("Reference"), lambda one: one.reference),
    Part("area", gettext_lazy("Objective Area"), lambda one: one.area),
    Part("title", gettext_lazy("Objective"), lambda one: one.title),
    Part("measurement_approach", gettext_lazy("Measurement Approach"), lambda one: one.measurement_approach),
    Part("frequency", gettext_lazy("Review Frequency"), lambda one: one.get_frequency_display()),
    Part("metric", gettext_lazy("Metric"), lambda one: one.metric),
    Part("unit", gettext_lazy("Unit"), lambda one: one.unit),
    Part("decimals", gettext_lazy("Decimals shown"), lambda one: one.decimals),
    Part("baseline", gettext_lazy("Baseline"), lambda one: one.baseline),
    Part("target", gettext_lazy("Target"), lambda one: one.target),
    Part("upper", gettext_lazy("Upper edge of the band"), lambda one: one.upper),
    Part("direction", gettext_lazy("Direction"), lambda one: one.get_direction_display() if one.direction else ""),
    Part("rule", gettext_lazy("Evaluation Rule"), lambda one: one.get_rule_display()),
    Part("start_date", gettext_lazy("Start"), lambda one: one.start_date),
    Part("due_date", gettext_lazy("Due"), lambda one: one.due_date),
    Part("owner", gettext_lazy("Owner"), lambda one: one.accountable),
    Part("sponsor", gettext_lazy("Sponsor"), lambda one: one.sponsor),
    Part("description", gettext_lazy("What exactly is improved"), lambda one: one.description),
    Part("for_whom", gettext_lazy("For whom"), lambda one: one.for_whom),
    Part("services", gettext_lazy("Services"), lambda one: ", ".join(each.title for each in one.services.all())),
    Part("sms_wide", gettext_lazy("Concerns the SMS as a whole"), lambda one: one.sms_wide),
    Part("achievable", gettext_lazy("Why it is achievable"), lambda one: one.achievable),
    Part("committed", gettext_lazy("Resources, and who committed them"), lambda one: _rows_in_words(one, "committed")),
    Part("resources", gettext_lazy("Resources committed"), lambda one: one.resources),
    Part("activities", gettext_lazy("Activities"), lambda one: one.activities),
    Part("milestones", gettext_lazy("Milestones"), lambda one: _rows_in_words(one, "milestones")),
    Part("evaluation", gettext_lazy("How results are evaluated"), lambda one: one.evaluation),
    Part("serves", gettext_lazy("Serves"), lambda one: "\n".join(one.serves)),
    Part("alignment", gettext_lazy("Alignment"), lambda one: one.alignment),
    Part("consultations", gettext_lazy("Who was consulted"), lambda one: _rows_in_words(one, "consultations")),
    Part("communicated_to", gettext_lazy("Communicated to"), lambda one: one.communicated_to),
    Part("communicated_when", gettext_lazy("When it is communicated"), lambda one: one.communicated_when),
    Part("communicated_how", gettext_lazy("How it is communicated"), lambda one: one.communicated_how),
    Part("risks", gettext_lazy("Risks to it"), lambda one: ", ".join(each.reference for each in one.risks.all())),
    Part("predecessor", gettext_lazy("Follows"), lambda one: one.predecessor.reference if one.predecessor_id else ""),
    Part("state", gettext_lazy("State"), lambda one: one.get_state_display()),
    Standing("progress", gettext_lazy("Progress"), lambda view: view.verdict.label),
    Standing("last", gettext_lazy("Latest value"), lambda view: view.last),
    Standing("last_period", gettext_lazy("Latest period"), lambda view: view.last_period),
    Standing("sentence", gettext_lazy("Explanation"), lambda view: view.sentence),
    Standing("forecast", gettext_lazy("Forecast"), lambda view: view.forecast_figure),
    Part("approved_by", gettext_lazy("Approved by"), lambda one: one.approved_by),
    Part("approved_at", gettext_lazy("Approved"), lambda one: one.approved_at),
    Part("closed_on", gettext_lazy("Closed"), lambda one: one.closed_on),
    Part("outcome", gettext_lazy("Outcome"), lambda one: one.outcome),
    Part("lessons", gettext_lazy("Lessons learned"), lambda one: one.lessons),
    Part("updated_at", gettext_lazy("Last changed"), lambda one: one.updated_at),
)


def with_links(queryset: QuerySet[Objective]) -> QuerySet[Objective]:
    """The objectives with all that their row in a table needs."""
    return queryset.select_related("owner", "sponsor", "approved_by", "predecessor").prefetch_related(
        "services", "risks", "committed__committed_by", "consultations", "milestones__owner"
    )


def _objective_rows(queryset: QuerySet[Objective]) -> Iterator[list]:
    # All at once: progress takes one query for all of them, and a register of objectives is small.
    for view in with_progress(with_links(queryset)):
        yield [part.standing(view) if isinstance(part, Standing) else part.value(view.objective) for part in PARTS]


def objective_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """The register of objectives; it can be imported again, and its first columns are those of the guide's sample."""
    rows = _objective_rows(Objective.objects.order_by("reference") if queryset is None else queryset)
    return Sheet("objectives", _("Service management objectives"), [str(part.heading) for part in PARTS], rows)


def _of(rows: QuerySet, queryset: QuerySet[Objective] | None, *order: str) -> QuerySet:
    """Rows that belong to objectives, those of `queryset` only when it is given, objective by objective."""
    if queryset is not None:
        rows = rows.filter(objective__in=queryset.order_by().values("pk"))
    return rows.select_related("objective").order_by("objective__reference", *order)


def measurement_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """Every value that was measured."""
    rows = _of(Measurement.objects.select_related("measured_by"), queryset, "period_start")
    columns = [
        _("Reference"), _("Objective"), _("Period"), _("First day"), _("Last day"), _("Value"), _("Unit"), _("Note"),
        _("Source"), _("Measured by"), _("Recorded"),
    ]  # fmt: skip
    return Sheet(
        "measurements",
        _("Measurements"),
        columns,
        (
            (
                row.objective.reference,
                row.objective.title,
                label_of(row.objective, row.period_start, row.period_end),
                row.period_start,
                row.period_end,
                row.value,
                row.objective.unit,
                row.note,
                row.source,
                row.measured_by,
                row.measured_at,
            )
            for row in rows.select_related("objective", "measured_by").iterator(chunk_size=1000)
        ),
    )


def resource_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """What the objectives need, and who has committed it (6.2.2 b)."""
    rows = _of(Resource.objects.all(), queryset, "pk").select_related("objective", "committed_by")
    columns = [
        _("Reference"), _("Kind"), _("What"), _("Amount"), _("Currency or unit"), _("Committed by"), _("Committed on"),
    ]  # fmt: skip
    return Sheet(
        "objective-resources",
        _("Resources of objectives"),
        columns,
        (
            (
                row.objective.reference,
                row.get_kind_display(),
                row.description,
                row.amount,
                row.unit,
                row.committed_by,
                row.committed_on,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def consultation_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """Who was asked before the objectives were set."""
    rows = _of(Consultation.objects.all(), queryset, "on", "pk")
    return Sheet(
        "objective-consultations",
        _("Consultations on objectives"),
        [_("Reference"), _("Group"), _("Who"), _("When"), _("What they said")],
        (
            (row.objective.reference, row.get_group_display(), row.who, row.on, row.note)
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def milestone_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """The steps on the way to the objectives (6.2.2 d)."""
    rows = _of(Milestone.objects.all(), queryset, "due", "pk").select_related("objective", "owner")
    columns = [
        _("Reference"), _("Milestone"), _("Due"), _("Value planned by then"), _("Unit"), _("Owner"), _("Done on"),
    ]  # fmt: skip
    return Sheet(
        "objective-milestones",
        _("Milestones of objectives"),
        columns,
        (
            (row.objective.reference, row.title, row.due, row.expected, row.objective.unit, row.owner, row.done_on)
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def revision_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """What was proposed to change of approved objectives, field by field, and what was decided."""
    columns = [
        _("Reference"), _("Reason"), _("Field"), _("Before"), _("After"), _("State"), _("Proposed by"), _("Proposed"),
        _("Decided by"), _("Decided"), _("Comment"),
    ]  # fmt: skip
    return Sheet("objective-revisions", _("Revisions of objectives"), columns, _revision_rows(queryset))


def _revision_rows(queryset: QuerySet[Objective] | None) -> Iterator[tuple]:
    rows = _of(Revision.objects.all(), queryset, "pk").select_related("objective", "proposed_by", "decided_by")
    by_objective: dict[int, list[Revision]] = {}
    for row in rows:
        by_objective.setdefault(row.objective_id, []).append(row)
    for revisions in by_objective.values():
        for told in revising.told(revisions[0].objective, revisions):
            row = told.revision
            for label, before, after in told.changes:
                yield (
                    row.objective.reference,
                    row.reason,
                    label,
                    before,
                    after,
                    row.get_state_display(),
                    row.proposed_by,
                    row.proposed_at,
                    row.decided_by,
                    row.decided_at,
                    row.comment,
                )


def sheets(*, queryset: QuerySet[Objective] | None = None) -> list[Sheet]:
    """Objectives with their values, plans, revisions and corrective actions; all of them or those of `queryset`."""
    every = Objective.objects.all() if queryset is None else queryset
    return [
        objective_sheet(queryset),
        measurement_sheet(queryset),
        resource_sheet(queryset),
        consultation_sheet(queryset),
        milestone_sheet(queryset),
        revision_sheet(queryset),
        action_sheet(every, "objective-actions", _("Actions on objectives")),
    ]

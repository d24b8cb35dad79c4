"""The register's tables, for downloads and evidence packs."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from objectives.models import Measurement, Objective
from objectives.selectors import with_progress
from objectives.wording import period_label
from smsplan.ui.exports import Sheet


def _objective_rows(queryset: QuerySet[Objective]) -> Iterator[tuple]:
    # All at once: progress takes one query for all of them, and a register of objectives is small.
    for view in with_progress(queryset.select_related("owner", "sponsor", "approved_by").prefetch_related("services")):
        objective = view.objective
        yield (
            objective.reference,
            objective.area,
            objective.title,
            objective.measurement_approach,
            objective.get_frequency_display(),
            objective.metric,
            objective.unit,
            objective.baseline,
            objective.target,
            objective.get_direction_display() if objective.direction else "",
            objective.get_rule_display(),
            objective.start_date,
            objective.due_date,
            objective.accountable,
            objective.sponsor,
            objective.description,
            objective.achievable,
            objective.resources,
            objective.activities,
            objective.alignment,
            ", ".join(service.title for service in objective.services.all()),
            objective.get_state_display(),
            view.verdict.label,
            view.last,
            view.last_period,
            view.sentence,
            objective.approved_by,
            objective.approved_at,
            objective.updated_at,
        )


def objective_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """The register of objectives; it can be imported again, and its first columns are those of the guide's sample."""
    columns = [
        _("Reference"), _("Objective Area"), _("Objective"), _("Measurement Approach"), _("Review Frequency"),
        _("Metric"), _("Unit"), _("Baseline"), _("Target"), _("Direction"), _("Evaluation Rule"), _("Start"), _("Due"),
        _("Owner"), _("Sponsor"), _("What exactly is improved"), _("Why it is achievable"), _("Resources committed"),
        _("Activities"), _("Alignment"), _("Services"), _("State"), _("Progress"), _("Latest value"),
        _("Latest period"), _("Explanation"), _("Approved by"), _("Approved"), _("Last changed"),
    ]  # fmt: skip
    rows = _objective_rows(Objective.objects.order_by("reference") if queryset is None else queryset)
    return Sheet("objectives", _("Service management objectives"), columns, rows)


def measurement_sheet(queryset: QuerySet[Objective] | None = None) -> Sheet:
    """Every value that was measured."""
    rows = Measurement.objects.select_related("objective", "measured_by").order_by(
        "objective__reference", "period_start"
    )
    if queryset is not None:
        rows = rows.filter(objective__in=queryset.order_by().values("pk"))
    columns = [
        _("Reference"), _("Objective"), _("Period"), _("First day"), _("Last day"), _("Value"), _("Unit"), _("Note"),
        _("Measured by"), _("Recorded"),
    ]  # fmt: skip
    return Sheet(
        "measurements",
        _("Measurements"),
        columns,
        (
            (
                row.objective.reference,
                row.objective.title,
                period_label(row.objective.frequency, row.period_start, row.period_end),
                row.period_start,
                row.period_end,
                row.value,
                row.objective.unit,
                row.note,
                row.measured_by,
                row.measured_at,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def sheets(*, queryset: QuerySet[Objective] | None = None) -> list[Sheet]:
    """Objectives and their measurements, all of them or those of `queryset`."""
    return [objective_sheet(queryset), measurement_sheet(queryset)]

"""The risk register's tables, for downloads and evidence packs."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from risks.models import Assessment, CriteriaBook, Opportunity, Risk
from smsplan.ui.exports import Sheet


def _names(records) -> str:
    return ", ".join(record.title for record in records)


def _risk_rows(queryset: QuerySet[Risk]) -> Iterator[tuple]:
    linked = queryset.select_related("category", "owner", "inherent", "residual").prefetch_related(
        "services", "practices", "obligations"
    )
    book = CriteriaBook()
    for risk in linked.only(*_RISK_FIELDS).iterator(chunk_size=500):
        inherent, residual = risk.inherent, risk.residual
        current = risk.current
        yield (
            risk.reference,
            risk.title,
            book.of(risk.criteria_id).likelihood_label(risk.likelihood) if current else "",
            book.of(risk.criteria_id).impact_label(risk.impact) if current else "",
            current.get_level_display() if current else "",
            risk.treatment,
            risk.accountable,
            risk.category,
            risk.get_source_display(),
            risk.cause,
            risk.consequence,
            risk.customer_impact,
            risk.get_strategy_display(),
            inherent.get_level_display() if inherent else "",
            residual.get_level_display() if residual else "",
            risk.get_state_display(),
            risk.review_date,
            _names(risk.services.all()),
            _names(risk.practices.all()),
            _names(risk.obligations.all()),
            risk.updated_at,
        )


_RISK_FIELDS = (
    "reference", "title", "cause", "consequence", "source", "customer_impact", "strategy", "treatment", "state",
    "review_date", "updated_at", "owner_role", "owner__full_name", "owner__email", "category__name",
    "category__name_id", "likelihood", "impact", "criteria_id",
    "inherent__level", "residual__level",
)  # fmt: skip


def risk_sheet(queryset: QuerySet[Risk] | None = None) -> Sheet:
    """The risk register; its first columns are those of the guide's sample register."""
    columns = [
        _("Reference"), _("Risk Description"), _("Likelihood"), _("Impact"), _("Risk Level"), _("Treatment"),
        _("Owner"), _("Category"), _("Source"), _("Cause"), _("Consequence"), _("Impact on customers"),
        _("Strategy"), _("Inherent level"), _("Residual level"), _("State"), _("Review date"), _("Services"),
        _("Practices"), _("Obligations"), _("Last changed"),
    ]  # fmt: skip
    rows = _risk_rows(Risk.objects.order_by("reference") if queryset is None else queryset)
    return Sheet("risks", _("Risk register"), columns, rows)


def assessment_sheet(queryset: QuerySet[Risk] | None = None) -> Sheet:
    """Every assessment that was kept of the risks."""
    rows = Assessment.objects.select_related("risk", "assessor", "criteria").order_by("risk__reference", "pk")
    if queryset is not None:
        rows = rows.filter(risk__in=queryset.order_by().values("pk"))
    columns = [
        _("Reference"), _("Kind"), _("Likelihood"), _("Impact"), _("Risk Level"), _("Risk criteria"),
        _("Assessed on"), _("Assessor"), _("Rationale"),
    ]  # fmt: skip
    return Sheet(
        "risk-assessments",
        _("Risk assessments"),
        columns,
        (
            (
                row.risk.reference,
                row.get_kind_display(),
                row.likelihood_words,
                row.impact_words,
                row.get_level_display(),
                row.criteria.number,
                row.assessed_on,
                row.assessor,
                row.rationale,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def opportunity_sheet(queryset: QuerySet[Opportunity] | None = None) -> Sheet:
    """The opportunity register."""
    rows = (Opportunity.objects.order_by("reference") if queryset is None else queryset).select_related("owner")
    columns = [
        _("Reference"), _("Opportunity"), _("Description"), _("Benefit"), _("Effort"), _("Owner"), _("State"),
        _("Review date"), _("Services"), _("Practices"), _("Last changed"),
    ]  # fmt: skip
    return Sheet(
        "opportunities",
        _("Opportunity register"),
        columns,
        (
            (
                row.reference,
                row.title,
                row.description,
                row.get_benefit_display() if row.benefit else "",
                row.get_effort_display() if row.effort else "",
                row.accountable,
                row.get_state_display(),
                row.review_date,
                _names(row.services.all()),
                _names(row.practices.all()),
                row.updated_at,
            )
            for row in rows.prefetch_related("services", "practices").iterator(chunk_size=500)
        ),
    )


def sheets(*, queryset: QuerySet[Risk] | None = None) -> list[Sheet]:
    """The risk register's tables; those of `queryset` only when it is given, else opportunities too."""
    tables = [risk_sheet(queryset), assessment_sheet(queryset)]
    return tables if queryset is not None else [*tables, opportunity_sheet()]

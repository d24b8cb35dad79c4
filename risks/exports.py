"""The risk register's tables, for downloads and evidence packs; risks and opportunities can be imported again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.models import Acceptance, Assessment, CriteriaBook, Opportunity, Risk
from smsplan.records.models import ActionItem
from smsplan.ui.exports import Sheet


@dataclass(frozen=True)
class Part:
    """A column of a register's table: `value(record, book)` is what stands in it; `key` is the import's name for it."""

    key: str
    heading: str | Promise
    value: Callable[[Any, CriteriaBook], Any]


def _names(records) -> str:
    return ", ".join(record.title for record in records)


def _references(records) -> str:
    return ", ".join(record.reference for record in records)


def _open_actions(record) -> int:
    return sum(action.is_open for action in record.actions.all())


#: The first columns are those of the guide's sample register.
RISK_PARTS = (
    Part("reference", gettext_lazy("Reference"), lambda risk, book: risk.reference),
    Part("title", gettext_lazy("Risk Description"), lambda risk, book: risk.title),
    Part(
        "likelihood",
        gettext_lazy("Likelihood"),
        lambda risk, book: book.of(risk.criteria_id).likelihood_label(risk.likelihood) if risk.likelihood else "",
    ),
    Part(
        "impact",
        gettext_lazy("Impact"),
        lambda risk, book: book.of(risk.criteria_id).impact_label(risk.impact) if risk.impact else "",
    ),
    Part("level", gettext_lazy("Risk Level"), lambda risk, book: risk.get_level_display() if risk.level else ""),
    Part("treatment", gettext_lazy("Treatment"), lambda risk, book: risk.treatment),
    Part("owner", gettext_lazy("Owner"), lambda risk, book: risk.accountable),
    Part("category", gettext_lazy("Category"), lambda risk, book: risk.category),
    Part("source", gettext_lazy("Source"), lambda risk, book: risk.get_source_display()),
    Part("cause", gettext_lazy("Cause"), lambda risk, book: risk.cause),
    Part("consequence", gettext_lazy("Consequence"), lambda risk, book: risk.consequence),
    Part("customer_impact", gettext_lazy("Impact on customers"), lambda risk, book: risk.customer_impact),
    Part("strategy", gettext_lazy("Strategy"), lambda risk, book: risk.get_strategy_display()),
    Part("inherent", gettext_lazy("Inherent level"), lambda risk, book: _level(risk.inherent)),
    Part("residual", gettext_lazy("Residual level"), lambda risk, book: _level(risk.residual)),
    Part("target", gettext_lazy("Target level"), lambda risk, book: _level(risk.target)),
    Part("state", gettext_lazy("State"), lambda risk, book: risk.get_state_display()),
    Part("review_date", gettext_lazy("Review date"), lambda risk, book: risk.review_date),
    Part("reviewed_on", gettext_lazy("Last reviewed"), lambda risk, book: risk.reviewed_on),
    Part("accepted_until", gettext_lazy("Accepted until"), lambda risk, book: risk.accepted_until),
    Part("services", gettext_lazy("Services"), lambda risk, book: _names(risk.services.all())),
    Part("practices", gettext_lazy("Practices"), lambda risk, book: _names(risk.practices.all())),
    Part("obligations", gettext_lazy("Obligations"), lambda risk, book: _names(risk.obligations.all())),
    Part("objectives", gettext_lazy("Objectives at stake"), lambda risk, book: _references(risk.objectives.all())),
    Part("changes", gettext_lazy("SMS changes"), lambda risk, book: _references(risk.changes.all())),
    Part("actions", gettext_lazy("Open actions"), lambda risk, book: _open_actions(risk)),
    Part("closing_reason", gettext_lazy("Why it was closed"), lambda risk, book: risk.closing_reason),
    Part(
        "merged_into",
        gettext_lazy("Merged into"),
        lambda risk, book: risk.merged_into.reference if risk.merged_into_id else "",
    ),
    Part("updated_at", gettext_lazy("Last changed"), lambda risk, book: risk.updated_at),
)

OPPORTUNITY_PARTS = (
    Part("reference", gettext_lazy("Reference"), lambda one, book: one.reference),
    Part("title", gettext_lazy("Opportunity"), lambda one, book: one.title),
    Part("description", gettext_lazy("Description"), lambda one, book: one.description),
    Part("benefit", gettext_lazy("Benefit"), lambda one, book: one.get_benefit_display() if one.benefit else ""),
    Part("effort", gettext_lazy("Effort"), lambda one, book: one.get_effort_display() if one.effort else ""),
    Part("benefit_note", gettext_lazy("What the benefit is"), lambda one, book: one.benefit_note),
    Part("owner", gettext_lazy("Owner"), lambda one, book: one.accountable),
    Part("state", gettext_lazy("State"), lambda one, book: one.get_state_display()),
    Part("review_date", gettext_lazy("Review date"), lambda one, book: one.review_date),
    Part("reviewed_on", gettext_lazy("Last reviewed"), lambda one, book: one.reviewed_on),
    Part("services", gettext_lazy("Services"), lambda one, book: _names(one.services.all())),
    Part("practices", gettext_lazy("Practices"), lambda one, book: _names(one.practices.all())),
    Part("obligations", gettext_lazy("Obligations"), lambda one, book: _names(one.obligations.all())),
    Part("actions", gettext_lazy("Open actions"), lambda one, book: _open_actions(one)),
    Part("closing_reason", gettext_lazy("Why it was declined"), lambda one, book: one.closing_reason),
    Part("updated_at", gettext_lazy("Last changed"), lambda one, book: one.updated_at),
)

_LINKS = ("services", "practices", "obligations", "actions")


def _level(assessment: Assessment | None) -> str:
    return assessment.get_level_display() if assessment else ""


def risks_with_links(queryset: QuerySet[Risk]) -> QuerySet[Risk]:
    """The risks with all that their row in a table needs."""
    related = ("category", "owner", "inherent", "residual", "target", "merged_into")
    return queryset.select_related(*related).prefetch_related(*_LINKS, "objectives", "changes")


def opportunities_with_links(queryset: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """The opportunities with all that their row in a table needs."""
    return queryset.select_related("owner").prefetch_related(*_LINKS)


_RISK_FIELDS = (
    "reference", "title", "cause", "consequence", "source", "customer_impact", "strategy", "treatment", "state",
    "review_date", "reviewed_on", "accepted_until", "closing_reason", "updated_at", "owner_role", "owner__full_name",
    "owner__email", "category__name", "category__name_id", "likelihood", "impact", "level", "criteria_id",
    "inherent__level", "residual__level", "target__level", "merged_into__reference",
)  # fmt: skip


def risk_sheet(queryset: QuerySet[Risk] | None = None) -> Sheet:
    """The risk register."""
    book = CriteriaBook()
    rows = risks_with_links(Risk.objects.order_by("reference") if queryset is None else queryset).only(*_RISK_FIELDS)
    return Sheet(
        "risks",
        _("Risk register"),
        [str(part.heading) for part in RISK_PARTS],
        ([part.value(risk, book) for part in RISK_PARTS] for risk in rows.iterator(chunk_size=500)),
    )


def opportunity_sheet(queryset: QuerySet[Opportunity] | None = None) -> Sheet:
    """The opportunity register."""
    book = CriteriaBook()
    rows = opportunities_with_links(Opportunity.objects.order_by("reference") if queryset is None else queryset)
    return Sheet(
        "opportunities",
        _("Opportunity register"),
        [str(part.heading) for part in OPPORTUNITY_PARTS],
        ([part.value(one, book) for part in OPPORTUNITY_PARTS] for one in rows.iterator(chunk_size=500)),
    )


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


def acceptance_sheet(queryset: QuerySet[Risk] | None = None) -> Sheet:
    """Every acceptance of a risk by a Manager, also those that ended (6.1.3)."""
    rows = Acceptance.objects.select_related("risk", "assessment", "accepted_by", "voided_by")
    rows = rows.order_by("risk__reference", "pk")
    if queryset is not None:
        rows = rows.filter(risk__in=queryset.order_by().values("pk"))
    columns = [
        _("Reference"), _("Accepted level"), _("Reason"), _("Accepted by"), _("Accepted"), _("Expires on"),
        _("Ended"), _("Why it ended"), _("Ended by"),
    ]  # fmt: skip
    return Sheet(
        "risk-acceptances",
        _("Risk acceptances"),
        columns,
        (
            (
                row.risk.reference,
                row.assessment.get_level_display(),
                row.reason,
                row.accepted_by,
                row.accepted_at,
                row.expires_on,
                row.voided_at,
                row.get_void_display(),
                row.voided_by,
            )
            for row in rows.iterator(chunk_size=1000)
        ),
    )


def action_sheet(queryset: QuerySet, name: str, title: str) -> Sheet:
    """The actions decided on the records of `queryset` (6.1.3), with their effectiveness."""
    kind = ContentType.objects.get_for_model(queryset.model)
    references = dict(queryset.model.objects.values_list("pk", "reference"))
    rows = ActionItem.objects.filter(target_type=kind, target_id__in=queryset.order_by().values("pk"))
    columns = [
        _("Reference"), _("Action"), _("What is to be done"), _("How it is done"), _("Owner"), _("Due"), _("Cost"),
        _("Currency"), _("State"), _("Done on"), _("What was done"), _("Effectiveness"), _("What shows it"),
        _("Checked on"), _("Checked by"),
    ]  # fmt: skip
    return Sheet(
        name,
        title,
        columns,
        (
            (
                references[row.target_id],
                row.reference,
                row.title,
                row.detail,
                row.accountable,
                row.due,
                row.cost,
                row.currency if row.cost is not None else "",
                row.get_state_display(),
                row.done_on,
                row.outcome,
                row.get_effectiveness_display(),
                row.effectiveness_note,
                row.checked_on,
                row.checked_by,
            )
            for row in rows.select_related("owner", "checked_by").order_by("target_id", "pk").iterator(chunk_size=1000)
        ),
    )


def sheets(*, queryset: QuerySet[Risk] | None = None) -> list[Sheet]:
    """The risk register's tables; those of `queryset` only when it is given, else opportunities too."""
    risks = Risk.objects.all() if queryset is None else queryset
    tables = [
        risk_sheet(queryset),
        assessment_sheet(queryset),
        acceptance_sheet(queryset),
        action_sheet(risks, "risk-actions", _("Risk treatment actions")),
    ]
    return tables if queryset is not None else [*tables, *opportunity_sheets()]


def opportunity_sheets(*, queryset: QuerySet[Opportunity] | None = None) -> list[Sheet]:
    """The opportunity register's tables."""
    opportunities = Opportunity.objects.all() if queryset is None else queryset
    return [
        opportunity_sheet(queryset),
        action_sheet(opportunities, "opportunity-actions", _("Opportunity actions")),
    ]

"""The change register's tables, for downloads and evidence packs: the register, and the plans part by part (6.3)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.models import Change, ChangeMilestone, ChangeResource, Communication, Criterion, Impact, Training
from changes.significance import answers_in_words
from risks.exports import action_sheet
from smsplan.ui.exports import Sheet

Column = tuple[str | Promise, Callable[[Any], Any]]

#: The register, column by column.
COLUMNS: tuple[Column, ...] = (
    (gettext_lazy("Reference"), lambda one: one.reference),
    (gettext_lazy("Change"), lambda one: one.title),
    (gettext_lazy("State"), lambda one: one.get_state_display()),
    (gettext_lazy("Significance"), lambda one: one.get_significance_display()),
    (gettext_lazy("Questions of significance"), lambda one: answers_in_words(one.significance_answers)),
    (gettext_lazy("Why it is judged otherwise"), lambda one: one.significance_reason),
    (gettext_lazy("What is changing"), lambda one: one.description),
    (gettext_lazy("Why it is changing"), lambda one: one.purpose),
    (gettext_lazy("Owner"), lambda one: one.owner),
    (gettext_lazy("Accountable role"), lambda one: one.owner_role),
    (gettext_lazy("Planned start"), lambda one: one.planned_start),
    (gettext_lazy("Planned end"), lambda one: one.planned_end),
    (gettext_lazy("Notes on resources"), lambda one: one.resources),
    (gettext_lazy("Notes on risks and impacts"), lambda one: one.impacts),
    (gettext_lazy("Linked risks"), lambda one: ", ".join(str(risk) for risk in one.risks.all())),
    (gettext_lazy("Notes on communication"), lambda one: one.communication),
    (gettext_lazy("Notes on training"), lambda one: one.training),
    (gettext_lazy("Notes on verification"), lambda one: one.success_criteria),
    (gettext_lazy("Affected services"), lambda one: _titles(one.services)),
    (gettext_lazy("Affected practices"), lambda one: _titles(one.practices)),
    (gettext_lazy("Affected obligations"), lambda one: _titles(one.obligations)),
    (gettext_lazy("Affected parts of the Service Management Plan"), lambda one: one.smp_section_labels),
    (gettext_lazy("Follows up"), lambda one: one.follows.reference if one.follows_id else ""),
    (gettext_lazy("Submitted by"), lambda one: one.submitted_by),
    (gettext_lazy("Submitted"), lambda one: one.submitted_at),
    (gettext_lazy("Approved by"), lambda one: one.approved_by),
    (gettext_lazy("Approved"), lambda one: one.approved_at),
    (gettext_lazy("Implemented by"), lambda one: one.implemented_by),
    (gettext_lazy("Implemented"), lambda one: one.implemented_at),
    (gettext_lazy("Verified by"), lambda one: one.verified_by),
    (gettext_lazy("Verified"), lambda one: one.verified_at),
    (gettext_lazy("Effective"), lambda one: one.effective),
    (gettext_lazy("Evidence of verification"), lambda one: one.evidence),
    (gettext_lazy("Comments on the decision"), lambda one: one.comments),
    (gettext_lazy("Last changed"), lambda one: one.updated_at),
)


@dataclass(frozen=True)
class Part:
    """A table of rows of the plans; each begins with the change that it belongs to."""

    name: str
    title: str | Promise
    kind: type[models.Model]
    order: tuple[str, ...]
    related: tuple[str, ...]
    columns: tuple[Column, ...]
    prefetch: tuple[str, ...] = ()


PARTS = (
    Part(
        "change-resources",
        gettext_lazy("Resources of SMS changes"),
        ChangeResource,
        ("pk",),
        ("committed_by",),
        (
            (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
            (gettext_lazy("What"), lambda row: row.description),
            (gettext_lazy("Amount"), lambda row: row.amount),
            (gettext_lazy("Currency or unit"), lambda row: row.unit),
            (gettext_lazy("Committed by"), lambda row: row.committed_by),
        ),
    ),
    Part(
        "change-impacts",
        gettext_lazy("Risks and impacts of SMS changes"),
        Impact,
        ("pk",),
        ("risk",),
        (
            (gettext_lazy("Risk or impact"), lambda row: row.description),
            (gettext_lazy("How severe"), lambda row: row.get_severity_display()),
            (gettext_lazy("How it is prevented or undone"), lambda row: row.response),
            (gettext_lazy("Risk in the register"), lambda row: row.risk.reference if row.risk_id else ""),
        ),
    ),
    Part(
        "change-communications",
        gettext_lazy("Communication of SMS changes"),
        Communication,
        ("due", "pk"),
        ("owner",),
        (
            (gettext_lazy("Who is told"), lambda row: row.audience),
            (gettext_lazy("What"), lambda row: row.message),
            (gettext_lazy("How"), lambda row: row.channel),
            (gettext_lazy("By when"), lambda row: row.due),
            (gettext_lazy("By whom"), lambda row: row.owner),
            (gettext_lazy("Done on"), lambda row: row.done_on),
            (gettext_lazy("What was said, and what came back"), lambda row: row.note),
        ),
    ),
    Part(
        "change-trainings",
        gettext_lazy("Training for SMS changes"),
        Training,
        ("due", "pk"),
        ("owner",),
        (
            (gettext_lazy("Who is trained"), lambda row: row.audience),
            (gettext_lazy("In what"), lambda row: row.topic),
            (gettext_lazy("By when"), lambda row: row.due),
            (gettext_lazy("By whom"), lambda row: row.owner),
            (gettext_lazy("People expected"), lambda row: row.expected),
            (gettext_lazy("Held on"), lambda row: row.held_on),
            (gettext_lazy("Attended"), lambda row: ", ".join(str(person) for person in row.attended.all())),
            (gettext_lazy("Others who attended"), lambda row: row.attended_others),
            (gettext_lazy("How it went"), lambda row: row.note),
        ),
        prefetch=("attended",),
    ),
    Part(
        "change-criteria",
        gettext_lazy("Success criteria of SMS changes"),
        Criterion,
        ("pk",),
        ("verified_by", "file"),
        (
            (gettext_lazy("Success criterion"), lambda row: row.description),
            (gettext_lazy("Evidence that will show it"), lambda row: row.measure),
            (gettext_lazy("Met"), lambda row: row.met),
            (gettext_lazy("Evidence"), lambda row: row.evidence),
            (gettext_lazy("File"), lambda row: row.file.name if row.file_id else ""),
            (gettext_lazy("Verified by"), lambda row: row.verified_by),
            (gettext_lazy("Verified"), lambda row: row.verified_at),
        ),
    ),
    Part(
        "change-milestones",
        gettext_lazy("Milestones of SMS changes"),
        ChangeMilestone,
        ("due", "pk"),
        ("owner",),
        (
            (gettext_lazy("Milestone"), lambda row: row.title),
            (gettext_lazy("Due"), lambda row: row.due),
            (gettext_lazy("Owner"), lambda row: row.owner),
            (gettext_lazy("Done on"), lambda row: row.done_on),
        ),
    ),
)


def sheets(*, queryset: QuerySet[Change] | None = None) -> list[Sheet]:
    """The change register, its plans part by part, and the tasks; those of `queryset` only when it is given."""
    changes = Change.objects.order_by("reference") if queryset is None else queryset
    register = Sheet("changes", _("SMS change register"), _heads(COLUMNS), _register_rows(changes))
    return [
        register,
        *(_part_sheet(part, queryset) for part in PARTS),
        action_sheet(changes, "change-actions", _("Actions on SMS changes")),
    ]


def _heads(columns: tuple[Column, ...]) -> list[str]:
    return [str(heading) for heading, _value in columns]


def _titles(linked: Any) -> str:
    return ", ".join(each.title for each in linked.all())


def _register_rows(changes: QuerySet[Change]) -> Iterator[list[Any]]:
    whole = (
        changes.defer(None)
        .select_related(None)
        .select_related("owner", "submitted_by", "approved_by", "implemented_by", "verified_by", "follows")
    )
    for change in whole.prefetch_related("services", "practices", "obligations", "risks").iterator(chunk_size=500):
        yield [value(change) for _heading, value in COLUMNS]


def _part_sheet(part: Part, queryset: QuerySet[Change] | None) -> Sheet:
    rows = part.kind.objects.select_related("change", *part.related).order_by("change__reference", *part.order)
    if queryset is not None:
        rows = rows.filter(change__in=queryset.order_by().values("pk"))
    columns: tuple[Column, ...] = (
        (gettext_lazy("Reference"), lambda row: row.change.reference),
        (gettext_lazy("Change"), lambda row: row.change.title),
        *part.columns,
    )
    found = rows.prefetch_related(*part.prefetch).iterator(chunk_size=1000)
    return Sheet(
        part.name, str(part.title), _heads(columns), ([value(row) for _heading, value in columns] for row in found)
    )

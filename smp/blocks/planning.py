"""Blocks from the registers of planning: risks (6.1), objectives (6.2) and SMS changes (6.3)."""

import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changes.models import Change, ChangeMilestone
from objectives.models import Direction, Frequency, Milestone, Objective
from risks.models import Opportunity, Risk
from risks.selectors import level_counts, top_risks
from risks.selectors import matrix as risk_matrix
from smp.blocks.parts import figure, items, matrix, table
from smp.models import Version
from smsplan.records.rows.words import resources_in_words

#: How many of the worst risks the plan names.
TOP_RISKS = 10


def _running():
    return Objective.objects.running().select_related("owner").order_by("due_date", "reference")


def _target(objective: Objective) -> str:
    """The target in words: at least 99.5 %."""
    if objective.target is None:
        return ""
    value = figure(objective.target, objective.unit)
    if objective.direction == Direction.WITHIN:
        return f"{figure(objective.target)}–{figure(objective.upper, objective.unit)}"
    if objective.direction == Direction.AT_MOST:
        return _("at most %(value)s") % {"value": value}
    return _("at least %(value)s") % {"value": value}


def objectives() -> list[dict[str, Any]]:
    """The approved objectives: what is measured, from where to where, by when, by whom."""
    return [
        table(
            [_("Objective"), _("Metric"), _("Baseline"), _("Target"), _("Due date"), _("Owner")],
            (
                (
                    row.reference,
                    [
                        row.title,
                        row.metric,
                        figure(row.baseline, row.unit),
                        _target(row),
                        row.due_date,
                        row.accountable,
                    ],
                )
                for row in _running()
            ),
            caption=_("Service management objectives"),
            empty=_("No objective is approved and running."),
        )
    ]


def risks() -> list[dict[str, Any]]:
    """Open risks: how many of which level, and by likelihood and impact after treatment."""
    counts = level_counts()
    total = sum(counts.values())
    return [
        items(
            _("Open risks"),
            [
                ngettext("%(count)d open risk", "%(count)d open risks", total) % {"count": total},
                *[
                    f"{level.label if level is not None else _('Not yet assessed')}: {count}"
                    for level, count in counts.items()
                    if count
                ],
            ]
            if total
            else [],
            empty=_("There is no open risk."),
        ),
        matrix(risk_matrix(kind="residual"), caption=_("Open risks by impact and likelihood, after treatment")),
    ]


def worst_risks() -> list[dict[str, Any]]:
    """The risks of the highest present level, and what is done about them."""
    return [
        table(
            [_("Risk"), _("Risk level"), _("Strategy"), _("Treatment"), _("Owner")],
            (
                (
                    row.reference,
                    [
                        row.title,
                        row.current.get_level_display() if row.current else _("Not yet assessed"),
                        row.get_strategy_display() if row.strategy else "",
                        row.treatment,
                        row.accountable,
                    ],
                )
                for row in top_risks(TOP_RISKS)
            ),
            caption=_("Top risks and their treatment"),
            empty=_("There is no open risk."),
        )
    ]


def resources() -> list[dict[str, Any]]:
    """6.3 e): what is committed to objectives and to SMS changes."""
    rows = [
        (row.reference, [_("Objective"), row.title, words])
        for row in _running().prefetch_related("committed__committed_by")
        if (words := resources_in_words(row))
    ]
    rows += [
        (row.reference, [_("SMS change"), row.title, words])
        for row in Change.objects.in_flight().order_by("reference").prefetch_related("committed__committed_by")
        if (words := resources_in_words(row))
    ]
    return [
        table(
            [_("Kind"), _("For"), _("Resources committed")],
            rows,
            caption=_("Resources committed"),
            empty=_("No resources have been committed in objectives or SMS changes yet."),
        )
    ]


def milestones() -> list[dict[str, Any]]:
    """The dates that objectives and SMS changes work towards, with the steps on the way, soonest first."""
    # Day, key, what, of which record, whose, when it was done.
    rows: list[tuple[datetime.date, str, str, str, str, datetime.date | None]] = [
        (row.due_date, row.reference, _("Objective due"), row.title, row.accountable, None)
        for row in _running()
        if row.due_date
    ]
    rows += [
        (row.planned_end, row.reference, _("SMS change implemented"), row.title, row.accountable, None)
        for row in Change.objects.in_flight().select_related("owner")
        if row.planned_end
    ]
    for steps, of in (
        (Milestone.objects.filter(objective__in=Objective.objects.running()), "objective"),
        (ChangeMilestone.objects.filter(change__in=Change.objects.in_flight()), "change"),
    ):
        for step in steps.select_related("owner", of, f"{of}__owner"):
            record = getattr(step, of)
            key = f"{record.reference}/{step.pk}"
            owner = str(step.owner) if step.owner_id else record.accountable
            rows.append((step.due, key, step.title, record.title, owner, step.done_on))
    rows.sort(key=lambda row: row[:2])
    return [
        table(
            [_("Date"), _("What"), _("Objective or change"), _("Owner"), _("Done")],
            ((key, [day, what, of, owner, done]) for day, key, what, of, owner, done in rows),
            caption=_("Milestones"),
            empty=_("No objective or SMS change has a date yet."),
        )
    ]


def reviews() -> list[dict[str, Any]]:
    """6.3 h): what is reviewed how often, and when next."""
    rows: list[tuple[str, list[Any]]] = []
    in_force = Version.objects.in_force().only("next_review_on").first()
    rows.append(
        (
            "smp",
            [
                _("Service Management Plan"),
                _("At least every 12 months, and whenever scope or objectives change"),
                in_force.next_review_on if in_force else _("12 months after approval"),
            ],
        )
    )
    for key, label, queryset in (
        ("risks", _("Risks"), Risk.objects.open()),
        ("opportunities", _("Opportunities"), Opportunity.objects.open()),
    ):
        found = queryset.order_by().exclude(review_date=None).aggregate(n=Count("pk"), first=Min("review_date"))
        if found["n"]:
            how = ngettext(
                "%(count)d has a review date of its own", "%(count)d have review dates of their own", found["n"]
            ) % {"count": found["n"]}
            rows.append((key, [label, how, found["first"]]))
    counted = (
        Objective.objects.running().order_by().values("frequency").annotate(n=Count("pk")).values_list("frequency", "n")
    )
    by_frequency = dict(counted)
    for frequency, label in Frequency.choices:
        if by_frequency.get(frequency):
            how = ngettext("%(often)s: %(count)d objective", "%(often)s: %(count)d objectives", by_frequency[frequency])
            values = {"often": label, "count": by_frequency[frequency]}
            rows.append((f"objectives_{frequency}", [_("Measurement of objectives"), how % values, ""]))
    return [table([_("What is reviewed"), _("How often"), _("Next")], rows, caption=_("Review calendar"))]

"""The plan to achieve an objective (6.2.2), read for its page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from objectives.completeness import standing_statements
from objectives.models import Consultation, Milestone, Objective, Resource
from smsplan.audit.diff import words
from smsplan.ui.numbers import figure, money
from smsplan.ui.today import today

#: The parts of a plan that consist of rows, by the name under which an objective has them.
PARTS: dict[str, type[models.Model]] = {
    "committed": Resource,
    "consultations": Consultation,
    "milestones": Milestone,
}
#: What a row of the plan says, column by column.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Resource: ("description", "kind", "amount", "unit", "committed_by", "committed_on"),
    Consultation: ("group", "who", "on", "note"),
    Milestone: ("title", "due", "expected", "owner"),
}


@dataclass(frozen=True)
class Stage:
    """A milestone on the timeline."""

    milestone: Milestone
    state: Literal["done", "late", "next", "later"]


@dataclass(frozen=True)
class Plan:
    """What a reader wants to know of a plan; `sums` are amounts of money by currency."""

    resources: list[tuple[Resource, str]]
    sums: list[str]
    consultations: list[Consultation]
    stages: list[Stage]
    serves: list[tuple[str, bool]]


def plan_of(objective: Objective) -> Plan:
    """The plan of one objective. Four queries."""
    resources = list(objective.committed.select_related("committed_by"))
    standing = standing_statements() if objective.serves else set()
    return Plan(
        resources=[(row, amount_words(row)) for row in resources],
        sums=sums(resources),
        consultations=list(objective.consultations.all()),
        stages=stages(list(objective.milestones.select_related("owner"))),
        serves=[(text, text in standing) for text in objective.serves],
    )


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency, written as ISO 4217 has it: IDR."""
    return bool(re.fullmatch(r"[A-Z]{3}", unit.strip()))


def amount_words(row: Resource) -> str:
    """How much of a resource there is, in the reader's format: IDR 1,500,000 or 4 days; empty when nobody said."""
    if row.amount is None:
        return ""
    return money(row.amount, row.unit.strip()) if is_currency(row.unit) else figure(row.amount, row.unit)


def sums(resources: list[Resource]) -> list[str]:
    """Per currency what it comes to, where there is more than one amount of it."""
    found: dict[str, list[Decimal]] = {}
    for row in resources:
        if row.amount is not None and is_currency(row.unit):
            found.setdefault(row.unit.strip().upper(), []).append(row.amount)
    return [money(sum(amounts, Decimal(0)), unit) for unit, amounts in found.items() if len(amounts) > 1]


def stages(milestones: list[Milestone]) -> list[Stage]:
    """Milestones in the order of their days: done, late, the next one, later ones."""
    found = []
    waiting = False
    for one in milestones:
        if one.done_on is not None:
            state = "done"
        elif one.due < today():
            state = "late"
        elif waiting:
            state = "later"
        else:
            state, waiting = "next", True
        found.append(Stage(one, state))
    return found


def row_words(kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
    """A row of the plan in one line, from its values by database column; `people` are names by key."""
    found = []
    for name in COLUMNS[kind]:
        field = kind._meta.get_field(name)
        value = row.get(field.attname)
        if field.is_relation:
            found.append(people.get(value, ""))
        elif value not in (None, ""):
            found.append(words(field, value))
    if row.get("done_on"):
        found.append(_("done on %(day)s") % {"day": date_format(row["done_on"])})
    return ", ".join(filter(None, found))


def resources_in_words(objective: Objective) -> str:
    """The resources of an objective, one a line, for documents. Prefetch `committed__committed_by` for many."""
    found = []
    for row in objective.committed.all():
        who = _("committed by %(who)s") % {"who": row.committed_by} if row.committed_by else _("not committed yet")
        found.append(", ".join(filter(None, (row.description, amount_words(row), who))))
    return "\n".join(filter(None, (*found, objective.resources)))

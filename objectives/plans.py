"""The plan to achieve an objective (6.2.2), read for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.completeness import standing_statements
from objectives.models import Consultation, Milestone, Objective, Resource
from smsplan.accounts.models import User
from smsplan.records.rows import words
from smsplan.records.rows.words import amount_words, sums
from smsplan.ui.templatetags.ui import day
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

#: What is said of a row once the plan is carried out.
LATER = {Milestone: {"done_on": gettext_lazy("done on %(value)s")}}


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


def reached(objective: Objective) -> dict[Milestone, str]:
    """The milestones that were reached, each with the sentence that says why it is not planned anew. One query."""
    words = _("“%(milestone)s” was reached on %(day)s and stays as it was planned.")
    done = objective.milestones.filter(done_on__isnull=False) if objective.pk else ()
    return {one: words % {"milestone": one.title, "day": day(one.done_on)} for one in done}


def row_words(kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
    """A row of the plan in one line, from its values by database column; `people` are names by key."""
    return words.row_words(kind, COLUMNS[kind], row, {User: people}, LATER.get(kind))

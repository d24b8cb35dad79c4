"""The parts of a change plan (6.3) that consist of rows, read for pages, history and documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changes import states
from changes.models import (
    Change,
    ChangeMilestone,
    ChangeResource,
    Communication,
    Criterion,
    Impact,
    Training,
)
from changes.significance import QUESTIONS, Verdict, clean, verdict
from smsplan.accounts.models import User
from smsplan.records.rows.words import amount_words, row_words, sums

#: The parts by the name under which a change has them.
PARTS: dict[str, type[models.Model]] = {
    "committed": ChangeResource,
    "impact_rows": Impact,
    "communications": Communication,
    "trainings": Training,
    "criteria": Criterion,
    "milestones": ChangeMilestone,
}
#: What was planned, column by column.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    ChangeResource: ("description", "kind", "amount", "unit", "committed_by"),
    Impact: ("description", "severity", "response"),
    Communication: ("audience", "message", "channel", "due", "owner"),
    Training: ("audience", "topic", "due", "owner", "expected"),
    Criterion: ("description", "measure"),
    ChangeMilestone: ("title", "due", "owner"),
}
#: What came of it.
LATER: dict[type[models.Model], dict[str, Any]] = {
    Impact: {"risk": gettext_lazy("risk %(value)s")},
    Communication: {"done_on": gettext_lazy("done on %(value)s"), "note": "%(value)s"},
    Training: {
        "held_on": gettext_lazy("held on %(value)s"),
        "attended_others": gettext_lazy("others who attended: %(value)s"),
        "note": "%(value)s",
    },
    Criterion: {
        "met": pgettext_lazy("a success criterion", "met: %(value)s"),
        "evidence": "%(value)s",
        "file": gettext_lazy("file %(value)s"),
    },
    ChangeMilestone: {"done_on": gettext_lazy("done on %(value)s")},
}
#: What a point of the questions is called where it is missing, and where in the form it is asked for.
POINTS: dict[str, Any] = {
    "description": gettext_lazy("What is changing"),
    "significance_answers": gettext_lazy("The questions on how significant it is"),
    "purpose": gettext_lazy("Why it is changing"),
    "owner": gettext_lazy("Owner"),
    "planned_end": gettext_lazy("Planned end"),
    "committed": gettext_lazy("Resources, or a note why none are needed"),
    "impact_rows": gettext_lazy("Risks and impacts, or a note that there are none"),
    "communications": gettext_lazy("Communication: who is told what"),
    "trainings": gettext_lazy("Training, or a note why nobody has to be trained"),
    "criteria": gettext_lazy("Success criteria: what will show that it worked"),
}


@dataclass(frozen=True)
class Missing:
    """A point that a plan says nothing about: in words, and the place in the form where it is asked for."""

    name: str
    label: str

    @property
    def anchor(self) -> str:
        """The id of the field or of the rows in the form."""
        return f"id_{self.name}"

    def __str__(self) -> str:
        return self.label


#: The fields that answer a point of the questions; the other points are rows, and the answers on significance.
ASKED_FIELDS = ("description", "purpose", "owner", "planned_end", "resources", "impacts", "training")


def missing(change: Change) -> list[Missing]:
    """What a plan still has to say before it can be submitted, in the reader's language. A query for each part."""
    values = {name: change.owner_id if name == "owner" else getattr(change, name) for name in ASKED_FIELDS}
    values["significance_answers"] = verdict(change.significance_answers).complete
    values |= {part: getattr(change, part).count() for part in PARTS}
    return [point for points in missing_of(values).values() for point in points]


def missing_of(values: Mapping[str, Any]) -> dict[str, list[Missing]]:
    """Question -> what is still to be said of it, in the reader's language (see states.missing)."""
    return {
        question: [Missing(name, str(POINTS[name])) for name in names]
        for question, names in states.missing(values).items()
    }


@dataclass(frozen=True)
class Answer:
    """An answer to a question of significance, as a page shows it."""

    question: str
    yes: bool
    why: str
    decisive: bool


@dataclass(frozen=True)
class Plan:
    """What a reader wants to know of a plan; `sums` are amounts of money by currency."""

    resources: list[tuple[ChangeResource, str]]
    sums: list[str]
    impacts: list[Impact]
    communications: list[Communication]
    trainings: list[Training]
    criteria: list[Criterion]
    milestones: list[ChangeMilestone]
    answers: list[Answer]
    verdict: Verdict


def plan_of(change: Change) -> Plan:
    """The plan of one change. Six queries, and one for who attended trainings."""
    resources = list(change.committed.select_related("committed_by"))
    return Plan(
        resources=[(row, amount_words(row)) for row in resources],
        sums=sums(resources),
        impacts=list(change.impact_rows.select_related("risk")),
        communications=list(change.communications.select_related("owner")),
        trainings=list(change.trainings.select_related("owner").prefetch_related("attended")),
        criteria=list(change.criteria.select_related("verified_by", "file")),
        milestones=list(change.milestones.select_related("owner")),
        answers=answers_of(change),
        verdict=verdict(change.significance_answers),
    )


def answers_of(change: Change) -> list[Answer]:
    """The answered questions of significance, in their order."""
    kept = clean(change.significance_answers)
    return [
        Answer(str(question.text), kept[question.key]["yes"], kept[question.key]["why"], question.decisive)
        for question in QUESTIONS
        if question.key in kept
    ]


def left_open(change: Change) -> list[str]:
    """What was planned and is not done, in words: communication, training, milestones. Three queries."""
    found = [_("Communication: %(row)s") % {"row": row} for row in change.communications.all() if row.done_on is None]
    found += [_("Training: %(row)s") % {"row": row} for row in change.trainings.all() if row.held_on is None]
    return found + [_("Milestone: %(row)s") % {"row": row} for row in change.milestones.all() if row.done_on is None]


def row_in_words(kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
    """What was planned in a row, in one line, from its values by database column; `people` are names by key."""
    return row_words(kind, COLUMNS[kind], row, {User: people})

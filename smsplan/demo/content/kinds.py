"""The shapes of the demo's data. `ago` is days before today; people are named by their e-mail without the domain."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RiskEntry:
    """A risk and its life: when it was found, scored, treated, scored again, and perhaps closed."""

    key: str
    ago: int
    title: str
    category: str
    source: str
    cause: str
    consequence: str
    customers: str
    owner: str
    #: Likelihood and impact on the scale 1 to 3; None while nobody has scored it.
    inherent: tuple[int, int] | None
    rationale: str = ""
    services: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    strategy: str = ""
    treatment: str = ""
    #: Days until the next review; negative when it is overdue.
    review: int = 60
    treat: int | None = None
    #: (ago, likelihood, impact, rationale), oldest first.
    residual: tuple[tuple[int, int, int, str], ...] = ()
    monitor: int | None = None
    close: tuple[int, str] | None = None


@dataclass(frozen=True)
class OpportunityEntry:
    """An opportunity and what became of it."""

    key: str
    ago: int
    title: str
    description: str
    benefit_note: str
    owner: str
    services: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    review: int = 60
    #: (ago, benefit, effort, why)
    evaluate: tuple[int, int, int, str] | None = None
    decline: tuple[int, str] | None = None
    #: When it became an objective; the objective's entry names it.
    convert: int | None = None


@dataclass(frozen=True)
class ObjectiveEntry:
    """An objective: what it says, how it was approved, and its values period by period (None: not measured)."""

    key: str
    ago: int
    title: str
    fields: dict[str, Any]
    owner: str
    sponsor: str = "manager"
    services: tuple[str, ...] = ()
    #: First month and last month of the objective, in months from the present one.
    months: tuple[int, int] | None = None
    submit: int | None = None
    approve: int | None = None
    #: (ago of the return, comments); it is answered and submitted again two days later.
    returned: tuple[int, str] | None = None
    #: (ago, reason, changed fields); approved on the next day.
    revise: tuple[int, str, dict[str, str]] | None = None
    withdraw: tuple[int, str] | None = None
    #: (ago, cause, action, owner, due in days before today)
    corrective: tuple[int, str, str, str, int] | None = None
    #: (ago, state, outcome, lessons): the review at year-end, which also makes the successor's draft.
    close: tuple[int, str, str, str] | None = None
    values: tuple[str | None, ...] = ()
    notes: dict[int, str] = field(default_factory=dict)
    opportunity: str = ""


@dataclass(frozen=True)
class ChangeEntry:
    """An SMS change with its plan part by part, and how far it has come. Days count back from today."""

    key: str
    ago: int
    title: str
    owner: str
    description: str
    purpose: str
    #: Planned start and end, in days before today (negative lies ahead).
    planned: tuple[int, int]
    significance: str = "minor"
    #: The questions of significance that are answered by yes, with the reason; None while nobody has answered them.
    answers: dict[str, str] | None = None
    services: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    #: (kind, what, amount, unit, committed by)
    resources: tuple[tuple[str, str, int | None, str, str], ...] = ()
    note_resources: str = ""
    #: (how severe, what, how it is prevented or undone)
    impacts: tuple[tuple[str, str, str], ...] = ()
    #: (who is told, what, how, by when, by whom, done)
    communications: tuple[tuple[str, str, str, int, str, int | None], ...] = ()
    #: (who is trained, in what, by when, by whom, people expected, held)
    trainings: tuple[tuple[str, str, int, str, int, int | None], ...] = ()
    #: (criterion, what will show it, what was found, and False where it was not met)
    criteria: tuple[tuple[Any, ...], ...] = ()
    #: (milestone, due, owner, done)
    milestones: tuple[tuple[str, int, str, int | None], ...] = ()
    #: The change that it follows up.
    follows: str = ""
    submit: int | None = None
    approve: tuple[int, str] | None = None
    start: int | None = None
    implement: int | None = None
    #: (ago, effective, evidence)
    verify: tuple[int, bool, str] | None = None
    close: int | None = None
    reject: tuple[int, str] | None = None
    cancel: tuple[int, str] | None = None


@dataclass(frozen=True)
class ReviewEntry:
    """A management review: prepared, held, written up and frozen by its chair."""

    key: str
    #: Days before today on which it is held; negative lies ahead.
    held: int
    title: str
    attendees: tuple[str, ...]
    guests: str = ""
    decisions: str = ""
    actions: str = ""


@dataclass(frozen=True)
class FileEntry:
    """A small file kept with a record: `table` gives a CSV or XLSX, `text` a text file."""

    ago: int
    record: str
    name: str
    note: str
    by: str
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()

"""How significant a change to the SMS is, from a short questionnaire. Pure: answers in, a verdict with its reasons out.

The questions are those in which 6.3, and the guide on when the Service Management Plan has to be updated, see more than
a matter of routine: scope and services, obligations, authorities, processes and tools, resources, risk.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MINOR = "minor"
SIGNIFICANT = "significant"

#: So many questions that don't decide alone make a change significant together.
TOGETHER = 2
#: The longest reason that is kept.
LONGEST_WHY = 500


@dataclass(frozen=True)
class Question:
    """A question to be answered by yes or no. One yes to a `decisive` question makes a change significant."""

    key: str
    text: str | Promise
    help: str | Promise
    decisive: bool
    #: What a yes means, in a few words.
    finding: str | Promise


QUESTIONS = (
    Question(
        "scope",
        gettext_lazy("Does the scope of the SMS change, or the services that it covers?"),
        gettext_lazy(
            "A service is added, retired or handed to another party; a location or customer group comes in or leaves."
        ),
        True,
        gettext_lazy("scope or services change"),
    ),
    Question(
        "obligations",
        gettext_lazy("Is an obligation touched: law, regulation, contract or an agreed service target?"),
        gettext_lazy("Something has to be reported, agreed with a customer or shown to a regulator."),
        True,
        gettext_lazy("an obligation is touched"),
    ),
    Question(
        "authorities",
        gettext_lazy("Do roles, responsibilities or authorities change?"),
        gettext_lazy("Somebody else decides, approves or answers for something than before."),
        True,
        gettext_lazy("roles or authorities change"),
    ),
    Question(
        "practice",
        gettext_lazy("Is the process or the tool of a practice replaced?"),
        gettext_lazy("Restructured or exchanged, not just adjusted: a new service desk tool, another change process."),
        True,
        gettext_lazy("the process or tool of a practice is replaced"),
    ),
    Question(
        "risk",
        gettext_lazy("Is a high risk linked to it, or would it be hard to undo?"),
        gettext_lazy("A failure would be felt by customers, or there is no way back within a day."),
        True,
        gettext_lazy("a high risk is linked, or it is hard to undo"),
    ),
    Question(
        "resources",
        gettext_lazy("Does it need resources or budget beyond what is planned?"),
        gettext_lazy("More than the budget and the people that the present plan provides."),
        False,
        gettext_lazy("it needs more than the planned resources"),
    ),
    Question(
        "reach",
        gettext_lazy("Will people of more than one team work differently?"),
        gettext_lazy("Several teams, or customers and suppliers, have to learn something new."),
        False,
        gettext_lazy("several teams will work differently"),
    ),
)

KEYS = tuple(question.key for question in QUESTIONS)


@dataclass(frozen=True)
class Verdict:
    """What follows from the answers: `significance`, the questions it is decided `by`, and those still `open`.

    Of a yes without its reason the question is open too.
    """

    significance: str
    by: tuple[Question, ...]
    open: tuple[Question, ...]

    @property
    def complete(self) -> bool:
        """Whether every question is answered, and every yes explained."""
        return not self.open


def clean(answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers as they are kept: {"yes": bool, "why": str} for each known question that has a yes or no."""
    found = {}
    for key in KEYS:
        yes = _part(answers, key, "yes")
        if yes in (True, False):
            found[key] = {"yes": bool(yes), "why": str(_part(answers, key, "why") or "").strip()[:LONGEST_WHY]}
    return found


def verdict(answers: Mapping[str, Any]) -> Verdict:
    """What the answers come to: significant by one decisive yes, or by two of the others together."""
    kept = clean(answers)
    yes = [question for question in QUESTIONS if kept.get(question.key, {}).get("yes")]
    decisive = tuple(question for question in yes if question.decisive)
    others = tuple(question for question in yes if not question.decisive)
    by = decisive + (others if decisive or len(others) >= TOGETHER else ())
    return Verdict(SIGNIFICANT if by else MINOR, by, tuple(q for q in QUESTIONS if _is_open(kept.get(q.key))))


def answers_in_words(answers: Mapping[str, Any]) -> str:
    """The answers one a line, each with its reason; a dash for none."""
    kept = clean(answers or {})
    lines = []
    for question in QUESTIONS:
        if question.key in kept:
            told = _("Yes") if kept[question.key]["yes"] else _("No")
            lines.append(" ".join(filter(None, (str(question.text), f"{told}.", kept[question.key]["why"]))))
    return "\n".join(lines) or "–"


def _is_open(answer: Mapping[str, Any] | None) -> bool:
    return answer is None or (answer["yes"] and not re.search(r"\w", answer["why"]))


def _part(answers: Mapping[str, Any], key: str, name: str) -> Any:
    answer = answers.get(key)
    return answer.get(name) if isinstance(answer, Mapping) else None

"""SMART by construction (6.2; the guide's "SMART Objectives vs. Vague Aspirations"): what an objective still lacks.

Pure rules: a mapping of field names to values in, marks and findings out, in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.phrasing import suggestion, vague_phrase

#: A reduction takes away 100 percent at most.
WHOLE = 100


class Criterion(StrEnum):
    """The five criteria."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time_bound"


CRITERION_LABELS = {
    Criterion.SPECIFIC: gettext_lazy("Specific"),
    Criterion.MEASURABLE: gettext_lazy("Measurable"),
    Criterion.ACHIEVABLE: gettext_lazy("Achievable"),
    Criterion.RELEVANT: gettext_lazy("Relevant"),
    Criterion.TIME_BOUND: gettext_lazy("Time-bound"),
}


@dataclass(frozen=True)
class Finding:
    """What is missing: the field to fill, the criterion that asks for it, and a sentence that says what to write."""

    field: str
    criterion: Criterion
    message: str
    #: A sentence to put into the field instead, made of the record's own figures.
    suggestion: str = ""

    @property
    def criterion_label(self) -> str:
        """The criterion in the reader's language."""
        return str(CRITERION_LABELS[self.criterion])

    @property
    def place(self) -> int:
        """Where the criterion stands among the five."""
        return list(Criterion).index(self.criterion)


@dataclass(frozen=True)
class Mark:
    """One criterion: met, or what it lacks."""

    criterion: Criterion
    findings: tuple[Finding, ...]

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.findings

    @property
    def label(self) -> str:
        """The criterion in the reader's language."""
        return str(CRITERION_LABELS[self.criterion])


#: What an approval needs, in the order of the form. `services`, `serves` and `committed`, the
#: resources, are sequences.
_REQUIRED = (
    ("title", Criterion.SPECIFIC, gettext_lazy("State the objective in one sentence.")),
    ("description", Criterion.SPECIFIC, gettext_lazy("Say what exactly is improved.")),
    ("for_whom", Criterion.SPECIFIC, gettext_lazy("Say for whom: which customers or users benefit.")),
    ("services", Criterion.SPECIFIC, gettext_lazy("Choose the services, or say that it concerns the SMS as a whole.")),
    ("metric", Criterion.MEASURABLE, gettext_lazy("Name the metric: what is measured.")),
    ("unit", Criterion.MEASURABLE, gettext_lazy("Give the unit of the metric, such as % or hours.")),
    ("baseline", Criterion.MEASURABLE, gettext_lazy("Give the baseline: the value at the start.")),
    ("target", Criterion.MEASURABLE, gettext_lazy("Set the target: the value to reach.")),
    (
        "direction",
        Criterion.MEASURABLE,
        gettext_lazy("Say if the value should be at least or at most the target, or within a band."),
    ),
    ("rule", Criterion.MEASURABLE, gettext_lazy("Choose which figure is held against the target.")),
    ("frequency", Criterion.MEASURABLE, gettext_lazy("Choose how often it is measured.")),
    ("measurement_approach", Criterion.MEASURABLE, gettext_lazy("Name the source: where the value comes from.")),
    ("evaluation", Criterion.MEASURABLE, gettext_lazy("Say how and by whom the results are evaluated.")),
    ("achievable", Criterion.ACHIEVABLE, gettext_lazy("Say why it is achievable with present resources.")),
    ("activities", Criterion.ACHIEVABLE, gettext_lazy("List the activities that will achieve it.")),
    ("committed", Criterion.ACHIEVABLE, gettext_lazy("List the resources: budget, people, tools, training.")),
    ("owner", Criterion.ACHIEVABLE, gettext_lazy("Choose the owner: who is responsible for achieving it.")),
    ("serves", Criterion.RELEVANT, gettext_lazy("Link it to a strategic priority or a statement of the policy.")),
    ("sponsor", Criterion.RELEVANT, gettext_lazy("Choose the sponsor in top management.")),
    ("communicated_to", Criterion.RELEVANT, gettext_lazy("Say to whom it is communicated.")),
    ("communicated_when", Criterion.RELEVANT, gettext_lazy("Say when it is communicated.")),
    ("communicated_how", Criterion.RELEVANT, gettext_lazy("Say how it is communicated.")),
    ("start_date", Criterion.TIME_BOUND, gettext_lazy("Set the start date.")),
    ("due_date", Criterion.TIME_BOUND, gettext_lazy("Set the due date.")),
)

#: The names of what every objective needs.
FIELDS = tuple(field for field, _criterion, _message in _REQUIRED)
#: Everything that a finding may name, in the order of the form.
ORDER = {field: place for place, field in enumerate(FIELDS)}
ORDER |= {"upper": ORDER["target"] + 0.5, "consultations": ORDER["sponsor"] + 0.5}
#: What `consulted` must hold: top management, and somebody of those it is done for.
TOP_MANAGEMENT = "top_management"
THE_OTHERS = frozenset({"business", "customers"})


def _blank(value: Any) -> bool:
    """Zero is a value; blanks and empty sequences are none."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return not value if isinstance(value, (list, tuple, set, frozenset, bool)) else False


def missing(values: Mapping[str, Any]) -> list[Finding]:
    """What stands between an objective and its approval (6.2.1, 6.2.2), in the order of the form.

    Besides what `FIELDS` names `values` holds `sms_wide`; `upper`, the upper edge of a band; `uncommitted`, the names
    of resources that nobody has committed; `sponsor_is_manager`; `consulted`, the groups that were asked. It may hold
    `shown` (see `suggestion`).
    """
    findings = [
        Finding(field, criterion, str(message))
        for field, criterion, message in _REQUIRED
        if _blank(values.get(field)) and not (field == "services" and values.get("sms_wide"))
    ]
    for rule in (_wording, _figures, _commitment, _stakeholders, _dates):
        findings += rule(values)
    return sorted(findings, key=lambda finding: ORDER[finding.field])


def marks(values: Mapping[str, Any]) -> list[Mark]:
    """The five marks, each met or with what it lacks."""
    findings = missing(values)
    return [
        Mark(criterion, tuple(finding for finding in findings if finding.criterion == criterion))
        for criterion in Criterion
    ]


def _figures(values: Mapping[str, Any]) -> list[Finding]:
    found = []
    if values.get("direction") == "within" and values.get("upper") is None:
        found.append(Finding("upper", Criterion.MEASURABLE, _("Give the upper edge of the band.")))
    return found + [Finding(field, Criterion.MEASURABLE, message) for field, message in impossible(values).items()]


def impossible(values: Mapping[str, Any]) -> dict[str, str]:
    """Figures that can't be meant, with why, by field: a draft is refused with them, too.

    The edges of a band the wrong way round; a reduction of nothing or of more than everything; a target that the
    baseline has reached already. With a sum, and where something is maintained, a baseline says nothing of that kind.
    """
    baseline, target, direction = values.get("baseline"), values.get("target"), values.get("direction")
    upper, rule = values.get("upper"), values.get("rule")
    found = {}
    if rule == "reduction":
        if baseline is not None and not baseline:
            found["baseline"] = _("There is nothing to reduce from zero.")
        if target is not None and not 0 < target <= WHOLE:
            found["target"] = _("The target is the reduction in percent: more than 0, and 100 at most.")
    elif direction == "within":
        if upper is not None and target is not None and upper <= target:
            found["upper"] = _("The upper edge of the band must lie above the lower one, the target.")
    elif rule not in ("sum", "maintain") and baseline is not None and target is not None:
        if direction == "at_least" and baseline > target:
            found["target"] = _(
                "The target lies below the baseline, although the value should be at least the target. Check target,"
                " baseline and direction."
            )
        elif direction == "at_most" and baseline < target:
            found["target"] = _(
                "The target lies above the baseline, although the value should be at most the target. Check target,"
                " baseline and direction."
            )
    return found


def _commitment(values: Mapping[str, Any]) -> list[Finding]:
    """Resources are committed by somebody, not only listed (the guide's finding "insufficient resources")."""
    names = values.get("uncommitted") or []
    if not names:
        return []
    message = _("Say who has committed: %(names)s.") % {"names": ", ".join(str(name) for name in names)}
    return [Finding("committed", Criterion.ACHIEVABLE, message)]


def _stakeholders(values: Mapping[str, Any]) -> list[Finding]:
    """Top management and the business or customers had a say (the guide's finding "defined by the SMS team alone")."""
    found = []
    if not _blank(values.get("sponsor")) and not values.get("sponsor_is_manager"):
        message = _("Choose a Manager as sponsor: somebody of top management.")
        found.append(Finding("sponsor", Criterion.RELEVANT, message))
    consulted = set(values.get("consulted") or ())
    if TOP_MANAGEMENT not in consulted:
        message = _("Record when top management was consulted, and what it said.")
        found.append(Finding("consultations", Criterion.RELEVANT, message))
    if not THE_OTHERS & consulted:
        message = _("Record which business unit or customer was consulted.")
        found.append(Finding("consultations", Criterion.RELEVANT, message))
    return found


def _dates(values: Mapping[str, Any]) -> list[Finding]:
    start, due = values.get("start_date"), values.get("due_date")
    if start and due and due <= start:
        return [Finding("due_date", Criterion.TIME_BOUND, _("The due date must lie after the start date."))]
    return []


def _wording(values: Mapping[str, Any]) -> list[Finding]:
    """A sentence that can't be assessed is answered with one that can."""
    phrase = vague_phrase(values.get("title") or "")
    if not phrase:
        return []
    instead = "" if impossible(values) else suggestion(values)
    if instead:
        message = _("“%(phrase)s” can't be assessed by itself. Write for example: “%(suggestion)s”.") % {
            "phrase": phrase,
            "suggestion": instead,
        }
    else:
        message = _(
            "“%(phrase)s” can't be assessed by itself: say how much and by when, as in “Achieve 98%% SLA compliance by"
            " end of Q4”."
        ) % {"phrase": phrase}
    return [Finding("title", Criterion.SPECIFIC, message, instead)]

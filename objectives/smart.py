"""SMART by construction (6.2; the guide's "SMART Objectives vs. Vague Aspirations"): what an objective still lacks.

Pure rules: a mapping of field names to values in, findings out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


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

    @property
    def criterion_label(self) -> str:
        """The criterion in the reader's language."""
        return str(CRITERION_LABELS[self.criterion])


#: What an approval needs, in the order of the form.
_REQUIRED = (
    ("title", Criterion.SPECIFIC, gettext_lazy("State the objective in one sentence.")),
    ("metric", Criterion.MEASURABLE, gettext_lazy("Name the metric: what is measured.")),
    ("unit", Criterion.MEASURABLE, gettext_lazy("Give the unit of the metric, such as % or hours.")),
    ("baseline", Criterion.MEASURABLE, gettext_lazy("Give the baseline: the value at the start.")),
    ("target", Criterion.MEASURABLE, gettext_lazy("Set the target: the value to reach.")),
    ("direction", Criterion.MEASURABLE, gettext_lazy("Say if the value should be at least or at most the target.")),
    ("rule", Criterion.MEASURABLE, gettext_lazy("Choose which figure is held against the target.")),
    ("frequency", Criterion.MEASURABLE, gettext_lazy("Choose how often it is measured.")),
    ("achievable", Criterion.ACHIEVABLE, gettext_lazy("Say why it is achievable with present resources.")),
    ("resources", Criterion.ACHIEVABLE, gettext_lazy("List the resources committed: budget, people, tools, training.")),
    ("activities", Criterion.ACHIEVABLE, gettext_lazy("List the activities that will achieve it.")),
    ("alignment", Criterion.RELEVANT, gettext_lazy("Name the policy statement or strategic priority that it serves.")),
    ("owner", Criterion.RELEVANT, gettext_lazy("Choose the owner: who is responsible for achieving it.")),
    ("sponsor", Criterion.RELEVANT, gettext_lazy("Choose the sponsor in top management.")),
    ("start_date", Criterion.TIME_BOUND, gettext_lazy("Set the start date.")),
    ("due_date", Criterion.TIME_BOUND, gettext_lazy("Set the due date.")),
)

#: The names of the fields that `missing` looks at.
FIELDS = tuple(field for field, _criterion, _message in _REQUIRED)


def missing(values: Mapping[str, Any]) -> list[Finding]:
    """What has to be filled in before approval (6.2.1), in the order of the form. Zero is a value, blanks are none."""
    findings = []
    for field, criterion, message in _REQUIRED:
        value = values.get(field)
        if value is None or (isinstance(value, str) and not value.strip()):
            findings.append(Finding(field, criterion, str(message)))
    return findings


#: Phrases that sound good and can't be measured, in English and Indonesian; a number in the sentence redeems them.
_VAGUE = (
    "improve", "enhance", "better", "optimi[sz]e", "strengthen", "maximi[sz]e", "minimi[sz]e", "world[- ]class",
    "best[- ]in[- ]class", "as (?:soon|fast|good|much) as possible", "more efficient(?:ly)?", "increase efficiency",
    "meningkatkan", "memperbaiki", "mengoptimalkan", "memperkuat", "memaksimalkan", "meminimalkan", "lebih baik",
    "secepat(?:nya| mungkin)", "sebaik(?:nya| mungkin)", "berkelas dunia",
)  # fmt: skip
_VAGUE_PATTERN = re.compile(r"\b(?:" + "|".join(_VAGUE) + r")\b", re.IGNORECASE)


def vague(title: str) -> list[Finding]:
    """Wording in an objective's sentence that can't be assessed, with what to write instead. Advice, not a refusal."""
    if any(character.isdigit() for character in title):
        return []
    found = _VAGUE_PATTERN.search(title)
    if found is None:
        return []
    message = _(
        "“%(phrase)s” can't be assessed by itself: say how much and by when, as in “Achieve 98%% SLA compliance by the"
        " end of Q4”."
    ) % {"phrase": found.group(0)}
    return [Finding("title", Criterion.SPECIFIC, message)]

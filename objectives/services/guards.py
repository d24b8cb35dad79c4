"""What the acts on objectives ask before they go on."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from objectives import smart
from objectives.completeness import missing
from objectives.models import Objective
from smsplan.records.services import NotAllowed


class Incomplete(NotAllowed):
    """An objective that is not yet SMART; `findings` says what it lacks."""

    def __init__(self, findings: list[smart.Finding]):
        super().__init__([f"{finding.criterion_label}: {finding.message}" for finding in findings])
        self.findings = findings


def expect(objective: Objective, *states: str) -> None:
    """Raises NotAllowed unless the objective is in one of the states."""
    if objective.state not in states:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; this is not possible now.")
            % {"reference": objective.reference, "state": objective.get_state_display()}
        )


def expect_whole(objective: Objective) -> None:
    """Raises Incomplete, with what is missing, unless the objective is SMART."""
    findings = missing(objective)
    if findings:
        raise Incomplete(findings)


def need_reason(reason: str, message: str) -> None:
    """Raises ValidationError with `message` beside the reason when there is none."""
    if not reason.strip():
        raise ValidationError({"reason": message})

"""Verdicts and states in words and colour."""

from objectives.models import Objective, Verdict
from smsplan.ui.parts import Pill

VERDICT_COLOURS = {
    Verdict.ON_TRACK: "green",
    Verdict.AT_RISK: "yellow",
    Verdict.OFF_TRACK: "red",
    Verdict.ACHIEVED: "green",
    Verdict.MISSED: "red",
    Verdict.NO_DATA: "grey",
}
STATE_COLOURS = {
    Objective.State.DRAFT: "grey",
    Objective.State.SUBMITTED: "blue",
    Objective.State.APPROVED: "green",
    Objective.State.ACHIEVED: "green",
    Objective.State.MISSED: "red",
    Objective.State.WITHDRAWN: "grey",
}


def verdict_pill(verdict: str) -> Pill:
    """A verdict in words and colour."""
    return Pill(str(Verdict(verdict).label), VERDICT_COLOURS[Verdict(verdict)])


def state_pill(state: str) -> Pill:
    """A state in words and colour."""
    return Pill(str(Objective.State(state).label), STATE_COLOURS[Objective.State(state)])

"""Since when somebody is asked to acknowledge the plan: pure rules over what the history tells."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True)
class Chosen:
    """Whom the distribution asked from a moment on: everybody in these roles, and these people by their keys."""

    at: datetime.datetime
    roles: frozenset[str]
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Held:
    """Which roles a person held from a moment on, and whether they were active."""

    at: datetime.datetime
    active: bool
    roles: frozenset[str]


State = TypeVar("State", Chosen, Held)


def asked_since(person: int, chosen: Sequence[Chosen], held: Sequence[Held]) -> datetime.datetime | None:
    """Since when the person has been asked without a break; None when they were from the first moment on.

    Both are what was known, oldest first; the first of each stands for all the time before it.
    """
    since = None
    for at in sorted({each.at for each in (*chosen, *held)}, reverse=True):
        if not _asked(person, _at(chosen, at), _at(held, at)):
            return since
        since = at
    return None


def _at(states: Sequence[State], at: datetime.datetime) -> State | None:
    """What stood at a moment."""
    known = [state for state in states if state.at <= at]
    return known[-1] if known else next(iter(states), None)


def _asked(person: int, chosen: Chosen | None, held: Held | None) -> bool:
    if chosen is None or held is None:
        return True
    return held.active and (person in chosen.people or bool(chosen.roles & held.roles))

"""The life of a change as pure rules, walked in every order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes import states
from changes.models import Change

ACTS = st.lists(st.sampled_from(sorted(states.MOVES)), max_size=40)


def walk(acts: list[str]) -> list[tuple[str, str]]:
    """The acts that took effect, with the state each led to."""
    state, taken = states.DRAFT, []
    for act in acts:
        if states.can_move(act, state):
            state = states.MOVES[act][1]
            taken.append((act, state))
    return taken


@given(ACTS)
def test_nothing_is_approved_that_was_not_submitted_since_it_was_a_draft(acts):
    since_draft: list[str] = []
    for act, state in walk(acts):
        since_draft = [] if state == states.DRAFT else [*since_draft, act]
        if state in states.AFTER_APPROVAL:
            assert since_draft.index("submit") < since_draft.index("approve")
        if state in (states.VERIFIED, states.CLOSED):
            assert since_draft.index("implement") < since_draft.index("verify")


@given(ACTS)
def test_an_end_is_an_end(acts):
    trail = [state for _act, state in walk(acts)]
    for state in states.ENDS:
        if state in trail:
            assert trail.index(state) == len(trail) - 1


def test_every_state_is_reached_and_known():
    reached = {to for _sources, to in states.MOVES.values()}
    assert reached == set(Change.State.values)
    assert {source for sources, _to in states.MOVES.values() for source in sources} <= set(Change.State.values)


@pytest.mark.parametrize("text", ["", "   ", "-", "…", None])
def test_blank_answers_do_not_count(text):
    names = [name for fields in states.QUESTIONS.values() for name in fields]
    assert states.missing(dict.fromkeys(names, text)) == names


def test_a_whole_plan_lacks_nothing():
    names = [name for fields in states.QUESTIONS.values() for name in fields]
    assert states.missing(dict.fromkeys(names, "said")) == []

"""The life of a change as pure rules, walked in every order."""

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


POINTS = [point for points in states.QUESTIONS.values() for point in points]
NAMES = sorted({name for point in POINTS for name in point})
SAID = st.sampled_from(["said", "0 people", 3, True])
UNSAID = st.sampled_from(["", "   ", "-", "…", None, 0, False])


@given(st.fixed_dictionaries({name: SAID | UNSAID for name in NAMES}))
def test_a_point_is_missing_when_neither_field_nor_rows_say_anything(values):
    found = [name for names in states.missing(values).values() for name in names]
    for point in POINTS:
        spoken = [name for name in point if values[name] in ("said", "0 people") or values[name] in (3, True)]
        assert (point[0] in found) is not bool(spoken), point


@given(st.fixed_dictionaries({name: UNSAID for name in NAMES}))
def test_an_empty_plan_lacks_every_point(values):
    assert states.missing(values) == {
        "what": ["description"], "significance": ["significance_answers"], "why": ["purpose"],
        "who": ["owner", "planned_end"], "resources": ["committed"], "impacts": ["impact_rows"],
        "people": ["communications", "trainings"], "success": ["criteria"],
    }  # fmt: skip


def test_a_point_that_nobody_mentions_is_missing():
    assert states.missing({})["success"] == ["criteria"] and states.missing({"criteria": 1})["success"] == []

"""How significant a change is, from its answers alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes import significance
from changes.significance import KEYS, MINOR, QUESTIONS, SIGNIFICANT, verdict

DECISIVE = {question.key for question in QUESTIONS if question.decisive}
ANSWERS = st.dictionaries(
    st.sampled_from(KEYS),
    st.fixed_dictionaries({"yes": st.booleans(), "why": st.sampled_from(["", " ", "-", "Because of the bank"])}),
)


def answered(*yes: str, why: str = "It is so") -> dict:
    return {key: {"yes": key in yes, "why": why if key in yes else ""} for key in KEYS}


@pytest.mark.parametrize(
    ("yes", "expected"),
    [
        ((), MINOR),
        (("scope",), SIGNIFICANT),
        (("obligations",), SIGNIFICANT),
        (("authorities",), SIGNIFICANT),
        (("practice",), SIGNIFICANT),
        (("risk",), SIGNIFICANT),
        (("resources",), MINOR),
        (("reach",), MINOR),
        (("resources", "reach"), SIGNIFICANT),
        (("reach", "scope"), SIGNIFICANT),
    ],
)
def test_what_the_answers_come_to(yes, expected):
    found = verdict(answered(*yes))
    assert found.significance == expected and found.complete
    assert {question.key for question in found.by} == (set(yes) if expected == SIGNIFICANT else set())


@given(ANSWERS)
def test_one_more_yes_never_makes_a_change_less_significant(answers):
    before = verdict(answers).significance
    for key in KEYS:
        more = answers | {key: {"yes": True, "why": "x"}}
        assert verdict(more).significance == SIGNIFICANT or before == MINOR


@given(ANSWERS)
def test_a_verdict_names_its_reasons_and_minor_has_none(answers):
    found = verdict(answers)
    assert bool(found.by) is (found.significance == SIGNIFICANT)
    assert all(answers[question.key]["yes"] for question in found.by)
    if any(answers[key]["yes"] for key in answers if key in DECISIVE):
        assert found.significance == SIGNIFICANT


@given(ANSWERS)
def test_a_question_is_open_until_it_is_answered_and_a_yes_explained(answers):
    still_open = {question.key for question in verdict(answers).open}
    for key in KEYS:
        answer = answers.get(key)
        assert (key in still_open) is (answer is None or (answer["yes"] and answer["why"] != "Because of the bank"))


@given(st.dictionaries(st.text(max_size=12), st.none() | st.integers() | st.text() | st.lists(st.booleans())))
def test_whatever_is_stored_is_read_without_harm(stored):
    assert verdict(stored).significance == MINOR
    assert significance.clean(stored) == {}
    assert significance.answers_in_words(stored) == "–"


def test_answers_in_words():
    told = significance.answers_in_words(answered("scope", why="The portal comes in"))
    assert told.splitlines()[0] == (
        "Does the scope of the SMS change, or the services that it covers? Yes. The portal comes in"
    )
    assert len(told.splitlines()) == len(KEYS) and told.endswith("No.")

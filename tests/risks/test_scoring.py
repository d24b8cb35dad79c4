"""The rules of scoring, apart from any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks import scoring
from risks.scoring import THREE_BY_THREE, Level, OffScale, is_monotone, level_of

STEP = st.integers(1, 3)


@pytest.mark.parametrize(
    ("likelihood", "impact", "level"),
    # The guide's sample register: likelihood, impact and the level it states.
    [(2, 3, Level.HIGH), (1, 3, Level.MEDIUM), (2, 2, Level.MEDIUM), (1, 1, Level.LOW), (3, 3, Level.HIGH)],
)
def test_default_criteria_reproduce_the_guides_table(likelihood, impact, level):
    assert level_of(THREE_BY_THREE, likelihood, impact) == level


@given(STEP, STEP, STEP, STEP)
def test_level_never_falls_when_likelihood_or_impact_rises(likelihood, impact, more_likelihood, more_impact):
    low = level_of(THREE_BY_THREE, likelihood, impact)
    high = level_of(THREE_BY_THREE, max(likelihood, more_likelihood), max(impact, more_impact))
    assert high >= low


@given(st.integers(-3, 9), st.integers(-3, 9))
def test_off_the_scale_is_refused_never_clamped(likelihood, impact):
    if 1 <= likelihood <= 3 and 1 <= impact <= 3:
        assert level_of(THREE_BY_THREE, likelihood, impact) in Level
    else:
        with pytest.raises(OffScale):
            level_of(THREE_BY_THREE, likelihood, impact)


@given(st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=3, max_size=3))
def test_is_monotone_agrees_with_comparing_every_pair(cells):
    places = [(i, k) for i in range(3) for k in range(3)]
    pairs = [(a, b) for a in places for b in places if a[0] <= b[0] and a[1] <= b[1]]
    assert is_monotone(cells) == all(cells[a[0]][a[1]] <= cells[b[0]][b[1]] for a, b in pairs)


def test_default_criteria_are_monotone():
    assert is_monotone(scoring.THREE_BY_THREE)

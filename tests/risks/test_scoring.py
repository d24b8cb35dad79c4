"""The rules of scoring, apart from any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks import scoring
from risks.presets import DIMENSIONS, PRESETS
from risks.scoring import THREE_BY_THREE, Level, OffScale, falls, is_monotone, level_of
from risks.soundness import flaws

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


PRESET = st.sampled_from(sorted(PRESETS))
ANY_STEP = st.integers(1, 5)


@given(PRESET, ANY_STEP, ANY_STEP, ANY_STEP, ANY_STEP)
def test_in_every_preset_the_level_never_falls_when_a_risk_gets_worse(name, likelihood, impact, more, graver):
    cells = PRESETS[name]["cells"]
    most = len(cells)
    likelihood, impact, more, graver = (min(step, most) for step in (likelihood, impact, more, graver))
    assert level_of(cells, max(likelihood, more), max(impact, graver)) >= level_of(cells, likelihood, impact)


@given(PRESET, st.integers(-2, 8), st.integers(-2, 8))
def test_off_the_scale_of_every_preset_is_refused(name, likelihood, impact):
    cells = PRESETS[name]["cells"]
    scale = range(1, len(cells) + 1)
    if likelihood in scale and impact in scale:
        assert level_of(cells, likelihood, impact) in Level
    else:
        with pytest.raises(OffScale):
            level_of(cells, likelihood, impact)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_presets_are_sound_and_worded_in_both_languages(name, language):
    preset = PRESETS[name]
    assert flaws(preset, language) == []
    assert len(preset["cells"]) == int(name[0])
    texts = [step["definition"][language] for step in preset["likelihood"]]
    texts += [step[dimension][language] for step in preset["impact"] for dimension in DIMENSIONS]
    assert all(texts)


def test_presets_with_four_levels_have_four_colours():
    colours = [entry["colour"] for entry in PRESETS["5x5"]["levels"]]
    assert colours == ["green", "yellow", "orange", "red"]


@given(st.lists(st.lists(st.integers(1, 4), min_size=4, max_size=4), min_size=4, max_size=4))
def test_falls_names_something_exactly_when_the_grid_is_not_monotone(cells):
    found = falls(cells)
    assert bool(found) != is_monotone(cells)
    for (likelihood, impact), (next_likelihood, next_impact) in found:
        assert cells[next_impact - 1][next_likelihood - 1] < cells[impact - 1][likelihood - 1]

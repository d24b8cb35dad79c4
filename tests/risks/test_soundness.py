"""What is refused as risk criteria, and which field each flaw names."""

import copy

import pytest

from risks.presets import PRESETS
from risks.soundness import flaws


@pytest.fixture
def proposal():
    return copy.deepcopy(PRESETS["3x3"])


def fields(proposal) -> list[str]:
    return [flaw.field for flaw in flaws(proposal, "en")]


def test_a_cell_without_level(proposal):
    proposal["cells"][1][2] = None
    assert fields(proposal) == ["cell_2_3"]
    proposal["cells"][1][2] = 9
    assert fields(proposal) == ["cell_2_3"]


def test_cells_that_are_not_square(proposal):
    proposal["cells"][2] = [2, 3]
    assert fields(proposal) == [""]
    proposal["cells"] = proposal["cells"][:2]
    assert fields(proposal) == [""]


def test_scales_of_unequal_length(proposal):
    proposal["likelihood"].pop()
    assert "" in fields(proposal)


def test_a_level_that_falls_names_both_cells(proposal):
    proposal["cells"][2][2] = 1
    found = flaws(proposal, "en")
    assert {flaw.field for flaw in found} == {"cell_3_3"}
    text = found[0].message
    assert "likelihood “High” × impact “High”" in text
    assert "likelihood “Medium” × impact “High”" in text or "likelihood “High” × impact “Medium”" in text


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ([20, 20, 100], "likelihood_2_up_to"),
        ([60, 20, 100], "likelihood_2_up_to"),
        ([20, 60, 90], "likelihood_3_up_to"),
        ([20, 60, 130], "likelihood_3_up_to"),
        ([0, 60, 100], "likelihood_1_up_to"),
        ([None, 60, 100], "likelihood_1_up_to"),
    ],
)
def test_probabilities_rise_and_reach_100(proposal, bounds, field):
    for step, bound in zip(proposal["likelihood"], bounds, strict=True):
        step["up_to"] = bound
    assert fields(proposal) == [field]


@pytest.mark.parametrize(
    ("scale", "label", "field"),
    [
        ("likelihood", "", "likelihood_2_label"),
        ("likelihood", "   ", "likelihood_2_label"),
        ("impact", "low ", "impact_2_label"),
        ("impact", "x" * 41, "impact_2_label"),
    ],
)
def test_labels(proposal, scale, label, field):
    proposal[scale][1]["label"]["en"] = label
    assert fields(proposal) == [field]
    assert flaws(proposal, "id") == [], "only the reader's language can be mended here"


def test_levels(proposal):
    proposal["levels"][0]["colour"] = "pink"
    proposal["levels"][1]["review_months"] = 0
    proposal["acceptance_level"] = 7
    assert fields(proposal) == ["level_1_colour", "level_2_review_months", "acceptance_level"]


def test_a_level_that_no_cell_has_is_fine_but_one_that_a_cell_has_needs_a_colour(proposal):
    proposal["levels"].append({"level": 4, "colour": "red", "review_months": 1})
    assert fields(proposal) == []
    proposal["levels"] = proposal["levels"][:2]
    assert fields(proposal) == ["level_3_colour"]

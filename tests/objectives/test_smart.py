import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives import smart

WHOLE = dict.fromkeys(smart.FIELDS, "x")


def test_a_whole_objective_lacks_nothing():
    assert smart.missing(WHOLE) == []


def test_everything_is_missing_from_nothing_under_all_five_criteria():
    found = smart.missing({})
    assert [finding.field for finding in found] == list(smart.FIELDS)
    assert {finding.criterion for finding in found} == set(smart.Criterion)


@given(st.sets(st.sampled_from(smart.FIELDS)), st.sampled_from([None, "", "  "]))
def test_exactly_what_is_blank_is_missing(blank, nothing):
    assert {finding.field for finding in smart.missing(WHOLE | dict.fromkeys(blank, nothing))} == blank


def test_zero_is_a_value():
    assert smart.missing(WHOLE | {"baseline": 0, "target": 0}) == []


@pytest.mark.parametrize(
    "title", ["Improve service quality", "Meningkatkan layanan", "OPTIMISE the service desk", "Respon secepatnya"]
)
def test_vague_wording_is_named(title):
    (finding,) = smart.vague(title)
    assert finding.field == "title"


@pytest.mark.parametrize(
    "title", ["Achieve 98% SLA compliance by end of Q4", "Improve uptime from 98.5% to 99.5%", "Pass the POJK audit"]
)
def test_wording_that_can_be_assessed_is_left_alone(title):
    assert smart.vague(title) == []

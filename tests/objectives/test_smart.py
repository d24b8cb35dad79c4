import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from objectives import smart
from objectives.phrasing import suggestion, vague_phrase

WHOLE = {
    "title": "Achieve 98% SLA compliance by end of Q4",
    "description": "All agreed service level targets",
    "for_whom": "All customers",
    "services": ["Core banking"],
    "metric": "Targets met",
    "unit": "%",
    "baseline": 95.5,
    "target": 98,
    "direction": "at_least",
    "rule": "average",
    "frequency": "monthly",
    "measurement_approach": "Service level reports",
    "evaluation": "Service review each month",
    "achievable": "Two of 61 targets fail regularly",
    "committed": ["Half a position"],
    "uncommitted": [],
    "activities": "Early warning at 80%",
    "owner": 1,
    "serves": ["Dependable services"],
    "sponsor": 2,
    "sponsor_is_manager": True,
    "consulted": ["top_management", "customers"],
    "communicated_to": "All teams",
    "communicated_when": "Each quarter",
    "communicated_how": "Town hall",
    "start_date": datetime.date(2026, 1, 1),
    "due_date": datetime.date(2026, 12, 31),
}

SPECIFIC, MEASURABLE, ACHIEVABLE, RELEVANT, TIME_BOUND = smart.Criterion

#: What the guide asks under each criterion, one by one.
ASKED = {
    SPECIFIC: ["title", "description", "for_whom", "services"],
    MEASURABLE: [
        "metric", "unit", "baseline", "target", "direction", "rule", "frequency", "measurement_approach", "evaluation",
    ],
    ACHIEVABLE: ["achievable", "committed", "activities", "owner"],
    RELEVANT: ["serves", "sponsor", "communicated_to", "communicated_when", "communicated_how"],
    TIME_BOUND: ["start_date", "due_date"],
}  # fmt: skip
CRITERION_OF = {field: criterion for criterion, fields in ASKED.items() for field in fields}


def open_criteria(values) -> set[smart.Criterion]:
    return {mark.criterion for mark in smart.marks(values) if not mark.met}


def test_a_whole_objective_meets_all_five_criteria():
    assert [mark.met for mark in smart.marks(WHOLE)] == [True] * 5
    assert smart.missing(WHOLE) == []


def test_nothing_at_all_is_open_under_all_five():
    assert open_criteria({}) == set(smart.Criterion)
    assert {finding.field for finding in smart.missing({})} == set(CRITERION_OF) | {"consultations"}


@pytest.mark.parametrize("field", CRITERION_OF)
def test_removing_one_thing_opens_exactly_its_criterion(field):
    nothing = [] if field in {"services", "committed", "serves"} else None
    values = WHOLE | {field: nothing}
    assert open_criteria(values) == {CRITERION_OF[field]}
    assert [finding.field for finding in smart.missing(values)] == [field]


@given(st.sets(st.sampled_from(sorted(CRITERION_OF))), st.sampled_from([None, "", "  "]))
def test_exactly_what_is_blank_is_missing(blank, nothing):
    values = WHOLE | {field: nothing if isinstance(WHOLE[field], str) else None for field in blank}
    assert {finding.field for finding in smart.missing(values)} == blank


@given(st.sets(st.sampled_from(sorted(CRITERION_OF))))
def test_filling_everything_closes_everything(blank):
    values = WHOLE | dict.fromkeys(blank)
    assert smart.missing(values | {field: WHOLE[field] for field in blank}) == []


def test_zero_is_a_value():
    assert smart.missing(WHOLE | {"baseline": 0, "target": 0}) == []


def test_an_objective_of_the_whole_sms_needs_no_service():
    assert smart.missing(WHOLE | {"services": [], "sms_wide": True}) == []


def test_findings_come_in_the_order_of_the_form():
    fields = [finding.field for finding in smart.missing({"direction": "within"})]
    assert fields[:4] == ["title", "description", "for_whom", "services"]
    assert fields.index("upper") == fields.index("target") + 1
    assert fields[-2:] == ["start_date", "due_date"]


# Not only filled in -------------------------------------------------------------------------------


def test_resources_are_committed_not_only_listed():
    (finding,) = smart.missing(WHOLE | {"uncommitted": ["Second site", "Two engineers"]})
    assert finding.criterion == ACHIEVABLE and finding.field == "committed"
    assert "Second site, Two engineers" in finding.message


@pytest.mark.parametrize(
    ("consulted", "asked_for"),
    [
        ([], 2), (["other"], 2), (["top_management"], 1), (["customers", "business"], 1),
        (["top_management", "business"], 0), (["top_management", "customers", "other"], 0),
    ],
)  # fmt: skip
def test_an_objective_is_not_defined_by_the_sms_team_alone(consulted, asked_for):
    found = smart.missing(WHOLE | {"consulted": consulted})
    assert len(found) == asked_for
    assert {finding.criterion for finding in found} <= {RELEVANT}


def test_the_sponsor_is_of_top_management():
    (finding,) = smart.missing(WHOLE | {"sponsor_is_manager": False})
    assert (finding.field, finding.criterion) == ("sponsor", RELEVANT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"baseline": 99, "target": 98}, "target"),
        ({"direction": "at_most", "baseline": 2, "target": 4}, "target"),
        ({"direction": "within", "target": 20, "upper": None}, "upper"),
        ({"direction": "within", "target": 20, "upper": 20}, "upper"),
        ({"rule": "reduction", "baseline": 0, "target": 10}, "baseline"),
        ({"rule": "reduction", "baseline": 80, "target": 0}, "target"),
        ({"rule": "reduction", "baseline": 80, "target": 101}, "target"),
    ],
)
def test_figures_that_cannot_be_meant_are_said_beside_their_field(changes, field):
    (finding,) = smart.missing(WHOLE | changes)
    assert (finding.field, finding.criterion) == (field, MEASURABLE)


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "within", "target": 20, "upper": 25, "baseline": 30},
        {"rule": "reduction", "baseline": 400, "target": 10, "direction": "at_least"},
        {"rule": "sum", "baseline": 120, "target": 60},
        {"rule": "maintain", "baseline": 99.9, "target": 99.5},
        {"baseline": 98, "target": 98},
        {"direction": "at_most", "baseline": 4, "target": 2},
    ],
)
def test_figures_that_can_be_meant_pass(changes):
    assert smart.missing(WHOLE | changes) == []


def test_due_lies_after_start():
    (finding,) = smart.missing(WHOLE | {"due_date": WHOLE["start_date"]})
    assert (finding.field, finding.criterion) == ("due_date", TIME_BOUND)


# Wording ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Improve service quality", "improve efficiency", "Better service for customers", "OPTIMISE the service desk",
        "Strengthening service continuity", "Service improvement", "A world-class service desk",
        "Resolve incidents as fast as possible", "Meningkatkan layanan", "Layanan yang lebih efisien",
        "Peningkatan mutu layanan", "Respon secepatnya", "Pelayanan prima", "Tingkatkan kepuasan pelanggan",
        "Increase customer satisfaction", "Increasing the trust of our customers", "Make incident handling faster",
        "Deliver services more quickly", "Provide good service", "Be the best IT provider",
        "Mempercepat penanganan insiden", "Kualitas layanan yang baik", "Layanan lebih responsif",
        # A date or a name is no amount.
        "Improve service quality by Q4", "Improve service quality by 31 December 2026", "Improve P1 handling in 2026",
        "Improve the service desk by December 31, 2026", "Meningkatkan layanan hingga 31 Desember 2026",
        "Improve maturity under ISO/IEC 20000-1", "Improve 24/7 support", "Improve the SMS by 2026-12-31",
    ],
)  # fmt: skip
def test_vague_wording_is_named(title):
    (finding,) = smart.missing(WHOLE | {"title": title})
    assert (finding.field, finding.criterion) == ("title", SPECIFIC)
    assert vague_phrase(title) and vague_phrase(title) in finding.message


@pytest.mark.parametrize(
    "title",
    [
        "Achieve 98% SLA compliance by end of Q4", "Improve uptime from 98.5% to 99.5%", "Pass the POJK audit",
        "Meningkatkan ketersediaan dari 98,5% menjadi 99,5%", "Improve response times by half until 2027",
        "Enhance throughput to 2000 tickets", "Improve the backlog by Rp500 juta", "Improvements: 12 in Q4 2026",
        "Improve by decreasing 10 outages", "Improved the Improvable" + " 3",
        "Adopt the best practices of ISO/IEC 20000-2", "Increase customer satisfaction from 3.9 to 4.3",
    ],
)  # fmt: skip
def test_an_amount_redeems(title):
    assert smart.missing(WHOLE | {"title": title}) == []


@given(st.sampled_from(["Improve uptime to {}%", "Tingkatkan kepuasan menjadi {} dari 10"]), st.integers(1, 1899))
def test_any_number_redeems(sentence, number):
    assert vague_phrase(sentence.format(number)) == ""


def test_the_answer_is_a_sentence_made_of_the_records_own_figures():
    values = WHOLE | {
        "title": "Improve service quality",
        "shown": {"baseline": "95.5%", "target": "98%", "due_date": "31 December 2026"},
    }
    (finding,) = smart.missing(values)
    assert finding.suggestion == "Raise targets met from 95.5% to 98% by 31 December 2026"
    assert finding.suggestion in finding.message
    assert smart.missing(values | {"title": finding.suggestion}) == []


def test_without_figures_the_answer_is_the_guides_example():
    (finding, *_others) = smart.missing(WHOLE | {"title": "Improve service quality", "target": None})
    assert finding.suggestion == "" and "Achieve 98% SLA compliance" in finding.message


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Raise targets met from 95.5 to 98"),
        ({"direction": "at_most", "baseline": 4, "target": 2}, "Reduce targets met from 4 to 2"),
        ({"metric": "MTTR of P1", "baseline": None}, "Bring MTTR of P1 to 98"),
        ({"baseline": 98}, "Keep targets met at 98 or more"),
        ({"rule": "every_period", "direction": "at_most", "baseline": 120}, "Keep targets met at 98 or less"),
        ({"rule": "reduction", "target": 10}, "Reduce targets met by 10"),
        ({"rule": "sum", "target": 12}, "Reach a total of 12 for targets met"),
        ({"rule": "sum", "direction": "at_most", "target": 12}, "Keep the total of targets met at 12 or less"),
        ({"direction": "within", "target": 20, "upper": 25}, "Keep targets met between 20 and 25"),
        ({"metric": " "}, ""),
    ],
)
def test_the_sentence_follows_rule_and_direction(changes, sentence):
    assert suggestion(WHOLE | {"due_date": None} | changes) == sentence


@given(
    st.text(min_size=1, max_size=40),
    st.decimals(0, 10**6, places=1),
    st.none() | st.decimals(0, 10**6, places=1),
    st.sampled_from(["at_least", "at_most", "within"]),
    st.sampled_from(["latest", "sum", "reduction", "every_period"]),
)
def test_a_suggestion_can_always_be_assessed(metric, target, baseline, direction, rule):
    shown = {"target": f"{target}%", "baseline": f"{baseline}%", "due_date": "31 December 2026"}
    values = {"metric": metric, "target": target, "baseline": baseline, "direction": direction, "rule": rule}
    sentence = suggestion(values | {"shown": shown, "due_date": datetime.date(2026, 12, 31)})
    assert bool(sentence) is bool(metric.strip())
    assert vague_phrase(sentence) == ""


def test_the_words_follow_the_readers_language():
    with translation.override("id"):
        labels = [str(mark.label) for mark in smart.marks({})]
    assert len(set(labels)) == len(labels)

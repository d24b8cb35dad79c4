import datetime
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.explaining import explain
from objectives.progress import (
    DAY,
    Direction,
    Frequency,
    Period,
    Plan,
    Rule,
    Verdict,
    judge,
    period_starting,
    periods,
)

D = datetime.date
days = st.dates(D(1990, 1, 1), D(2060, 12, 31))
lengths = st.integers(1, 900)
amounts = st.decimals(-1000, 1000, places=2)


@given(frequency=st.sampled_from(Frequency), start=days, length=lengths)
def test_periods_cover_the_time_without_gap_or_overlap(frequency, start, length):
    due = start + length * DAY
    found = periods(frequency, start, due)
    assert found[0].start <= start <= found[0].end
    assert found[-1].end == due
    for one, following in itertools.pairwise(found):
        assert one.end + DAY == following.start
        assert period_starting(frequency, one.end) == one.start
    assert all(period.start <= period.end for period in found)


@given(frequency=st.sampled_from(Frequency), start=days, length=lengths, shift=st.integers(0, 400))
def test_a_revised_start_date_never_moves_the_periods_that_stay(frequency, start, length, shift):
    due = start + (length + shift) * DAY
    later = periods(frequency, start + shift * DAY, due)
    assert later == [period for period in periods(frequency, start, due) if period.end >= start + shift * DAY]


def test_calendar_periods():
    assert periods("monthly", D(2026, 1, 15), D(2026, 3, 10)) == [
        Period(D(2026, 1, 1), D(2026, 1, 31)),
        Period(D(2026, 2, 1), D(2026, 2, 28)),
        Period(D(2026, 3, 1), D(2026, 3, 10)),
    ]
    assert [p.start for p in periods("quarterly", D(2026, 2, 1), D(2026, 12, 31))] == [
        D(2026, 1, 1), D(2026, 4, 1), D(2026, 7, 1), D(2026, 10, 1)
    ]  # fmt: skip
    assert [p.start for p in periods("half_yearly", D(2026, 2, 1), D(2026, 12, 31))] == [D(2026, 1, 1), D(2026, 7, 1)]
    assert periods("weekly", D(2026, 1, 1), D(2026, 1, 8))[0] == Period(D(2025, 12, 29), D(2026, 1, 4))
    assert len(periods("yearly", D(2024, 2, 29), D(2026, 1, 1))) == 3
    assert periods("monthly", D(2026, 2, 1), D(2026, 1, 1)) == []


def plan(**changes) -> Plan:
    fields = {
        "rule": "latest", "direction": "at_least", "frequency": "monthly", "baseline": Decimal(80),
        "target": Decimal(100), "start": D(2026, 1, 1), "due": D(2026, 12, 31),
    }  # fmt: skip
    return Plan(**fields | changes)


def months(*values) -> list[tuple[datetime.date, Decimal]]:
    return [(D(2026, number, 1), Decimal(str(value))) for number, value in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("changes", "values", "today", "verdict"),
    [
        ({}, [], D(2026, 3, 1), Verdict.NO_DATA),
        ({"target": None}, [90], D(2026, 3, 1), Verdict.NO_DATA),
        ({}, [82], D(2026, 2, 5), Verdict.ON_TRACK),
        # By the end of June about half of the way is planned: 89.9 of 80 to 100.
        ({}, [82, 83, 84, 86, 88, 90], D(2026, 7, 5), Verdict.ON_TRACK),
        ({}, [82, 83, 84, 86, 86, 86], D(2026, 7, 5), Verdict.AT_RISK),
        ({}, [82, 83, 84, 82, 82, 82], D(2026, 7, 5), Verdict.OFF_TRACK),
        ({}, [90] * 11 + [100], D(2027, 1, 5), Verdict.ACHIEVED),
        ({}, [100] * 11 + [99], D(2027, 1, 5), Verdict.MISSED),
        ({}, [], D(2027, 1, 5), Verdict.NO_DATA),
        ({"rule": "average"}, [100, 101], D(2026, 3, 5), Verdict.ON_TRACK),
        ({"rule": "average"}, [90, 90], D(2026, 3, 5), Verdict.OFF_TRACK),
        ({"rule": "every_period"}, [100, 99, 101], D(2026, 4, 5), Verdict.OFF_TRACK),
        ({"rule": "every_period"}, [100] * 12, D(2027, 1, 5), Verdict.ACHIEVED),
        ({"rule": "every_period"}, [100] * 11, D(2027, 1, 5), Verdict.NO_DATA),
        ({"rule": "every_period"}, [100] * 11 + [99.9], D(2027, 1, 5), Verdict.MISSED),
        ({"rule": "sum", "baseline": Decimal(0)}, [9, 9], D(2026, 3, 5), Verdict.ON_TRACK),
        ({"rule": "sum", "baseline": Decimal(0)}, [9] * 12, D(2027, 1, 5), Verdict.ACHIEVED),
        (
            {"direction": "at_most", "baseline": Decimal(4), "target": Decimal(2)},
            [3.5],
            D(2026, 2, 5),
            Verdict.ON_TRACK,
        ),
        ({"direction": "at_most", "baseline": Decimal(4), "target": Decimal(2)}, [6], D(2026, 2, 5), Verdict.OFF_TRACK),
        # Nothing to move: held against the target itself.
        ({"baseline": Decimal(100)}, [99], D(2026, 2, 5), Verdict.AT_RISK),
        ({"baseline": Decimal(100)}, [97], D(2026, 2, 5), Verdict.OFF_TRACK),
    ],
)
def test_verdicts(changes, values, today, verdict):
    assert judge(plan(**changes), months(*values), today).verdict is verdict


ORDER = [Verdict.OFF_TRACK, Verdict.AT_RISK, Verdict.ON_TRACK]


@given(
    # A reduction that is called at most would be a growth at least: no plan passes the gate with it.
    rule=st.sampled_from([rule for rule in Rule if rule is not Rule.REDUCTION]),
    direction=st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]),
    baseline=amounts,
    target=amounts,
    values=st.lists(amounts, min_size=1, max_size=11),
    place=st.integers(0, 10),
    better=st.decimals(0, 500, places=2),
    over=st.booleans(),
)
def test_a_better_value_never_makes_the_verdict_worse(rule, direction, baseline, target, values, place, better, over):
    if over:
        values = (values * 12)[:12]
    one = plan(rule=rule, direction=direction, baseline=baseline, target=target)
    today = D(2027, 1, 1) if over else D(2026, len(values), 28)
    place %= len(values)
    improved = list(values)
    improved[place] += better if direction is Direction.AT_LEAST else -better
    order = [Verdict.MISSED, Verdict.ACHIEVED] if over else [*ORDER, Verdict.ACHIEVED]
    before, after = (judge(one, months(*row), today).verdict for row in (values, improved))
    assert order.index(after) >= order.index(before)


@given(baseline=amounts, target=amounts, first=days, length=lengths, at=st.integers(0, 900), later=st.integers(0, 900))
def test_the_planned_course_leads_from_baseline_to_target_and_never_turns(baseline, target, first, length, at, later):
    due = first + length * DAY

    def course(offset):
        day = first + offset * DAY
        return plan(baseline=baseline, target=target, start=first, due=due).planned(day)

    assert course(0) == baseline
    assert course(length) == target
    low, high = sorted((baseline, target))
    assert low <= course(at) <= high
    gone, further = abs(course(at) - baseline), abs(course(at + later) - baseline)
    assert further >= gone - Decimal("1e-20")


def test_periods_that_ended_without_a_value_are_named():
    progress = judge(plan(), [(D(2026, 1, 1), Decimal(82))], D(2026, 4, 1))
    assert [period.start for period in progress.missing] == [D(2026, 2, 1), D(2026, 3, 1)]
    assert "2 periods were not measured" in explain(progress, plan())


def test_the_sentence_gives_the_figures():
    progress = judge(plan(), months(82, 83), D(2026, 3, 5))
    sentence = explain(progress, plan(), lambda value: f"{value:.1f} %")
    assert "83.0 %" in sentence and "100.0 %" in sentence


def test_a_verdict_is_judged_by_the_values_alone_not_by_the_day_it_is_read():
    row = months(82, 83, 84)
    assert judge(plan(), row, D(2026, 4, 1)).verdict is judge(plan(), row, D(2026, 11, 30)).verdict

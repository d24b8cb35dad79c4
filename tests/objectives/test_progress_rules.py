"""The rules of progress against a slow and obvious reference, and what must hold whatever the values are."""

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from objectives.explaining import explain, forecast_words
from objectives.forecast import forecast
from objectives.periods import DAY, Frequency, period_starting, periods
from objectives.progress import Direction, Plan, Rule, Verdict, judge, needed, planned, standing

D = datetime.date
amounts = st.decimals(-1000, 1000, places=2)
shares = st.decimals(0, 100, places=1)


def plan(**changes) -> Plan:
    fields = {
        "rule": "latest", "direction": "at_least", "frequency": "monthly", "baseline": Decimal(80),
        "target": Decimal(100), "start": D(2026, 1, 1), "due": D(2026, 12, 31),
    }  # fmt: skip
    return Plan(**fields | changes)


def months(*values) -> list[tuple[datetime.date, Decimal]]:
    return [(D(2026, number, 1), Decimal(str(value))) for number, value in enumerate(values, 1)]


@given(st.sampled_from(Frequency), st.dates(D(1990, 1, 1), D(2060, 12, 31)), st.integers(1, 900), st.integers(1, 12))
def test_periods_of_any_cycle_cover_the_time_without_gap_or_overlap(frequency, start, length, month):
    due = start + length * DAY
    found = periods(frequency, start, due, month)
    assert found[0].start <= start <= found[0].end and found[-1].end == due
    for one, following in itertools.pairwise(found):
        assert one.end + DAY == following.start
        assert period_starting(frequency, one.end, month) == one.start
    if frequency is Frequency.YEARLY:
        assert {period.start.month for period in found} == {month}
    if frequency is Frequency.QUARTERLY:
        assert {(period.start.month - month) % 3 for period in found} == {0}


@given(st.sampled_from(Frequency), st.dates(D(2020, 1, 1), D(2030, 1, 1)), st.integers(40, 900), st.integers(1, 39))
def test_after_a_change_of_frequency_no_day_is_asked_for_twice(frequency, start, length, cut):
    due, since = start + length * DAY, start + cut * DAY
    found = periods(frequency, start, due, 1, since)
    assert found[0].start == since and found[-1].end == due
    assert all(one.end + DAY == following.start for one, following in itertools.pairwise(found))


def slow_verdict(plan: Plan, values: list[Decimal], over: bool) -> Verdict:
    """Written out case by case for twelve months, at least or at most, without gaps."""
    good = (lambda value, wanted: value >= wanted) if plan.direction == "at_least" else (lambda v, w: v <= w)
    count = len(values)
    figure = {
        "latest": values[-1], "maintain": values[-1], "sum": sum(values), "average": Fraction(sum(values)) / count,
        "minimum": min(values), "maximum": max(values),
        "every_period": min(values) if plan.direction == "at_least" else max(values),
    }[plan.rule]  # fmt: skip
    ended = over or count == 12
    if ended:
        if not good(figure, plan.target):
            return Verdict.MISSED
        if plan.rule == "maintain" and any(
            not good(value, plan.target) and abs(value - plan.target) > plan.tolerance for value in values
        ):
            return Verdict.MISSED
        if count < 12 and plan.rule in ("every_period", "maintain"):
            return Verdict.NO_DATA
        return Verdict.ACHIEVED
    spoilt = plan.rule == "every_period" or (plan.rule, plan.direction) in (
        ("minimum", "at_least"), ("maximum", "at_most"),
    )  # fmt: skip
    if spoilt and any(not good(value, plan.target) for value in values):
        return Verdict.OFF_TRACK
    if plan.rule == "sum" and plan.direction == "at_most" and figure > plan.target:
        # What was spent is not taken back, however little is too much.
        return Verdict.OFF_TRACK
    wanted = planned(plan, plan.periods()[count - 1].end)
    if good(figure, wanted):
        return Verdict.ON_TRACK
    return (
        Verdict.AT_RISK if abs(Fraction(figure) - Fraction(wanted)) <= Fraction(plan.tolerance) else Verdict.OFF_TRACK
    )


@given(
    rule=st.sampled_from([rule for rule in Rule if rule is not Rule.REDUCTION]),
    direction=st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]),
    baseline=amounts,
    target=amounts,
    values=st.lists(amounts, min_size=1, max_size=12),
    over=st.booleans(),
)
@example(Rule.SUM, Direction.AT_MOST, Decimal("0.00"), Decimal("-0.01"), [Decimal("0.00")], False)
def test_the_verdict_is_that_of_the_slow_reference(rule, direction, baseline, target, values, over):
    one = plan(rule=rule, direction=direction, baseline=baseline, target=target)
    today = D(2027, 1, 1) if over else D(2026, len(values), 28)
    assert judge(one, months(*values), today).verdict is slow_verdict(one, values, over)


@given(target=shares, values=st.lists(shares, min_size=1, max_size=11), rule=st.sampled_from([Rule.AVERAGE, Rule.SUM]))
def test_what_is_needed_is_just_enough(target, values, rule):
    one = plan(rule=rule, baseline=Decimal(0), target=target)
    rest = 12 - len(values)
    need = needed(one, values, rest)
    assert abs(standing(one, [*values, *[need] * rest]) - target) < Decimal("1e-20")


def test_milestones_bend_the_course_and_it_passes_through_them():
    one = plan(waypoints=((D(2026, 7, 1), Decimal(98)), (D(2026, 4, 1), Decimal(82))))
    assert planned(one, D(2026, 4, 1)) == 82
    assert planned(one, D(2026, 7, 1)) == 98
    assert planned(one, D(2026, 12, 31)) == 100
    assert 82 < planned(one, D(2026, 5, 15)) < 98


@given(st.lists(st.tuples(st.dates(D(2026, 1, 2), D(2026, 12, 30)), shares), unique_by=lambda p: p[0], max_size=5))
def test_the_course_meets_each_milestone_and_ends_at_the_target(waypoints):
    one = plan(baseline=Decimal(0), waypoints=tuple(waypoints))
    for day, value in waypoints:
        assert planned(one, day) == value
    assert planned(one, one.due) == one.target


@pytest.mark.parametrize(
    ("changes", "values", "verdict", "lost"),
    [
        # 99.5 must hold every month: one bad month is never made good.
        ({"rule": "every_period", "target": Decimal("99.5")}, [99.6, 99.4, 99.9], Verdict.OFF_TRACK, True),
        ({"rule": "maintain", "baseline": Decimal(100)}, [100, 99, 100], Verdict.ON_TRACK, False),
        ({"rule": "maintain", "baseline": Decimal(100)}, [100, 99], Verdict.AT_RISK, False),
        # 50, 50, ... of eleven months: the twelfth can't bring the average of shares to 95.
        ({"rule": "average", "target": Decimal(95), "percent": True}, [50] * 11, Verdict.OFF_TRACK, True),
        ({"rule": "average", "target": Decimal(95)}, [50] * 11, Verdict.OFF_TRACK, False),
        ({"rule": "sum", "direction": "at_most", "target": Decimal(10)}, [6, 6], Verdict.OFF_TRACK, True),
        ({"rule": "minimum", "target": Decimal(5)}, [6, 4, 9], Verdict.OFF_TRACK, True),
        ({"rule": "maximum", "direction": "at_most", "target": Decimal(5)}, [3, 4, 5], Verdict.ON_TRACK, False),
        ({"direction": "within", "baseline": Decimal(80), "target": Decimal(40), "upper": Decimal(60)}, [70, 50],
         Verdict.ON_TRACK, False),
        ({"direction": "within", "baseline": Decimal(80), "target": Decimal(40), "upper": Decimal(60)}, [70, 30],
         Verdict.OFF_TRACK, False),
        # 1000 -> 900 is the reduction by 10 percent; 25 of 100 on the way at the end of March.
        ({"rule": "reduction", "baseline": Decimal(1000), "target": Decimal(10)}, [990, 985, 974], Verdict.ON_TRACK,
         False),
        ({"rule": "reduction", "baseline": Decimal(1000), "target": Decimal(10)}, [1000, 1000, 1010],
         Verdict.OFF_TRACK, False),
    ],
)  # fmt: skip
def test_verdicts_by_hand(changes, values, verdict, lost):
    found = judge(plan(**changes), months(*values), D(2026, 12, 30))
    assert (found.verdict, found.lost) == (verdict, lost)


def test_a_lapse_within_the_tolerance_is_forgiven_and_a_greater_one_is_not():
    one = plan(rule="maintain", baseline=Decimal(100))
    assert judge(one, months(*[100] * 5, 99, *[100] * 6), D(2027, 1, 2)).verdict is Verdict.ACHIEVED
    assert judge(one, months(*[100] * 5, 90, *[100] * 6), D(2027, 1, 2)).verdict is Verdict.MISSED


def test_the_tolerances_are_the_organizations():
    strict = plan(of_way=Decimal("0.01"))
    assert judge(plan(), months(81, 82, 83), D(2026, 4, 5)).verdict is Verdict.AT_RISK
    assert judge(strict, months(81, 82, 83), D(2026, 4, 5)).verdict is Verdict.OFF_TRACK


def test_the_sentence_says_what_the_rest_needs():
    one = plan(rule="average", baseline=Decimal(90), target=Decimal(95), percent=True)
    found = judge(one, months(94, 94, "94.2", "94.1", 94, "94.3", "94.1", "94.1"), D(2026, 9, 3))
    words = explain(found, one, lambda value: f"{value:.1f}%")
    assert words == "94.1% on average over 8 periods; needs 96.8% in each of the remaining 4 to reach 95.0%."


@given(
    rule=st.sampled_from(Rule),
    values=st.lists(shares, min_size=3, max_size=11),
    direction=st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]),
)
def test_a_forecast_lies_in_its_range_and_shares_stay_shares(rule, values, direction):
    one = plan(rule=rule, direction=direction, baseline=Decimal(50), target=Decimal(90), percent=True)
    found = forecast(one, months(*values))
    assert found.low <= found.value <= found.high
    if rule not in (Rule.SUM, Rule.REDUCTION):
        assert found.low >= 0 and found.high <= 100
    assert forecast_words(found, one, str)


@given(first=shares, slope=st.decimals(-5, 5, places=1), count=st.integers(3, 11))
def test_the_forecast_of_a_straight_line_goes_on_straight(first, slope, count):
    values = [first + slope * place for place in range(count)]
    found = forecast(plan(baseline=Decimal(0)), months(*values))
    assert abs(found.value - (first + slope * 11)) < Decimal("1e-15")
    assert abs(found.high - found.low) < Decimal("1e-9")


@given(value=shares, count=st.integers(3, 11))
def test_more_of_the_same_stays_the_same(value, count):
    for rule, wanted in ((Rule.AVERAGE, value), (Rule.SUM, value * 12)):
        found = forecast(plan(rule=rule), months(*[value] * count))
        assert abs(found.value - wanted) < Decimal("1e-15")
        assert abs(found.high - found.low) < Decimal("1e-9")


def test_there_is_no_forecast_of_too_little_or_of_what_is_over():
    assert forecast(plan(), months(80, 81)) is None
    assert forecast(plan(), months(*range(80, 92))) is None
    assert forecast(plan(target=None), months(80, 81, 82)) is None

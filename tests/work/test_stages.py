"""Reminder stages: whatever days the machine was off, the newest stage goes out once, late rather than never."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsplan.work.stages import MEASUREMENT, ORDINARY, SMP_REVIEW, Plan, plan_for, stage, stage_day

DUE = datetime.date(2026, 6, 30)
plans = st.sampled_from([SMP_REVIEW, MEASUREMENT, ORDINARY, Plan(before=(3, 1), on_the_day=True, late_from=2)])
#: The days, counted from the due date, on which the machine ran.
runs = st.lists(st.integers(-90, 60), unique=True).map(sorted)


def day(offset: int) -> datetime.date:
    return DUE + datetime.timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-61, None), (-60, "before-60"), (-31, "before-60"), (-30, "before-30"), (-14, "before-14"),
        (-7, "before-7"), (-2, "before-7"), (-1, "before-1"), (0, "before-1"), (1, "late-1"), (7, "late-1"),
        (8, "late-2"), (15, "late-3"),
    ],
)  # fmt: skip
def test_annual_review_of_the_plan(offset, expected):
    assert stage(DUE, day(offset), SMP_REVIEW) == expected


@pytest.mark.parametrize(
    ("offset", "measurement", "ordinary"),
    [(-1, None, None), (0, None, "due"), (1, "late-1", "due"), (7, "late-1", "late-1"), (8, "late-2", "late-1")],
)
def test_measurements_and_the_rest(offset, measurement, ordinary):
    assert stage(DUE, day(offset), plan_for("measurement")) == measurement
    assert stage(DUE, day(offset), plan_for("change")) == ordinary


@given(plans, st.integers(-100, 400))
def test_a_stage_has_come_and_no_later_one_has(plan, offset):
    reached = stage(DUE, day(offset), plan)
    if reached is None:
        assert all(stage(DUE, day(earlier), plan) is None for earlier in range(offset - 30, offset))
    else:
        assert stage_day(DUE, reached, plan) <= day(offset)
        assert stage(DUE, stage_day(DUE, reached, plan), plan) == reached


@given(plans, st.integers(-100, 400))
def test_stages_only_move_forward(plan, offset):
    before, after = stage(DUE, day(offset), plan), stage(DUE, day(offset + 1), plan)
    if before is not None:
        assert after is not None and stage_day(DUE, after, plan) >= stage_day(DUE, before, plan)


@given(plans, runs)
def test_every_outage_pattern(plan, days):
    claimed: list[str] = []
    for offset in days:
        reached = stage(DUE, day(offset), plan)
        if reached is not None and reached not in claimed:
            claimed.append(reached)  # At most one a run: the newest.
        # Whatever stage has begun by now, it or a later one has been sent.
        begun = [s for s in {stage(DUE, day(d), plan) for d in range(-90, offset + 1)} - {None}]
        if begun:
            newest = max(stage_day(DUE, s, plan) for s in begun)
            assert stage_day(DUE, claimed[-1], plan) >= newest
    assert len(claimed) == len(set(claimed)) <= len(days)


def test_a_word_that_is_no_stage():
    with pytest.raises(ValueError, match="Not a stage"):
        stage_day(DUE, "soon")

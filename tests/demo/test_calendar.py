"""The demo's calendar: its year ends today, whatever day that is."""

import datetime

import pytest

from smsplan.demo.diary import Calendar, Diary

DAYS = [datetime.date(2026, 11, 20) + datetime.timedelta(days=n) for n in range(14)] + [
    datetime.date(2028, 2, 29),
    datetime.date(2027, 1, 1),
    datetime.date(2027, 3, 31),
]


@pytest.mark.parametrize("today", DAYS)
def test_past_days_are_working_days_in_order(today):
    calendar = Calendar(today)
    days = [calendar.day(ago) for ago in range(430, 0, -2)]
    assert all(day.weekday() < 5 and day < today for day in days)
    assert days == sorted(set(days)), "acts two days apart must not fall on the same day"
    assert calendar.day(0) == today
    assert calendar.day(-1) > today


@pytest.mark.parametrize("today", DAYS)
def test_months_are_counted_from_the_present_one(today):
    calendar = Calendar(today)
    assert calendar.first_of_month(0) == today.replace(day=1)
    assert calendar.first_of_month(-12) == today.replace(year=today.year - 1, day=1)
    assert calendar.last_of_month(0) + datetime.timedelta(days=1) == calendar.first_of_month(1)


def test_acts_are_done_in_order_with_the_clock_set_and_never_ahead():
    today = datetime.date.today()
    diary = Diary(Calendar(today))
    seen = []
    for ago in (30, 60, 10):
        diary.ago(ago, 9, lambda: seen.append(datetime.datetime.now(datetime.UTC)))
    diary.on(today + datetime.timedelta(days=3), 9, lambda: seen.append(datetime.datetime.now(datetime.UTC)))
    assert diary.live() == 4
    assert seen == sorted(seen)
    assert (seen[1].date() - seen[0].date()).days in range(28, 33)
    assert seen[-1] < datetime.datetime.now(datetime.UTC)

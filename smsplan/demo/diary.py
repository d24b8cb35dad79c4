"""A diary of acts, each with its moment, that is lived through in order: the past of the demo organization."""

import datetime
import math
import zoneinfo
from collections.abc import Callable

import time_machine
from django.utils import timezone

ZONE = zoneinfo.ZoneInfo("Asia/Jakarta")
_WEEK = 7
_WORKDAYS = 5


class Calendar:
    """Turns "so many days ago" into dates, so that the demo's year always ends today.

    The past has working days only. Acts that follow each other are at least two days apart, or on the same day with
    hours in order, and so stay in order.
    """

    def __init__(self, today: datetime.date):
        self.today = today

    def day(self, ago: int) -> datetime.date:
        """The working day about `ago` calendar days before today; negative lies ahead."""
        step = -1 if ago > 0 else 1
        left = math.ceil(abs(ago) * _WORKDAYS / _WEEK)
        day = self.today
        while left:
            day += datetime.timedelta(days=step)
            left -= day.weekday() < _WORKDAYS
        return day

    def working_day_after(self, day: datetime.date) -> datetime.date:
        """`day` itself, or the Monday after it."""
        while day.weekday() >= _WORKDAYS:
            day += datetime.timedelta(days=1)
        return day

    def first_of_month(self, months: int) -> datetime.date:
        """The first day of the month that lies `months` from the present one."""
        month = self.today.year * 12 + self.today.month - 1 + months
        return datetime.date(month // 12, month % 12 + 1, 1)

    def last_of_month(self, months: int) -> datetime.date:
        """The last day of that month."""
        return self.first_of_month(months + 1) - datetime.timedelta(days=1)


class Diary:
    """Collects acts, then does them in the order of their moments, with the clock set to each."""

    def __init__(self, calendar: Calendar):
        self.calendar = calendar
        self._acts: list[tuple[datetime.datetime, int, Callable[[], None]]] = []
        # Whatever the hour, what has happened today happened before now.
        self._now = timezone.now()

    def on(self, day: datetime.date, hour: float, act: Callable[[], None]) -> None:
        """Do `act` on a day at an hour of Jakarta, such as 9.5."""
        clock = datetime.time(int(hour), int(hour % 1 * 60), len(self._acts) * 7 % 60)
        moment = datetime.datetime.combine(day, clock, ZONE).astimezone(datetime.UTC)
        self._acts.append((min(moment, self._now - datetime.timedelta(minutes=30)), len(self._acts), act))

    def ago(self, days: int, hour: float, act: Callable[[], None]) -> None:
        """Do `act` so many days ago."""
        self.on(self.calendar.day(days), hour, act)

    def live(self) -> int:
        """Do everything; returns how many acts there were."""
        acts = sorted(self._acts, key=lambda entry: entry[:2])
        if not acts:
            return 0
        with time_machine.travel(acts[0][0]) as traveller:
            for moment, _number, act in acts:
                traveller.move_to(moment)
                act()
        return len(acts)

"""Times as people write them: 4 h, 1 h 30 min, 1:30, 90 menit, 2 jam 15 menit. Pure rules, text in and a number out."""

import re
from collections.abc import Callable
from decimal import Decimal

#: Seconds in each unit, by the names that people use for it in either language.
_SECONDS = {
    1: ("s", "sec", "secs", "second", "seconds", "detik", "dtk"),
    60: ("m", "min", "mins", "minute", "minutes", "menit", "mnt"),
    3600: ("h", "hr", "hrs", "hour", "hours", "jam", "j"),
    86400: ("d", "day", "days", "hari"),
    604800: ("w", "week", "weeks", "minggu", "pekan"),
}
_BY_NAME = {name: seconds for seconds, names in _SECONDS.items() for name in names}
_PART = re.compile(r"([0-9][0-9.,]*)\s*([a-z]+)\.?", re.IGNORECASE)
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])")


class NoDuration(ValueError):
    """A text that is no time."""


def seconds_of(unit: str) -> int | None:
    """How many seconds one `unit` has; None for a unit that is no time."""
    return _BY_NAME.get(unit.strip().casefold())


def parse_duration(text: str, unit: str, number: Callable[[str], Decimal]) -> Decimal:
    """The time a person wrote, in `unit`. `number` reads the figures; a bare one is in `unit` already.

    "1:30" is hours and minutes; where the unit is minutes or seconds, minutes and seconds. Raises NoDuration.
    """
    own = seconds_of(unit)
    if own is None:
        raise NoDuration(unit)
    bare = text.strip()
    if clock := _CLOCK.fullmatch(bare):
        large = 3600 if own >= 3600 else 60
        return Decimal(int(clock[1]) * large + int(clock[2]) * large // 60) / own
    rest = _PART.sub("", bare).strip()
    parts = _PART.findall(bare)
    if not parts or rest:
        raise NoDuration(text)
    sizes = [seconds_of(name) for _figure, name in parts]
    if None in sizes or sorted(sizes, reverse=True) != sizes or len(set(sizes)) != len(sizes):
        raise NoDuration(text)
    return sum((number(figure) * size for (figure, _name), size in zip(parts, sizes, strict=True)), Decimal(0)) / own

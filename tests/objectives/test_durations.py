from decimal import Decimal

import pytest

from objectives.durations import NoDuration, parse_duration


def number(text):
    return Decimal(text.replace(",", "."))


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("4 h", "h", "4"), ("4h", "hours", "4"), ("1 h 30 min", "hours", "1.5"), ("1:30", "jam", "1.5"),
        ("90 min", "h", "1.5"), ("90 menit", "jam", "1.5"),
        ("2 jam 15 menit", "minutes", "135"), ("1,5 jam", "h", "1.5"),
        ("1.5 hours", "min", "90"), ("2 days", "h", "48"), ("12:30", "min", "12.5"), ("1 minggu", "hari", "7"),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text, unit, wanted):
    assert parse_duration(text, unit, number) == Decimal(wanted)


@pytest.mark.parametrize("text", ["soon", "4 apples", "30 min 1 h", "1 h 2 h", "1 h and 5", "1:75", "h", "4 h x"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NoDuration):
        parse_duration(text, "h", number)


def test_a_unit_that_is_no_time_is_refused():
    with pytest.raises(NoDuration):
        parse_duration("4 h", "%", number)

"""Dates and percentages are not torn apart where a text is broken."""

import pytest

from smsplan.ui.templatetags.ui import unbroken


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("31 December 2026", "31~December~2026"),
        ("28 Februari 2027", "28~Februari~2027"),
        ("at least 99.5 %, until 1 May 2027", "at least 99.5~%, until 1~May~2027"),
        ("24 service desk agents in 2026", "24 service desk agents in 2026"),
        ("99 % → 98 %", "99~% → 98~%"),
    ],
)
def test_what_belongs_together_stays_together(text, shown):
    assert unbroken(text) == shown.replace("~", "\N{NO-BREAK SPACE}")

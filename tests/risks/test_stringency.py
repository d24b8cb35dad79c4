"""The control stringency that follows from risks (the guide's "Clause 8 Integration")."""

import pytest

from risks.scoring import Level
from risks.stringency import Stringency, practice_controls, service_controls, stringency_of


@pytest.mark.parametrize(
    ("level", "stringency"),
    [
        (None, Stringency.STANDARD),
        (Level.LOW, Stringency.STANDARD),
        (Level.MEDIUM, Stringency.REINFORCED),
        (Level.HIGH, Stringency.STRICT),
        (Level.EXTREME, Stringency.STRICT),
    ],
)
def test_stringency_follows_the_level(level, stringency):
    assert stringency_of(level) is stringency


def test_no_such_level():
    with pytest.raises(ValueError, match="9"):
        stringency_of(9)


def test_each_stringency_means_something_else():
    for controls in (practice_controls, service_controls):
        said = [tuple(controls(stringency)) for stringency in Stringency]
        assert len(set(said)) == 3
    strict = " ".join(practice_controls(Stringency.STRICT))
    assert "procedures" in strict and "manager reviews" in strict and "Competence" in strict
    assert "tested" in " ".join(service_controls(Stringency.STRICT))

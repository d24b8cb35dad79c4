import pytest

from risks.services import risk_create


@pytest.fixture
def risk(people):
    """An assessed risk of the guide: medium x high = high."""
    return risk_create(
        actor=people.compliance,
        title="Change management process circumvented",
        treatment="Enforce CAB approval",
        likelihood=2,
        impact=3,
        owner=people.contributor,
    )

"""The history of an objective's values: also what was corrected beside the figure."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives import trail
from objectives.services import measurement_record

JANUARY = datetime.date(2026, 1, 1)


@pytest.fixture
def measured(approved, contributor):
    measurement_record(objective=approved, period_start=JANUARY, value="99.2", actor=contributor)
    return approved


def correct(objective, actor, **what) -> list[tuple[str, str, str]]:
    """A correction of January that leaves the figure, and what history says of it."""
    measurement_record(
        objective=objective, period_start=JANUARY, value="99.2", actor=actor, reason="Was left out", **what
    )
    newest = trail.saves(objective)[0]
    assert (newest.verb, newest.reason) == ("Value corrected", "Was left out")
    return newest.changes


def report(name: str, content: bytes = b"%PDF-1.7\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_first_value_says_no_more_than_was_given(measured):
    assert trail.saves(measured)[0].changes == [("January 2026", "–", "99.2%")]


def test_source_note_and_evidence_have_a_line_each(measured, contributor):
    assert correct(measured, contributor, source="Monitoring") == [("January 2026, source", "–", "Monitoring")]
    assert correct(measured, contributor, source="Probe", note="Two nights") == [
        ("January 2026, source", "Monitoring", "Probe"),
        ("January 2026, note", "–", "Two nights"),
    ]
    assert correct(measured, contributor, evidence=report("january.pdf")) == [
        ("January 2026, evidence", "–", "january.pdf")
    ]
    assert correct(measured, contributor, evidence=report("january.pdf", b"%PDF-1.7\nanother\n")) == [
        ("January 2026, evidence", "january.pdf", "january.pdf")
    ]
    assert correct(measured, contributor, note="") == [("January 2026, note", "Two nights", "–")]


def test_the_page_shows_it_at_a_constant_cost(measured, contributor, as_person):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            trail.saves(measured)
        return len(queries)

    correct(measured, contributor, source="Probe", evidence=report("january.pdf"))
    first = cost()
    correct(measured, contributor, evidence=report("page 2.pdf"))
    correct(measured, contributor, source="Report", evidence=report("page 3.pdf"))
    assert cost() == first
    page = as_person(contributor).get(f"{measured.get_absolute_url()}?tab=history").content.decode()
    assert "January 2026, evidence" in page and "january.pdf" in page

"""Periods in words, and values as people write them, with where they come from."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from objectives.models import Measurement
from objectives.services import measurement_record, objective_withdraw
from objectives.wording import period_label
from smsplan.records.services import save_record

DAY = datetime.date
JANUARY = DAY(2026, 1, 1)


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel(datetime.datetime(2026, 4, 10, 5, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def as_(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


@pytest.mark.parametrize(
    ("frequency", "start", "end", "cycle_month", "words"),
    [
        ("monthly", DAY(2026, 1, 1), DAY(2026, 1, 31), 4, "January 2026"),
        ("weekly", DAY(2026, 1, 12), DAY(2026, 1, 18), 4, "Week 3, 2026"),
        ("quarterly", DAY(2026, 4, 1), DAY(2026, 6, 30), 1, "Q2 2026"),
        ("quarterly", DAY(2026, 4, 1), DAY(2026, 6, 30), 4, "Apr – Jun 2026"),
        ("quarterly", DAY(2026, 2, 1), DAY(2026, 4, 30), 2, "Feb – Apr 2026"),
        ("quarterly", DAY(2025, 11, 1), DAY(2026, 1, 31), 2, "Nov 2025 – Jan 2026"),
        ("half_yearly", DAY(2026, 10, 1), DAY(2027, 3, 31), 4, "Oct 2026 – Mar 2027"),
        ("yearly", DAY(2026, 4, 1), DAY(2027, 3, 31), 4, "Apr 2026 – Mar 2027"),
        ("yearly", DAY(2026, 1, 1), DAY(2026, 12, 31), 1, "2026"),
        # Cut short by the due date; measured under another frequency; no calendar period at all.
        ("quarterly", DAY(2026, 10, 1), DAY(2026, 12, 15), 1, "Q4 2026"),
        ("quarterly", DAY(2026, 1, 1), DAY(2026, 1, 31), 1, "January 2026"),
        ("monthly", DAY(2026, 1, 1), DAY(2026, 3, 31), 4, "Jan – Mar 2026"),
    ],
)
def test_a_period_is_named_as_people_name_it(frequency, start, end, cycle_month, words):
    with translation.override("en"):
        assert period_label(frequency, start, end, cycle_month=cycle_month) == words


@pytest.mark.parametrize(
    ("unit", "typed", "kept"),
    [
        ("%", "99,5", "99.5"),
        ("%", "99.5 %", "99.5"),
        ("users", "1.000,5", "1000.5"),
        ("hours", "1 h 30 min", "1.5"),
        ("hours", "90 menit", "1.5"),
        ("hours", "1:30", "1.5"),
        ("minutes", "1 jam 15 menit", "75"),
    ],
)
def test_a_value_is_read_as_it_is_written(as_, approved, contributor, compliance, unit, typed, kept):
    approved.unit = unit
    save_record(approved, actor=compliance)
    assert as_(contributor).post(url(approved, "2026-01-01"), {"value": typed}).status_code == 302
    assert Measurement.objects.get().value == Decimal(kept)


def url(objective, day: str) -> str:
    return f"/objectives/{objective.pk}/measure/{day}/"


def test_evidence_and_source_stand_in_the_row_and_the_file_downloads(as_, approved, contributor):
    client = as_(contributor)
    file = SimpleUploadedFile("january.pdf", b"%PDF-1.7\n%%EOF")
    data = {"value": "99.5", "source": "Monitoring report", "note": "Two outages", "evidence": file}
    assert client.post(url(approved, "2026-01-01"), data).status_code == 302
    kept = Measurement.objects.get()
    assert (kept.evidence.target, kept.evidence.name) == (approved, "january.pdf")
    page = client.get(f"/objectives/{approved.pk}/?tab=measurements").text
    assert "Monitoring report" in page and kept.evidence.get_absolute_url() in page
    assert client.get(kept.evidence.get_absolute_url()).status_code == 200
    # One field and Enter says nothing of note and source: they stay.
    assert client.post(url(approved, "2026-01-01"), {"value": "99", "reason": "Typing mistake"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.value, kept.note, kept.source, kept.evidence.name) == (
        99, "Two outages", "Monitoring report", "january.pdf"
    )  # fmt: skip


def test_a_file_that_is_not_what_its_name_says_is_refused_and_nothing_is_kept(as_, approved, contributor):
    data = {"value": "99.5", "evidence": SimpleUploadedFile("january.pdf", b"MZ nothing of the kind")}
    page = as_(contributor).post(url(approved, "2026-01-01"), data)
    assert page.status_code == 422 and "january.pdf" in page.text and 'value="99.5"' in page.text
    assert not Measurement.objects.exists()


def test_a_correction_of_what_was_corrected_meanwhile_is_asked_again(as_, approved, contributor, compliance):
    first = measurement_record(objective=approved, period_start=JANUARY, value=99, actor=contributor)
    measurement_record(objective=approved, period_start=JANUARY, value=98, actor=compliance, reason="Outage")
    data = {"value": "97", "reason": "Mine", "read_at": str(first.revision)}
    page = as_(contributor).post(url(approved, "2026-01-01"), data)
    assert page.status_code == 422 and "Ratna Dewi" in page.text and "98%" in page.text and 'value="97"' in page.text
    assert Measurement.objects.get().value == 98
    fresh = Measurement.objects.get().revision
    assert as_(contributor).post(url(approved, "2026-01-01"), data | {"read_at": str(fresh)}).status_code == 302
    assert Measurement.objects.get().value == 97


def test_a_period_outside_of_the_cycle_is_refused_in_words(as_, approved, contributor):
    page = as_(contributor).post(url(approved, "2025-12-01"), {"value": "99"})
    assert page.status_code == 422 and "not a period of the objective" in page.text and 'value="99"' in page.text
    assert as_(contributor).get(url(approved, "2025-12-01")).status_code == 404


def test_what_was_measured_before_the_frequency_changed_keeps_its_period(as_, approved, contributor, compliance):
    for month in (1, 2, 3):
        measurement_record(objective=approved, period_start=DAY(2026, month, 1), value=99, actor=contributor)
    approved.frequency, approved.frequency_since = "quarterly", DAY(2026, 4, 1)
    save_record(approved, actor=compliance)
    with time_machine.travel(datetime.datetime(2026, 7, 2, 5, tzinfo=datetime.UTC), tick=False):
        page = as_(contributor).get(f"/objectives/{approved.pk}/?tab=measurements").text
        places = [page.index(words) for words in ("Q3 2026", "Q2 2026", "March 2026", "February 2026", "January 2026")]
        assert places == sorted(places)
        corrected = measurement_record(
            objective=approved, period_start=JANUARY, value=98, actor=contributor, reason="Late report"
        )
    assert corrected.period_end == DAY(2026, 1, 31)
    with pytest.raises(ValidationError):
        measurement_record(objective=approved, period_start=DAY(2026, 5, 1), value=98, actor=contributor)


def test_a_withdrawn_objective_says_where_it_stands(as_, approved, contributor, compliance):
    objective_withdraw(objective=approved, actor=compliance, reason="Given up")
    assert as_(contributor).get(url(approved, "2026-01-01")).status_code == 302
    page = as_(contributor).post(url(approved, "2026-01-01"), {"value": "99,1"})
    assert page.status_code == 422 and "Withdrawn" in page.text and 'value="99,1"' in page.text

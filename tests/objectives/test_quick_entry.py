"""Everything that is due on one page."""

import datetime

import pytest
import time_machine

from objectives.models import Measurement
from objectives.services import measurement_record, objective_withdraw

URL = "/objectives/entry/"
HTMX = {"HX-Request": "true"}


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


def key(objective, month: int) -> str:
    return f"{objective.pk}-2026{month:02d}01"


def test_the_page_holds_every_period_that_is_due(as_, approved, contributor):
    page = as_(contributor).get(URL)
    assert page.status_code == 200 and "0 of 3 done" in page.text
    assert [f'id="row-{key(approved, month)}"' in page.text for month in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_row_is_saved_alone_and_says_what_the_verdict_became(as_, approved, contributor):
    name = key(approved, 1)
    data = {"row": name, "of": "3", f"{name}-value": "99,5 %", f"{name}-note": "From the report"}
    answer = as_(contributor).post(URL, data, headers=HTMX)
    assert answer.status_code == 200
    assert "1 of 3 done" in answer.text and "On track" in answer.text and "Was No data" in answer.text
    kept = Measurement.objects.get()
    assert (str(kept.value), kept.note, kept.measured_by) == ("99.5000", "From the report", contributor)


@pytest.mark.parametrize("typed", ["lots", "NaN", "1" + "0" * 30, "∞", ""])
def test_a_refused_row_keeps_what_was_typed_and_says_why(as_, approved, contributor, typed):
    name = key(approved, 1)
    answer = as_(contributor).post(URL, {"row": name, f"{name}-value": typed, f"{name}-note": "N"}, headers=HTMX)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert f'value="{typed}"' in answer.text if typed else "Enter the value" in answer.text
    assert not Measurement.objects.exists()


def test_who_comes_second_is_told_and_asked_for_a_reason(as_, approved, contributor, compliance):
    measurement_record(objective=approved, period_start=datetime.date(2026, 1, 1), value=98, actor=compliance)
    name = key(approved, 1)
    answer = as_(contributor).post(URL, {"row": name, f"{name}-value": "99"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Ratna Dewi" in answer.text and "98%" in answer.text and f'name="{name}-reason"' in answer.text
    data = {"row": name, f"{name}-value": "99", f"{name}-reason": "Late report"}
    assert as_(contributor).post(URL, data, headers=HTMX).status_code == 200
    assert [row.value for row in Measurement.objects.get().history.all()] == [99, 98]


def test_without_scripts_all_rows_are_saved_and_good_ones_kept(as_, approved, contributor):
    data = {f"{key(approved, 1)}-value": "99", f"{key(approved, 2)}-value": "oops", f"{key(approved, 3)}-value": ""}
    page = as_(contributor).post(URL, data)
    assert page.status_code == 422 and 'value="oops"' in page.text and "1 row was not saved" in page.text
    assert [row.period_start.month for row in Measurement.objects.all()] == [1]
    assert as_(contributor).post(URL, {f"{key(approved, 2)}-value": "99.2"}).status_code == 302
    assert Measurement.objects.count() == 2


def test_only_what_is_theirs_unless_they_keep_the_register(as_, approved, contributor, compliance, manager):
    assert f"row-{key(approved, 1)}" not in as_(compliance).get(URL).text
    assert f"row-{key(approved, 1)}" in as_(compliance).get(URL + "?whose=all").text
    assert f"row-{key(approved, 1)}" not in as_(manager).get(URL + "?whose=all").text


def test_a_withdrawn_objective_takes_no_value(as_, approved, contributor, compliance):
    objective_withdraw(objective=approved, actor=compliance, reason="Given up")
    name = key(approved, 1)
    answer = as_(contributor).post(URL, {"row": name, f"{name}-value": "99"}, headers=HTMX)
    assert answer.status_code == 422 and "Withdrawn" in answer.text and 'value="99"' in answer.text
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("name", ["", "x", "1-99999999", "99999999-20260101"])
def test_a_name_that_is_none_is_refused(as_, approved, contributor, name):
    assert as_(contributor).post(URL, {"row": name or "-", "of": "x"}, headers=HTMX).status_code == 403


def test_the_page_costs_the_same_for_many_rows(as_, approved, contributor, django_assert_max_num_queries):
    client = as_(contributor)
    client.get(URL)
    with django_assert_max_num_queries(25):
        client.get(URL)

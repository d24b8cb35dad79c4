"""Importing measured values."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from objectives.exports import measurement_sheet
from objectives.measurement_imports import period_named, span_named
from objectives.models import Measurement
from objectives.services import measurement_record
from smsplan.records import imports
from smsplan.records.imports import importer_for
from smsplan.records.models import ImportRow, ImportRun
from smsplan.records.services import NotAllowed
from smsplan.ui.exports import as_csv
from tests.records.importing import bring_in, checked, confirmed, problems, work

DAY = datetime.date


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel(datetime.datetime(2026, 4, 10, 5, tzinfo=datetime.UTC), tick=False):
        yield


def values() -> dict[int, str]:
    return {row.period_start.month: f"{row.value:f}" for row in Measurement.objects.all()}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", DAY(2026, 3, 1), DAY(2026, 3, 31)),
        ("03/2026", DAY(2026, 3, 1), DAY(2026, 3, 31)),
        ("March 2026", DAY(2026, 3, 1), DAY(2026, 3, 31)),
        ("Maret 2026", DAY(2026, 3, 1), DAY(2026, 3, 31)),
        ("Q1 2026", DAY(2026, 1, 1), DAY(2026, 3, 31)),
        ("2026-Q4", DAY(2026, 10, 1), DAY(2026, 12, 31)),
        ("Triwulan 2 2026", DAY(2026, 4, 1), DAY(2026, 6, 30)),
        ("Semester 2 2026", DAY(2026, 7, 1), DAY(2026, 12, 31)),
        ("Week 3, 2026", DAY(2026, 1, 12), DAY(2026, 1, 18)),
        ("2026-W03", DAY(2026, 1, 12), DAY(2026, 1, 18)),
        ("2026", DAY(2026, 1, 1), DAY(2026, 12, 31)),
        ("31 Desember 2026", DAY(2026, 12, 31), DAY(2026, 12, 31)),
        ("2026-12-31", DAY(2026, 12, 31), DAY(2026, 12, 31)),
    ],
)
def test_days_are_read_as_they_are_written(text, first, last):
    span = span_named(text)
    assert (span.start, span.end) == (first, last)


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "Q5 2026", "Week 54, 2026", "99", "March", "2026-03-32"])
def test_what_names_no_days_is_none(text):
    assert span_named(text) is None


def test_a_period_is_found_by_its_own_name_first(approved):
    approved.frequency, approved.cycle_month = "quarterly", 2
    known = approved.plan.periods()
    assert period_named(approved, "Feb – Apr 2026", known).start == DAY(2026, 2, 1)
    assert period_named(approved, "March 2026", known).start == DAY(2026, 2, 1)
    with pytest.raises(ValidationError):
        period_named(approved, "Q1 2026", known)


def test_values_come_in_by_reference_or_title(approved, contributor):
    table = (
        "Reference,Objective,Period,Value,Note,Source\n"
        f'{approved.reference},,2026-01,"99,1",Two outages,Report\n'
        f",{approved.title.upper()},Februari 2026,99.2 %,,\n"
    ).encode()
    run = bring_in("measurements", "values.csv", table, contributor)
    assert run.imported == 2 and values() == {1: "99.1000", 2: "99.2000"}
    first = Measurement.objects.order_by("period_start").first()
    assert (first.note, first.source, first.measured_by) == ("Two outages", "Report", contributor)


def test_errors_name_the_cell_and_nothing_comes_in(approved, contributor, compliance):
    table = (
        "Reference,Period,Value\n"
        f"{approved.reference},January 2026,99\n"
        f"{approved.reference},2026-01,98\n"
        f"{approved.reference},2025-12,98\n"
        f"{approved.reference},2026-06,98\n"
        f"{approved.reference},2026-02,lots\n"
        "OBJ-9999,2026-02,98\n"
    ).encode()
    run = checked("measurements", "values.csv", table, contributor)
    found = {number: column for number, column, _message in problems(run)}
    assert found == {3: "Period", 4: "Period", 5: "Period", 6: "Value", 7: "Reference"}
    with pytest.raises(NotAllowed):
        imports.confirm(run, importer_for("measurements", contributor), check=run.checks)
    assert values() == {}


def test_a_correction_with_a_reason_comes_in_and_one_without_is_decided(approved, contributor):
    for month in (1, 2, 3):
        measurement_record(objective=approved, period_start=DAY(2026, month, 1), value=99, actor=contributor)
    table = (
        "Reference,Period,Value,Reason\n"
        f"{approved.reference},2026-01,98,Late report\n"
        f"{approved.reference},2026-02,97,\n"
        f"{approved.reference},2026-03,99,\n"
    ).encode()
    run = checked("measurements", "values.csv", table, contributor)
    outcomes = dict(run.rows.values_list("number", "outcome"))
    assert outcomes == {2: "update", 3: "duplicate", 4: "unchanged"}
    assert run.rows.get(number=3).decision == ImportRow.Decision.SKIP
    imports.decide(run, {3: "new"})
    imports.decide_all(run, "new")
    assert run.rows.get(number=3).decision == ImportRow.Decision.SKIP
    confirmed(run)
    assert values() == {1: "98.0000", 2: "99.0000", 3: "99.0000"}
    corrected = Measurement.objects.get(period_start=DAY(2026, 1, 1)).history.first()
    assert corrected.history_change_reason == "Late report"
    run = checked("measurements", "values.csv", table, contributor)
    imports.decide(run, {3: "update"})
    confirmed(run)
    assert values()[2] == "97.0000"
    assert [Measurement.objects.get(period_start=DAY(2026, 3, 1)).history.count()] == [1]


def test_what_was_corrected_after_the_check_is_not_overwritten(approved, contributor, compliance):
    measurement_record(objective=approved, period_start=DAY(2026, 1, 1), value=99, actor=contributor)
    table = f"Reference,Period,Value,Reason\n{approved.reference},2026-01,98,Mine\n".encode()
    run = checked("measurements", "values.csv", table, contributor)
    measurement_record(
        objective=approved, period_start=DAY(2026, 1, 1), value=97, actor=compliance, reason="Outage found"
    )
    imports.confirm(run, importer_for("measurements", contributor), check=run.checks)
    assert work(run).state != ImportRun.State.DONE and "January 2026" in run.error
    assert values() == {1: "97.0000"}


def test_the_export_comes_in_again_and_changes_nothing(approved, contributor):
    for month, value in ((1, "99.125"), (2, "1000.5"), (3, "-3")):
        measurement_record(
            objective=approved, period_start=DAY(2026, month, 1), value=value, note="=1+1", actor=contributor
        )
    content = b"".join(as_csv(measurement_sheet()))
    run = checked("measurements", "export.csv", content, contributor)
    assert set(run.rows.values_list("outcome", flat=True)) == {"unchanged"}, problems(run)


def test_the_template_holds_what_is_due(client, approved, contributor):
    client.force_login(contributor)
    text = b"".join(client.get("/objectives/measurements/import/template/").streaming_content).decode("utf-8-sig")
    assert text.count(approved.reference) == 3 and "January 2026" in text and "April 2026" not in text
    assert client.get("/objectives/measurements/import/template/?format=xlsx").status_code == 200
    assert client.get("/objectives/measurements/import/").status_code == 200


def test_nobody_imports_into_somebody_elses_objective(approved, manager):
    table = f"Reference,Period,Value\n{approved.reference},2026-01,98\n".encode()
    run = checked("measurements", "values.csv", table, manager)
    assert [column for _row, column, _message in problems(run)] == ["Reference"]

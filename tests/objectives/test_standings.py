"""The list says where objectives stand as it is now, although it is kept from one visit to the next."""

import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from objectives import selectors, services
from objectives.models import Measurement, Objective
from smsplan.audit import stamps
from smsplan.context.models import Organization
from tests.objectives.conftest import whole_fields

D = datetime.date


@pytest.fixture(autouse=True)
def clock():
    """Ten in the morning in Jakarta, in the middle of March."""
    with time_machine.travel(datetime.datetime(2026, 3, 16, 3, tzinfo=datetime.UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def shown(as_person, auditor, approved):
    """What the list says of the approved objective: (newest value against the target, verdict)."""
    client = as_person(auditor)

    def read(query: str = "") -> tuple[str, str]:
        page = client.get(f"/objectives/?{query}")
        row = re.search(rf"<tr>(?:(?!</tr>).)*>{approved.reference}<.*?</tr>", page.text, re.S)[0]
        cells = dict(re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', row, re.S))
        words = {label: re.sub(r"<[^>]*>", " ", cell).split() for label, cell in cells.items()}
        return " ".join(words["Metric"]), " ".join(words["Progress"])

    return read


def measure(objective: Objective, person, month: int, value, reason: str = "") -> Measurement:
    return services.measurement_record(
        objective=objective, actor=person, period_start=D(2026, month, 1), value=Decimal(value), reason=reason
    )


def test_a_value_and_its_correction_show_at_once(shown, approved, contributor):
    assert shown() == ("≥ 99.5% Availability", "No data")
    measure(approved, contributor, 1, "99.2")
    assert shown() == shown() == ("99.2% of ≥ 99.5% Availability", "On track")
    measure(approved, contributor, 1, "97", reason="Misread")
    assert shown() == ("97% of ≥ 99.5% Availability", "Off track")
    measure(approved, contributor, 2, "99.4")
    assert shown() == ("99.4% of ≥ 99.5% Availability", "On track")


def test_a_revision_shows_at_once(shown, approved, compliance, manager, contributor):
    measure(approved, contributor, 1, "98.9")
    assert shown()[1] == "On track"
    revision = services.revision_propose(
        objective=approved, actor=compliance, reason="The board asks for more", changes={"target": Decimal("99.99")}
    )
    assert shown() == ("98.9% of ≥ 99.5% Availability", "On track")
    services.revision_approve(revision=revision, actor=manager)
    assert shown()[0] == "98.9% of ≥ 99.99% Availability"


def test_tolerances_show_at_once(shown, approved, contributor):
    measure(approved, contributor, 1, "98.5")
    assert shown()[1] == "At risk"
    # Not even a history is needed.
    Organization.objects.filter(pk=1).update(at_risk_of_way=1)
    assert shown()[1] == "Off track"


def test_a_new_day_shows_at_once(shown, approved, contributor, clock):
    measure(approved, contributor, 1, "98.6")
    assert shown()[1] == "On track"
    clock.move_to(datetime.datetime(2027, 1, 3, 3, tzinfo=datetime.UTC))
    assert shown()[1] == "Missed"


def test_a_withdrawal_shows_at_once(shown, approved, compliance, contributor):
    measure(approved, contributor, 1, "99.2")
    assert shown()[1] == "On track"
    services.objective_withdraw(objective=approved, actor=compliance, reason="No longer wanted")
    # What was measured stays to be seen.
    assert shown() == ("99.2% of ≥ 99.5% Availability", "–")


def test_a_change_that_was_undone_leaves_nothing_behind(shown, approved, contributor):
    measure(approved, contributor, 1, "99.2")
    with transaction.atomic():
        measure(approved, contributor, 1, "97", reason="Misread")
        assert shown()[1] == "Off track"
        transaction.set_rollback(True)
    assert shown() == ("99.2% of ≥ 99.5% Availability", "On track")


def test_a_register_put_back_from_a_copy_is_judged_anew(approved, contributor, clock):
    """History counts on from where the copy was made: the same keys stand for other values."""
    before = measure(approved, contributor, 1, "99.2")
    stamp = stamps.stamp(Objective, Measurement)
    newest = before.history.latest("history_id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE objectives_historicalmeasurement SET history_date = history_date + interval '1 minute'"
            " WHERE history_id = %s",
            [newest.history_id],
        )
    assert stamps.stamp(Objective, Measurement) != stamp


def test_with_the_forecast_the_same_is_said(shown, approved, contributor):
    for month, value in ((1, "98.9"), (2, "99.1")):
        measure(approved, contributor, month, value)
    assert shown("columns=metric,progress,forecast") == shown() == ("99.1% of ≥ 99.5% Availability", "On track")


def test_they_are_what_judging_says_and_cost_two_queries(approved, compliance, manager, contributor):
    for number, value in enumerate(("98.9", "98.52", "90")):
        one = services.objective_create(
            actor=compliance, owner=contributor, sponsor=manager, **whole_fields(area=f"Area {number}")
        )
        services.objective_submit(objective=one, actor=compliance)
        measure(services.objective_approve(objective=one, actor=manager), contributor, 1, value)
    views = selectors.with_progress(Objective.objects.all())
    keys = [view.objective.pk for view in views]
    assert selectors.standings(keys) == {view.objective.pk: (view.verdict, view.last) for view in views}
    with CaptureQueriesContext(connection) as caught:
        again = selectors.standings(reversed(keys))
    assert len(caught) == 2 and len(again) == 4 and len(set(again.values())) == 4

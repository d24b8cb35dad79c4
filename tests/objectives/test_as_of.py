"""Objectives as they stood on a past day: list, page, dashboard and export, with the values of that day."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from objectives import services
from objectives.models import Objective
from smsplan.context.models import Organization
from tests.objectives.conftest import whole_fields


def on(*day: int):
    """The clock at ten in the morning in Jakarta."""
    return time_machine.travel(datetime.datetime(*day, 3, tzinfo=datetime.UTC), tick=True)


def measured(objective: Objective, person, *values: str) -> None:
    """Values of the months from January on."""
    for month, value in enumerate(values, start=1):
        services.measurement_record(
            objective=objective,
            actor=person,
            period_start=datetime.date(2026, month, 1),
            value=Decimal(value),
            **({"reason": "Misread"} if objective.measurements.filter(period_start__month=month).exists() else {}),
        )


@pytest.fixture
def objective(compliance, contributor, manager) -> Objective:
    """Approved in January 2026; two months well measured by March; January corrected and renamed in April."""
    with on(2026, 1, 5):
        one = services.objective_create(actor=compliance, owner=contributor, sponsor=manager, **whole_fields())
        services.objective_submit(objective=one, actor=compliance)
    with on(2026, 1, 6):
        services.objective_approve(objective=one, actor=manager)
    with on(2026, 3, 2):
        measured(one, contributor, "99.6", "99.7")
    with on(2026, 4, 2):
        measured(one, contributor, "97.1", "97.2", "97.3")
        services.objective_withdraw(objective=one, actor=compliance, reason="No longer wanted")
        services.objective_create(actor=compliance, title="Made later")
    return Objective.objects.get(pk=one.pk)


def rows(page) -> list[tuple[str, str]]:
    return [(row.record.title, row.get_cell("progress")) for row in page.context["table"].paginated_rows]


def test_the_list_shows_state_values_and_verdict_of_that_day(as_person, objective, auditor):
    client = as_person(auditor)
    with on(2026, 6, 1):
        assert len(rows(client.get("/objectives/"))) == 2
        ((title, progress),) = rows(client.get("/objectives/?as_of=2026-03-03"))
        assert title == objective.title and "On track" in progress
        page = client.get("/objectives/?as_of=2026-03-03")
        assert "99.7%" in page.text and "97." not in page.text.split("<main")[1]
        assert len(rows(client.get("/objectives/?as_of=2026-03-03&verdict=on_track&q=uptime&state=approved"))) == 1
        assert rows(client.get("/objectives/?as_of=2026-03-03&state=withdrawn")) == []
        assert rows(client.get("/objectives/?as_of=2026-01-01")) == []
        ((_title, before),) = rows(client.get("/objectives/?as_of=2026-01-05"))
        assert before == "–"


def test_its_page_has_the_values_of_that_day_and_nothing_to_do(as_person, objective, compliance):
    client = as_person(compliance)
    with on(2026, 6, 1):
        address = objective.get_absolute_url()
        page = client.get(f"{address}?as_of=2026-03-03")
        assert page.status_code == 200 and "99.7%" in page.text and "Withdrawn" not in page.text
        values = client.get(f"{address}?tab=measurements&as_of=2026-03-03")
        assert "99.6" in values.text and "97.1" not in values.text and "/measure/" not in values.text
        assert f"{address}revise/" not in page.text and f"{address}withdraw/" not in page.text
        assert client.get(f"{address}?as_of=2026-01-01").status_code == 404


def test_the_dashboard_shows_that_day(as_person, objective, auditor):
    client = as_person(auditor)
    with on(2026, 6, 1):
        page = client.get("/objectives/dashboard/?as_of=2026-03-03")
        assert page.status_code == 200 and objective.title in page.text and "99.7%" in page.text


def test_an_export_of_that_day(as_person, objective, auditor):
    client = as_person(auditor)
    with on(2026, 6, 1):
        answer = client.get("/objectives/?as_of=2026-03-03&_export=csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "99.7" in text and "97.2" not in text and "Made later" not in text and "Approved" in text
    assert Organization.get().strategic_priorities

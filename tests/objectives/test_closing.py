"""The review at year-end: what became of an objective, what was learnt, and the draft that follows."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from objectives.models import Measurement, Milestone, Objective, Resource
from objectives.periods import next_cycle
from objectives.services import (
    measurement_record,
    objective_approve,
    objective_close,
    objective_submit,
    revision_propose,
)
from smsplan.audit.models import Event
from smsplan.records.services import NotAllowed, save_record
from smsplan.work.due import my_work
from tests.objectives.conftest import make_person

D = datetime.date
SAID = {"outcome": "The second site carried the year.", "lessons": "Test the failover before the quarter ends."}


@pytest.fixture
def year(approved, compliance) -> Objective:
    """Last year's objective: 99.5% as the latest value, from 98.5%."""
    Objective.objects.filter(pk=approved.pk).update(
        start_date=D(2025, 1, 1), due_date=D(2025, 12, 31), title="Achieve 99.5% uptime by the end of 2025"
    )
    approved.refresh_from_db()
    return approved


def measure(objective, *values: str) -> None:
    """The values of the last months of the cycle."""
    for month, value in zip(range(13 - len(values), 13), values, strict=True):
        start = D(objective.start_date.year, month, 1)
        Measurement.objects.create(
            objective=objective, period_start=start, period_end=start + datetime.timedelta(27), value=value
        )


def close(objective, actor, state="achieved", **more):
    return objective_close(objective=objective, actor=actor, state=state, **SAID | more)


# Closing ------------------------------------------------------------------------------------------


def test_a_manager_says_what_became_of_it(year, manager):
    measure(year, "99.4", "99.6")
    closed = close(year, manager).objective
    assert (closed.state, closed.closed_by, closed.outcome) == ("achieved", manager, SAID["outcome"])
    assert closed.closed_on == datetime.date.today()
    assert Event.objects.get(action="moved", target_id=year.pk).detail == {"to": "achieved"}
    with pytest.raises(NotAllowed):
        close(year, manager)


def test_to_decide_otherwise_than_the_figures_needs_a_reason(year, manager):
    measure(year, "99.4")
    with pytest.raises(ValidationError) as refusal:
        close(year, manager)
    assert "figures say otherwise" in str(refusal.value.message_dict["reason"])
    assert close(year, manager, reason="The December outage was force majeure").objective.state == "achieved"


def test_without_figures_nothing_was_achieved(year, manager):
    with pytest.raises(ValidationError):
        close(year, manager)
    assert close(year, manager, state="missed").objective.state == "missed"


def test_before_its_end_it_is_closed_with_a_reason_only(approved, contributor, manager):
    Objective.objects.filter(pk=approved.pk).update(due_date=datetime.date.today() + datetime.timedelta(200))
    measurement_record(objective=approved, period_start=D(2026, 1, 1), value="99.7", actor=contributor)
    with pytest.raises(ValidationError) as refusal:
        close(approved, manager)
    assert "not over yet" in str(refusal.value.message_dict["reason"])
    assert close(approved, manager, reason="The service ends").objective.state == "achieved"


def test_once_the_last_period_is_measured_it_is_over(year, manager, contributor):
    due = datetime.date.today() + datetime.timedelta(3)
    Objective.objects.filter(pk=year.pk).update(start_date=D(due.year - 1, 1, 1), due_date=due)
    Measurement.objects.create(objective=year, period_start=due.replace(day=1), period_end=due, value="99.9")
    assert close(year, manager).objective.state == "achieved"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"state": "draft"}, "state"), ({"outcome": " "}, "outcome"), ({"lessons": ""}, "lessons")],
)
def test_outcome_and_lessons_are_asked_for(year, manager, wrong, field):
    measure(year, "99.9")
    with pytest.raises(ValidationError) as refusal:
        close(year, manager, **wrong)
    assert list(refusal.value.message_dict) == [field]
    year.refresh_from_db()
    assert year.state == Objective.State.APPROVED


def test_never_its_owner_nor_who_is_no_manager(year, manager, compliance, contributor):
    measure(year, "99.9")
    for person in (compliance, contributor, make_person("a@obj.test", "A", "Auditor")):
        with pytest.raises(PermissionDenied):
            close(year, person)
    Objective.objects.filter(pk=year.pk).update(owner=manager)
    with pytest.raises(PermissionDenied):
        close(year, manager)


def test_a_revision_that_waits_is_decided_first(year, manager, compliance):
    revision_propose(objective=year, actor=compliance, reason="Later", changes={"due_date": D(2026, 3, 31)})
    with pytest.raises(NotAllowed, match="waits for a Manager"):
        close(year, manager, state="missed")


def test_a_closed_objective_is_not_measured(year, manager, contributor):
    measure(year, "99.9")
    close(year, manager)
    with pytest.raises(NotAllowed):
        measurement_record(objective=year, period_start=D(2025, 5, 1), value="99", actor=contributor)
    assert not [item for item in my_work(contributor, datetime.date.today()) if item.kind == "measurement"]


def test_it_waits_for_the_sponsor_once_the_cycle_is_over(year, manager, contributor, compliance):
    today = datetime.date.today()
    assert [item.kind for item in my_work(manager, today)] == ["year_end"]
    assert "year_end" not in {item.kind for person in (contributor, compliance) for item in my_work(person, today)}
    Objective.objects.filter(pk=year.pk).update(sponsor=contributor)
    assert [item.kind for item in my_work(manager, today)] == ["year_end"], "a sponsor who can't leaves it to who can"
    Objective.objects.filter(pk=year.pk).update(owner=manager)
    assert "year_end" not in {item.kind for item in my_work(manager, today)}


# What follows -------------------------------------------------------------------------------------


def test_the_next_cycle_begins_with_the_figure_that_was_reached(year, manager, compliance):
    measure(year, "99.4", "99.6")
    Milestone.objects.create(objective=year, title="Failover test", due=D(2025, 6, 30), done_on=D(2025, 6, 20))
    successor = close(year, manager, successor=True).successor
    assert (successor.state, successor.baseline, successor.target) == ("draft", Decimal("99.6"), Decimal("99.5"))
    assert (successor.start_date, successor.due_date) == (D(2026, 1, 1), D(2026, 12, 31))
    assert successor.title == "Achieve 99.5% uptime by the end of 2026"
    assert (successor.predecessor, successor.owner, successor.sms_wide) == (year, year.owner, True)
    (resource,) = Resource.objects.filter(objective=successor)
    assert (resource.description, resource.committed_by, resource.committed_on) == ("Two engineers", None, None)
    assert list(successor.milestones.values_list("title", "due", "done_on")) == [
        ("Failover test", D(2026, 6, 30), None)
    ]
    assert not successor.consultations.exists() and not successor.approved_by_id and not successor.outcome
    assert list(year.successors.all()) == [successor]
    assert successor.history.count() == 1


def test_the_manager_who_made_it_may_approve_it_once_others_completed_it(year, manager, compliance, contributor):
    measure(year, "99.4", "99.45")
    successor = close(year, manager, state="missed", successor=True).successor
    from objectives.services import objective_plan
    from tests.objectives.conftest import whole_rows

    objective_plan(objective=successor, actor=compliance, rows=whole_rows())
    submitted = objective_submit(objective=successor, actor=compliance)
    assert objective_approve(objective=submitted, actor=manager).state == "approved"


def test_a_manager_who_edited_the_draft_is_its_author(year, manager, compliance):
    measure(year, "99.4", "99.45")
    successor = close(year, manager, state="missed", successor=True).successor
    successor.area = "Availability"
    save_record(successor, actor=manager)
    from objectives.services import objective_plan
    from tests.objectives.conftest import whole_rows

    objective_plan(objective=successor, actor=compliance, rows=whole_rows())
    submitted = objective_submit(objective=successor, actor=compliance)
    with pytest.raises(PermissionDenied):
        objective_approve(objective=submitted, actor=manager)


def test_of_a_reduction_the_next_cycle_begins_with_the_last_value(year, manager):
    Objective.objects.filter(pk=year.pk).update(
        rule="reduction", direction="at_least", baseline=200, target=10, unit="kWh"
    )
    measure(year, "190", "176")
    successor = close(year, manager, successor=True).successor
    assert (successor.baseline, successor.target) == (Decimal("176"), Decimal("10"))


@pytest.mark.parametrize(
    ("start", "due", "expected"),
    [
        (D(2026, 1, 1), D(2026, 12, 31), (D(2027, 1, 1), D(2027, 12, 31))),
        (D(2026, 3, 15), D(2026, 11, 10), (D(2027, 3, 15), D(2027, 11, 10))),
        (D(2025, 7, 1), D(2026, 12, 31), (D(2027, 7, 1), D(2028, 12, 31))),
        (D(2024, 2, 29), D(2025, 2, 28), (D(2026, 2, 28), D(2027, 2, 28))),
        (D(2022, 3, 1), D(2023, 2, 28), (D(2023, 3, 1), D(2024, 2, 29))),
    ],
)
def test_a_cycle_later(start, due, expected):
    assert next_cycle(start, due) == expected


# Pages --------------------------------------------------------------------------------------------


def test_the_page_shows_what_the_figures_say_and_links_both_cycles(year, manager, compliance, as_person):
    measure(year, "99.4", "99.6")
    url = reverse("objectives:close", args=[year.pk])
    assert as_person(compliance).get(url).status_code == 403
    client = as_person(manager)
    page = client.get(url)
    assert page.status_code == 200 and page.context["form"]["state"].value() == "achieved"
    for words in ("99.6%", "Achieved", "December 2025", "No action was decided on."):
        assert words in page.content.decode()
    refused = client.post(url, {"state": "missed", **SAID})
    assert refused.status_code == 422 and "The figures say otherwise" in refused.content.decode()
    assert client.post(url, {"state": "achieved", **SAID, "successor": "on"}).status_code == 302
    successor = Objective.objects.get(predecessor=year)
    page = client.get(year.get_absolute_url()).content.decode()
    assert successor.reference in page and SAID["lessons"] in page
    assert year.reference in client.get(successor.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 302
    assert client.post(url, {"state": "achieved", **SAID}).status_code == 302
    assert Objective.objects.filter(predecessor=year).count() == 1


def test_the_page_asks_why_it_is_closed_before_its_end(approved, manager, as_person):
    Objective.objects.filter(pk=approved.pk).update(due_date=datetime.date.today() + datetime.timedelta(200))
    url = reverse("objectives:close", args=[approved.pk])
    client = as_person(manager)
    assert client.get(url).context["form"].fields["reason"].required, "it is not called optional"
    refused = client.post(url, {"state": "missed", **SAID})
    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"] == [
        "The cycle is not over yet. Say why the objective is closed early."
    ]
    assert client.post(url, {"state": "missed", **SAID, "reason": "The service ends"}).status_code == 302

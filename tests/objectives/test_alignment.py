"""What objectives serve: the statements of a policy, and the page that shows what none of them serves."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from objectives.alignment import LONGEST, priorities, statements
from objectives.models import Objective
from objectives.services import objective_create, objective_withdraw
from objectives.views.alignment import running_cycle
from smsplan.context.models import Organization

PAGE = "/objectives/alignment/"
BACKEND = "smsplan.accounts.backends.WindowedBackend"


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("", []),
        (
            "We learn. We keep promises!\n\nWe tell the figures",
            ["We learn.", "We keep promises!", "We tell the figures"],
        ),
        ("- One\n* Two\n• Three\n1. Four\n(b) Five", ["One", "Two", "Three", "Four", "Five"]),
        ("Same.\nSame.", ["Same."]),
        ("Restored in 1.5 hours. Reviewed e.g. monthly", ["Restored in 1.5 hours.", "Reviewed e.g. monthly"]),
        ("  spread \t over   blanks ", ["spread over blanks"]),
    ],
)
def test_a_policy_is_made_of_lines_and_sentences(policy, found):
    assert statements(policy) == found


def test_a_long_statement_fits_where_an_objective_keeps_it():
    (text,) = statements("word " * 200)
    assert len(text) <= LONGEST and text.endswith("…")


def test_priorities_come_once_and_without_blanks():
    assert priorities(["A", " ", "B", "A "]) == ["A", "B"]


@pytest.mark.parametrize(
    ("day", "month", "cycle"),
    [
        ("2026-11-23", 1, ("2026-01-01", "2026-12-31")),
        ("2026-03-31", 4, ("2025-04-01", "2026-03-31")),
        ("2026-04-01", 4, ("2026-04-01", "2027-03-31")),
        ("2026-02-28", 2, ("2026-02-01", "2027-01-31")),
        ("2026-06-01", 12, ("2025-12-01", "2026-11-30")),
    ],
)
def test_the_running_cycle_begins_in_the_organizations_month(day, month, cycle):
    assert tuple(map(str, running_cycle(datetime.date.fromisoformat(day), month))) == cycle


# The page -----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def page(client, approved, compliance):
    """The page as an auditor's colleague reads it, with the priorities A, B, C and a policy of two statements."""
    Organization.objects.filter(pk=1).update(strategic_priorities=["A", "B", "C"], policy="We learn. We deliver.")
    Objective.objects.filter(pk=approved.pk).update(serves=["A", "We deliver."])
    objective_create(actor=compliance, title="A draft for B", serves=["B", "Gone"])
    objective_create(actor=compliance, title="Serves nothing")
    withdrawn = objective_create(actor=compliance, title="Given up", serves=["C"])
    objective_withdraw(objective=withdrawn, actor=compliance, reason="x")
    long_ago = {"start_date": datetime.date(2024, 1, 1), "due_date": datetime.date(2024, 12, 31)}
    objective_create(actor=compliance, title="Of another cycle", serves=["C"], **long_ago)
    client.force_login(compliance, backend=BACKEND)
    return client.get(PAGE)


def test_what_is_served_and_what_is_not(page, approved):
    (_label, _one, lines), (_label, _one, policy) = page.context["groups"]
    found = {line.text: [one.title for one, _pill in line.objectives] for line in (*lines, *policy)}
    assert found == {
        "A": [approved.title], "B": ["A draft for B"], "C": [], "We learn.": [], "We deliver.": [approved.title],
    }  # fmt: skip
    assert {line.text: line.served for line in lines} == {"A": True, "B": False, "C": False}
    assert page.context["unserved"] == 2
    assert page.text.count("No objective serves it") == 2 and page.text.count("None approved yet") == 1


def test_objectives_that_serve_nothing_and_links_to_what_is_gone(page):
    assert [one.title for one, _pill in page.context["idle"]] == ["Serves nothing"]
    (fallen,) = page.context["fallen"]
    assert fallen.text == "Gone" and [one.title for one, _pill in fallen.objectives] == ["A draft for B"]
    assert "Given up" not in page.text and "Of another cycle" not in page.text


def test_an_organization_without_words_is_told_where_they_belong(client, auditor):
    client.force_login(auditor, backend=BACKEND)
    page = client.get(PAGE)
    assert page.status_code == 200 and page.text.count("None are written down yet.") == 2


def test_only_those_who_see_all_objectives_see_it_and_the_list_leads_there(
    client, auditor, manager, contributor, outsider
):
    for person, status in ((auditor, 200), (manager, 200), (contributor, 403), (outsider, 403)):
        client.force_login(person, backend=BACKEND)
        assert client.get(PAGE).status_code == status
    for person, linked in ((auditor, True), (contributor, False)):
        client.force_login(person, backend=BACKEND)
        assert (PAGE in client.get(reverse("objectives:list")).text) is linked


def test_the_page_asks_the_same_number_of_questions_however_many_objectives(
    client, compliance, page, django_assert_max_num_queries
):
    def cost() -> int:
        with django_assert_max_num_queries(20) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    before = cost()
    for number in range(8):
        objective_create(actor=compliance, title=f"More {number}", serves=["A"])
    assert cost() == before

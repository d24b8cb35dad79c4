"""Home and My work: each person sees what is theirs, at a constant price."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from risks.services import risk_create
from smsplan.audit.events import Action, record_event

pytestmark = pytest.mark.django_db
ROLES = ("compliance", "manager", "contributor", "auditor", "administrator", "outsider")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_signed_in_has_both_pages(as_person, people, role):
    client = as_person(getattr(people, role))
    assert client.get(reverse("work:home")).status_code == 200
    assert client.get(reverse("work:list")).status_code == 200


def test_nobody_else_has(client):
    assert client.get(reverse("work:home")).status_code == 302


def risks(people, count: int, owner) -> None:
    for number in range(count):
        risk_create(
            actor=people.compliance,
            title=f"Risk {number}",
            likelihood=2,
            impact=3,
            owner=owner,
            review_date=timezone.localdate() - datetime.timedelta(days=3),
        )


def test_my_work_is_mine(as_person, people):
    risks(people, 1, people.contributor)
    page = as_person(people.contributor).get(reverse("work:list")).content.decode()
    assert "RSK-0001" in page and "overdue by 3 days" in page
    assert "RSK-0001" not in as_person(people.manager).get(reverse("work:list")).content.decode()


def test_reminders_are_not_what_happened_last(as_person, people):
    for action in (Action.MOVED, Action.REMINDED):
        record_event(action=action, actor=people.manager, label="SMP 1.0")
    events = as_person(people.auditor).get(reverse("work:home")).context["home"].events
    assert {event.action for event in events} & {Action.MOVED, Action.REMINDED} == {Action.MOVED}


def test_a_contributor_sees_the_matrix_of_their_own_risks(as_person, people):
    risks(people, 1, people.contributor)
    risks(people, 2, people.manager)

    def total(person) -> int:
        return as_person(person).get(reverse("work:home")).context["home"].matrix.total

    assert total(people.contributor) == 1 and total(people.compliance) == 3


def test_what_a_role_does_not_reach_is_not_there(as_person, people):
    home = as_person(people.outsider).get(reverse("work:home")).context["home"]
    assert home.plan is home.objectives is home.matrix is home.changes is home.events is None
    assert as_person(people.manager).get(reverse("work:home")).context["home"].events is None


def test_the_price_does_not_grow(as_person, people, django_assert_max_num_queries):
    client = as_person(people.compliance)
    client.get(reverse("work:home"))
    with django_assert_max_num_queries(45) as few:
        client.get(reverse("work:home"))
    risks(people, 12, people.compliance)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("work:home"))

"""Signing in: events for good and bad tries, one message for every wrong one, and access windows."""

import datetime

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def sign_in(client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_sign_in_and_a_sign_out_are_events(client, people):
    assert sign_in(client, "Auditor@Example.test").status_code == 302
    event = Event.objects.get(action=Action.SIGNED_IN)
    assert event.actor == people.auditor and event.address == "127.0.0.1"
    client.post(reverse("account_logout"))
    assert Event.objects.get(action=Action.SIGNED_OUT).actor == people.auditor


def test_signing_in_changes_nothing_of_the_person(client, people):
    before = people.auditor.history.count()
    sign_in(client, people.auditor.email)
    people.auditor.refresh_from_db()
    assert people.auditor.last_login is not None
    assert people.auditor.history.count() == before
    people.auditor.job_title = "Lead auditor"
    people.auditor.save(update_fields=["job_title"])
    assert people.auditor.history.count() == before + 1


@pytest.mark.parametrize("email", ["auditor@example.test", "nobody@example.test"])
def test_a_wrong_one_says_the_same_and_is_an_event(client, people, email):
    answer = sign_in(client, email, "wrong-password-entirely")
    page = answer.content.decode()
    assert "The email address and/or password you specified are not correct." in page
    event = Event.objects.get(action=Action.SIGN_IN_FAILED)
    assert event.actor is None and event.target_label == email
    assert not Event.objects.filter(action=Action.SIGNED_IN).exists()


@pytest.mark.parametrize(
    "fields",
    [{"is_active": False}, {"access_until": timezone.localdate() - DAY}, {"access_from": timezone.localdate() + DAY}],
    ids=["deactivated", "window closed", "window not open yet"],
)
def test_who_may_not_enter(client, people, fields):
    for name, value in fields.items():
        setattr(people.auditor, name, value)
    people.auditor.save()
    answer = client.post(reverse("account_login"), {"login": "auditor@example.test", "password": PASSWORD}, follow=True)
    assert "access period has ended" in answer.content.decode()
    assert "_auth_user_id" not in client.session and not Event.objects.filter(action=Action.SIGNED_IN).exists()
    assert Event.objects.filter(action=Action.SIGN_IN_FAILED, reason__icontains="access window").count() == 1
    assert client.get(reverse("work:home")).status_code == 302


@pytest.mark.parametrize("end", [{"access_until": timezone.localdate() - DAY}, {"is_active": False}])
def test_a_running_session_ends_with_the_window(client, people, end):
    sign_in(client, "auditor@example.test")
    assert client.get(reverse("work:home")).status_code == 200
    for name, value in end.items():
        setattr(people.auditor, name, value)
    people.auditor.save()
    assert reverse("account_login") in client.get(reverse("work:home")).url


def test_both_ends_of_the_window_are_inside(people):
    today = timezone.localdate()
    person = User(full_name="X", access_from=today, access_until=today)
    assert person.may_enter(today) and not person.may_enter(today + DAY) and not person.may_enter(today - DAY)


def test_people_are_never_deleted(people):
    for act in (lambda: User.objects.filter(pk=people.outsider.pk).delete(), people.outsider.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert User.objects.filter(pk=people.outsider.pk).exists()


def test_nobody_signs_up(client, db):
    data = {"email": "new@example.test", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", data)
    assert not User.objects.filter(email="new@example.test").exists()

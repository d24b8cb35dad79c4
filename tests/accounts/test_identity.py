"""The password as a signature: asked again, counted when it is wrong, and never without a trace."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from smsplan.accounts import identity
from smsplan.audit.models import Action, Event
from tests.people import PASSWORD
from tests.threads import at_once


def refusal(person, password: str) -> str:
    """The words in which it is refused; empty when it is not."""
    try:
        identity.confirm(person=person, password=password, act="Approve SMP 1.0")
    except ValidationError as error:
        return error.message_dict["password"][0]
    return ""


@pytest.mark.django_db
def test_the_right_password_leaves_no_trace(people):
    assert refusal(people.manager, PASSWORD) == ""
    assert not Event.objects.filter(action=Action.SIGNATURE_REFUSED).exists()


@pytest.mark.django_db
def test_five_wrong_passwords_and_one_has_to_wait(people):
    assert all("not your password" in refusal(people.manager, word) for word in ("", "a", PASSWORD[1:], "b", "c"))
    assert "Too many wrong passwords" in refusal(people.manager, PASSWORD)
    assert refusal(people.auditor, PASSWORD) == ""  # Only the one who typed them.
    assert Event.objects.filter(action=Action.SIGNATURE_REFUSED, actor=people.manager).count() == 6


@pytest.mark.django_db
def test_a_right_password_forgets_the_wrong_ones(people):
    for _round in range(3):
        for _try in range(4):
            refusal(people.manager, "wrong")
        assert refusal(people.manager, PASSWORD) == ""


@pytest.mark.django_db
def test_the_password_of_somebody_else_is_wrong(people):
    people.auditor.set_password("another-long-password")
    people.auditor.save()
    assert "not your password" in refusal(people.manager, "another-long-password")


@pytest.mark.django_db
def test_who_has_no_password_or_no_access_is_told_so(people):
    people.manager.set_unusable_password()
    people.manager.save()
    assert "no password to sign with" in refusal(people.manager, PASSWORD)
    people.auditor.access_until = datetime.date(2026, 1, 31)
    people.auditor.save()
    with time_machine.travel("2026-02-02 12:00Z"):
        assert "may not enter any more" in refusal(people.auditor, PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_the_trace_outlives_the_refusal_or_the_refusal_is_an_error(people):
    with pytest.raises(RuntimeError), transaction.atomic():
        refusal(people.manager, "wrong")  # Its event would go with the transaction around it.
    refusal(people.manager, "wrong")
    assert Event.objects.filter(action=Action.SIGNATURE_REFUSED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_wrong_passwords_at_once_are_counted_one_by_one(people):
    words = at_once([lambda number=number: refusal(people.manager, f"guess-{number}") for number in range(12)])
    assert sum("not your password" in word for word in words) == identity.MOST_WRONG
    assert sum("Too many wrong passwords" in word for word in words) == 12 - identity.MOST_WRONG

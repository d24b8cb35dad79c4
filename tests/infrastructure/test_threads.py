"""What the tests of races stand on: all begin together, and no outcome is lost."""

import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from tests import threads
from tests.threads import at_once, refusals
from tests.waiting import until

OURS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_all_are_under_way_at_the_same_time_and_leave_no_connection():
    before = sessions()
    meeting = threading.Barrier(5)

    def meet() -> int:
        meeting.wait(60)
        seen = sessions()
        meeting.wait(60)  # Nobody goes before all have counted.
        return seen

    assert at_once([meet] * 5) == [before + 5] * 5
    until(lambda: sessions() == before, "each connection closed")


@pytest.mark.django_db(transaction=True)
def test_what_came_of_each_stands_in_its_place():
    def fails():
        pytest.fail("no exception of the usual kind")

    one, two, three, four = at_once([lambda: "first", lambda: 1 / 0, lambda: None, fails])
    assert (one, three) == ("first", None)
    assert isinstance(two, ZeroDivisionError) and isinstance(four, pytest.fail.Exception)
    assert refusals([one, two, three, four]) == {ZeroDivisionError: 1, pytest.fail.Exception: 1}


@pytest.mark.django_db(transaction=True)
def test_one_that_hangs_is_told_with_where_it_hangs(monkeypatch):
    monkeypatch.setattr(threads, "END_SECONDS", 0.5)
    door = threading.Event()

    def behind_the_door():
        door.wait(60)

    try:
        with pytest.raises(AssertionError, match=r"these still go on: \[1\](.|\n)*behind_the_door"):
            at_once([lambda: None, behind_the_door])
    finally:
        door.set()


def test_one_that_cannot_begin_fails_the_test(monkeypatch):
    def refuse():
        raise OperationalError("too many clients already")

    full = SimpleNamespace(ensure_connection=refuse, close=lambda: None)
    monkeypatch.setattr(threads, "connection", full)
    with pytest.raises(AssertionError, match=r"Not all could begin.*too many clients"):
        at_once([lambda: None] * 2)


def test_waiting_tells_what_for_and_returns_what_came():
    answers = iter(["", "", "here"])
    assert until(lambda: next(answers), "it comes") == "here"
    with pytest.raises(AssertionError, match="Not within 0 s: the log: empty"):
        until(lambda: False, lambda: "the log: empty", seconds=0)

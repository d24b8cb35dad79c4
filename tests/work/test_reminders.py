"""Reminders reach their owner once, also when rounds run twice, at once, or after an outage."""

import datetime

import pytest
import time_machine

from smsplan.audit.models import Action, Event
from smsplan.inbox.models import Notification
from smsplan.records.due import DueItem
from smsplan.work import due, reminders, tasks
from smsplan.work.models import ReminderRun
from tests.threads import at_once

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 6, 30)


def on(offset: int) -> datetime.date:
    return DUE + datetime.timedelta(days=offset)


@pytest.fixture
def items(monkeypatch) -> list[DueItem]:
    """What is due, as the registers would say it."""
    found: list[DueItem] = []
    monkeypatch.setattr(reminders, "due_items", lambda today: list(found))
    return found


def item(owner, kind="change", **fields) -> DueItem:
    values = {
        "key": f"{kind}:1", "kind": kind, "owner_id": owner.pk if owner else None, "reference": "CHG-0001",
        "title": "Move the service desk", "due": DUE, "url": "/changes/1/", "act": "Implement the change",
    }  # fmt: skip
    return DueItem(**values | fields)


def test_the_owner_is_told_once_and_the_trail_knows(items, people):
    items.append(item(people.contributor))
    assert reminders.send_reminders(on(0)) == 1
    assert reminders.send_reminders(on(0)) == reminders.send_reminders(on(1)) == 0
    note = Notification.objects.get()
    assert note.recipient == people.contributor and note.url == "/changes/1/"
    assert "CHG-0001" in note.title and "due today" in note.body
    event = Event.objects.get(action=Action.REMINDED)
    assert event.actor is None and "contributor@example.test" in event.detail["recipient"]


def test_every_stage_of_the_annual_review(items, people):
    items.append(item(people.compliance, kind="smp_review"))
    sent = [offset for offset in range(-70, 17) if reminders.send_reminders(on(offset))]
    assert sent == [-60, -30, -14, -7, -1, 1, 8, 15]


def test_after_an_outage_the_newest_stage_goes_out_alone(items, people):
    items.append(item(people.compliance, kind="smp_review"))
    reminders.send_reminders(on(-60))
    assert reminders.send_reminders(on(-5)) == 1
    keys = list(Notification.objects.order_by("pk").values_list("key", flat=True))
    assert [key.rpartition(":")[2] for key in keys] == ["before-60", "before-7"]


def test_a_new_date_is_reminded_of_anew(items, people):
    items.append(item(people.contributor))
    reminders.send_reminders(on(0))
    items[0] = item(people.contributor, due=on(30))
    assert reminders.send_reminders(on(30)) == 1


@pytest.mark.parametrize("gone", ["nobody", "deactivated"])
def test_without_an_active_owner_compliance_is_told(items, people, gone):
    if gone == "deactivated":
        people.contributor.is_active = False
        people.contributor.save()
    items.append(item(people.contributor if gone == "deactivated" else None))
    reminders.send_reminders(on(0))
    note = Notification.objects.get()
    assert note.recipient == people.compliance and "no active owner" in note.body


def test_words_are_in_the_recipients_language(items, people, monkeypatch):
    from django.utils import translation

    seen = []
    monkeypatch.setattr(
        reminders, "due_items", lambda today: seen.append(translation.get_language()) or [item(people.contributor)]
    )
    people.contributor.language = "id"
    people.contributor.save()
    reminders.send_reminders(on(0))
    assert "id" in seen


@pytest.mark.django_db(transaction=True)
def test_rounds_at_once_make_one_notification(items, people):
    items.append(item(people.contributor))
    counts = at_once([lambda: reminders.send_reminders(on(0))] * 4)
    assert sorted(counts, key=str) == [0, 0, 0, 1]
    assert Notification.objects.count() == Event.objects.filter(action=Action.REMINDED).count() == 1


@pytest.mark.parametrize(
    ("last", "now", "missed"),
    [
        (None, "2026-06-30T08:00+07:00", True),
        ("2026-06-30", "2026-06-30T08:00+07:00", False),
        ("2026-06-29", "2026-06-30T05:59+07:00", False),
        ("2026-06-29", "2026-06-30T06:00+07:00", True),
        ("2026-06-20", "2026-06-30T05:00+07:00", True),
    ],
)
def test_a_missed_round_is_made_up_when_a_worker_starts(items, people, last, now, missed):
    if last:
        ReminderRun.objects.create(day=datetime.date.fromisoformat(last))
    before = ReminderRun.objects.count()
    with time_machine.travel(datetime.datetime.fromisoformat(now), tick=False):
        tasks.make_up_reminders()
        tasks.make_up_reminders()
    assert ReminderRun.objects.count() - before == int(missed)


def test_all_registers_are_asked(people):
    assert due.due_items(on(0)) == []


def test_the_reminder_goes_out_by_mail(items, people, mailoutbox):
    from smsplan.inbox.services import send_waiting

    items.append(item(people.contributor))
    reminders.send_reminders(on(0))
    assert send_waiting() == 1 and send_waiting() == 0
    assert mailoutbox[0].to == ["contributor@example.test"] and "/changes/1/" in mailoutbox[0].body

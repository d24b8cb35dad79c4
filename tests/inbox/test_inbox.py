"""Telling a person something once, in the application and by mail."""

import smtplib

import pytest
from django.core import mail
from django.urls import reverse

from smsplan.inbox import services
from smsplan.inbox.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(people) -> Notification:
    services.tell(recipient=people.contributor, key="k:1", url="/work/", words=lambda: ("Value due", "Record it."))
    return Notification.objects.get()


def test_once_per_key_and_person(people, note):
    def again(person):
        return services.tell(recipient=person, key="k:1", url="", words=lambda: ("Other", ""))

    assert not again(people.contributor) and again(people.manager)
    assert Notification.objects.filter(recipient=people.contributor).get().title == "Value due"


def test_reading(as_person, people, note):
    client = as_person(people.contributor)
    page = client.get(reverse("inbox:inbox")).content.decode()
    assert "Value due" in page and "Inbox, 1 unread" in page
    assert client.post(reverse("inbox:open", args=[note.pk])).url == "/work/"
    note.refresh_from_db()
    assert note.read_at and "unread" not in client.get(reverse("inbox:inbox")).content.decode()


def test_all_at_once(as_person, people, note):
    as_person(people.contributor).post(reverse("inbox:inbox"))
    assert not Notification.objects.filter(read_at=None).exists()


def test_anothers_notification_does_not_exist(as_person, people, note):
    client = as_person(people.manager)
    assert client.post(reverse("inbox:open", args=[note.pk])).status_code == 404
    assert "Value due" not in client.get(reverse("inbox:inbox")).content.decode()


def test_mail_goes_out_once(people, note):
    assert services.send_waiting() == 1 and services.send_waiting() == 0
    assert mail.outbox[0].subject == "Value due" and "/work/" in mail.outbox[0].body


@pytest.mark.parametrize("error", [ConnectionRefusedError(), smtplib.SMTPServerDisconnected(), TimeoutError()])
def test_a_mail_server_that_is_down_is_tried_again(note, monkeypatch, error):
    def down(self, *args, **kwargs):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", down)
        assert services.send_waiting() == 0
    note.refresh_from_db()
    assert note.mail_state == Notification.Mail.WAITING and note.mail_attempts == 1
    assert services.send_waiting() == 1


def test_what_never_goes_out_is_given_up(note, monkeypatch):
    def down(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    for _ in range(services.MAIL_ATTEMPTS):
        services.send_waiting()
    note.refresh_from_db()
    assert note.mail_state == Notification.Mail.FAILED


def test_who_left_gets_no_mail(people, note):
    people.contributor.is_active = False
    people.contributor.save()
    assert services.send_waiting() == 0 and mail.outbox == []


def test_a_title_in_several_lines_does_not_block_the_mail(people):
    services.tell(recipient=people.contributor, key="k:2", url="", words=lambda: ("Two\nlines", "x"))
    assert services.send_waiting() == 1


def test_the_demos_mail_is_for_the_administrator(as_person, people, settings, tmp_path, note):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    services.send_waiting()
    page = as_person(people.administrator).get(reverse("inbox:mail")).content.decode()
    assert "contributor@example.test" in page and "Record it." in page
    assert as_person(people.compliance).get(reverse("inbox:mail")).status_code == 403


def test_without_a_folder_there_is_no_such_page(as_person, people):
    assert as_person(people.administrator).get(reverse("inbox:mail")).status_code == 404

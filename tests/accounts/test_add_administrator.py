"""The first person of an installation."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from smsplan.accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_administrator_is_made_and_invited(client, capsys):
    call_command("add_administrator", "first@example.test", "First Person")
    person = User.objects.get(email="first@example.test")
    assert person.role_names == ["Administrator"]
    assert not person.is_superuser
    assert not person.has_usable_password()
    (sent,) = mail.outbox
    path = re.search(r"https?://[^/\s]+(/\S+)", sent.body)[1]
    assert client.get(path, follow=True).status_code == 200
    assert "the invitation went to first@example.test" in capsys.readouterr().out


def test_an_address_that_is_known_is_refused():
    call_command("add_administrator", "first@example.test", "First Person")
    with pytest.raises(CommandError, match="exists"):
        call_command("add_administrator", "FIRST@example.test", "Somebody Else")
    assert User.objects.count() == 1

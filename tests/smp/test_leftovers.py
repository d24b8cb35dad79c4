"""What was typed into a version that has ended is kept for a while, to be copied; into an open one, for good."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from smp import services
from smp.models import Section, SectionDraft
from smp.tasks import sweep_unsaved_texts
from smsplan.ui.templatetags.ui import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(draft) -> Section:
    return draft.sections.get(key="scope")


def keep(section: Section, actor) -> None:
    services.text_keep(section=section, actor=actor, body="<p>Mine</p>", read_at_revision=section.revision)


def in_days(days: int):
    """So many days from now."""
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False)


def test_what_was_typed_into_an_open_version_stays(scope, author):
    keep(scope, author)
    with in_days(1000):
        sweep_unsaved_texts()
    services.version_submit(version=scope.version, actor=author)
    with in_days(1000):
        sweep_unsaved_texts()
    assert services.text_of(scope, author).body == "<p>Mine</p>"


def test_what_was_typed_into_one_that_ended_goes_ninety_days_after(scope, author, client):
    keep(scope, author)
    with in_days(200):
        version = services.version_discard(version=scope.version, actor=author, reason="Begun too early")
        client.force_login(author)
        page = client.get(reverse("smp:section", args=[version.pk, scope.key])).content.decode()
        until = day(timezone.localdate() + datetime.timedelta(days=90))
        assert f"What you had typed is kept until {until}" in page and "<p>Mine</p>" in page
        with in_days(89):
            sweep_unsaved_texts()
        assert services.text_of(scope, author), "the version ended only now, however old the text is"
        with in_days(60):
            keep(scope, author)  # From a page that was left open.
        with in_days(91):
            sweep_unsaved_texts()
        assert services.text_of(scope, author), "it was typed later"
        with in_days(151):
            sweep_unsaved_texts()
        assert not SectionDraft.objects.exists()

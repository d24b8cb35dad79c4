"""The plan's own page: what asks for attention first, then where everything stands; and each reads their own part."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from smp import services
from smp.models import Version
from smsplan.context.models import Service
from smsplan.records.services import save_record
from smsplan.ui.templatetags.ui import moment
from tests.smp.conftest import approve, publish_now, submit, write_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(manager, in_review) -> Version:
    approve(in_review, manager)
    return publish_now(in_review)


def home(client, person) -> str:
    client.force_login(person)
    answer = client.get(reverse("smp:list"))
    assert answer.status_code == 200
    return answer.content.decode()


def notes(client, person) -> list[str]:
    """What asks for this person's attention."""
    client.force_login(person)
    return [note.text for note in client.get(reverse("smp:list")).context["notes"]]


def test_a_reader_is_asked_and_then_is_not(client, in_force, contributor):
    due = in_force.effective_on + datetime.timedelta(days=14)
    assert len(notes(client, contributor)) == 1 and "acknowledge SMP 1.0" in notes(client, contributor)[0]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20), tick=False):
        assert "should have read" in notes(client, contributor)[0]
    assert str(due.day) in notes(client, contributor)[0]
    services.version_acknowledge(version=in_force, actor=contributor)
    assert notes(client, contributor) == []


def test_a_reader_sees_nothing_of_the_plans_life(client, in_force, author, contributor):
    services.version_draft(actor=author, reason_kind="correction", change_summary="Hidden")
    page = home(client, contributor)
    for hidden in ("SMP 1.1", "Hidden", "Drift", "Coverage of 6.3", reverse("smp:acknowledgements")):
        assert hidden not in page
    assert reverse("smp:in_force") in page


def test_it_tells_how_far_the_acknowledgement_is(client, in_force, author, manager, contributor):
    services.version_acknowledge(version=in_force, actor=contributor)
    page = home(client, author)
    assert "1 of 3 (33 %)" in page and reverse("smp:acknowledgements") in page


def test_drift_is_counted_by_gravity_and_asks_for_a_review(client, in_force, author):
    assert not [note for note in notes(client, author) if "grave" in note]
    save_record(Service(title="Cloud Hosting", owner=author), actor=author)
    assert "1 grave change in the registers asks for a review of the plan." in notes(client, author)
    page = home(client, author)
    assert "1 grave" in page and reverse("smp:drift") in page


def test_the_annual_review_is_announced_and_then_overdue(client, in_force, author, manager):
    for days, word in ((-61, None), (-30, "is due on"), (3, "is overdue since")):
        day = datetime.datetime.combine(in_force.next_review_on, datetime.time(5), tzinfo=datetime.UTC)
        with time_machine.travel(day + datetime.timedelta(days=days), tick=False):
            found = [note for note in notes(client, manager) if "annual review" in note]
            assert [word in note for note in found] == ([True] if word else [])
            if word:
                assert reverse("smp:review", args=[in_force.pk]) in home(client, manager)


def test_the_version_in_work_shows_its_approvals(client, in_force, author, manager, second_manager):
    draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
    write_all(draft, author)
    assert "10 of 10" in home(client, author)
    version = submit(draft, author, manager, second_manager, in_order=True)
    approve(version, manager)
    page = home(client, author)
    assert "1 of 2" in page and "Waits for" in page
    assert "SMP 1.1 waits for your approval." in notes(client, second_manager)
    assert not [note for note in notes(client, manager) if "waits for your approval" in note]


def test_the_version_in_work_was_last_changed_when_one_of_its_sections_was(client, in_force, author):
    draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
    later = draft.updated_at + datetime.timedelta(hours=30)
    with time_machine.travel(later, tick=False):
        services.section_save(section=draft.sections.get(key="risks"), actor=author, body="<p>Anew</p>")
    assert moment(later) in home(client, author) and moment(draft.updated_at) not in home(client, author)


def test_each_version_leads_to_what_it_changed(client, in_force, author):
    draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
    assert f"{reverse('smp:compare')}?from={in_force.pk}&amp;to={draft.pk}" in home(client, author)


def test_before_the_first_version_it_teaches(client, author):
    assert "There is no Service Management Plan yet" in home(client, author)

"""Reviewing the plan (6.3): due by the calendar and when the registers drift, and "no change needed" kept with why."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from smp import due, selectors, services
from smp.models import PlanReview, Version
from smp.review_dates import due_for_drift
from smp.services.reviewing import drift_seen
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.records.services import NotAllowed, save_record
from tests.smp.conftest import approve, publish_now
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(manager, in_review) -> Version:
    approve(in_review, manager)
    return publish_now(in_review)


@pytest.fixture
def drifted(in_force, author) -> Version:
    """The version in force, and a service that it does not know."""
    add_service(author, "Cloud Hosting")
    return in_force


def add_service(author, title: str) -> None:
    save_record(Service(title=title, owner=author), actor=author)


def review(version: Version, actor, reason: str = "The change is covered by the text.", **read) -> PlanReview:
    """Review it as somebody does who has just opened the page."""
    seen = {"revision": Version.objects.get(pk=version.pk).revision, "seen": drift_seen(version)} | read
    return services.version_review(version=version, actor=actor, reason=reason, **seen)


def waiting(today: datetime.date | None = None) -> list:
    return [item for item in due.due_items(today=today or timezone.localdate()) if item.kind == "smp_review"]


class TestNoChangeNeeded:
    def test_is_kept_with_why_and_what_had_changed(self, drifted, manager):
        kept = review(drifted, manager)
        assert (kept.by, kept.reason) == (manager, "The change is covered by the text.")
        assert any("Service added: Cloud Hosting" in line for line in kept.drift)
        assert Event.objects.get(action=Action.REVIEWED).actor == manager
        assert "no change needed" in Version.history.filter(id=drifted.pk).latest().history_change_reason

    def test_the_next_is_due_twelve_months_later(self, in_force, manager):
        day = in_force.effective_on + datetime.timedelta(days=300)
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC), tick=False):
            kept = review(in_force, manager)
        assert kept.next_review_on == day.replace(year=day.year + 1)
        assert Version.objects.get(pk=in_force.pk).next_review_on == kept.next_review_on

    def test_drift_stays_in_sight(self, client, drifted, manager):
        review(drifted, manager)
        assert "Service added: Cloud Hosting" in [drift.words for drift in selectors.drifts()]
        client.force_login(manager)
        assert "Cloud Hosting" in client.get(reverse("smp:drift")).content.decode()
        assert "1 grave" in client.get("/smp/").content.decode()

    def test_needs_a_reason(self, in_force, manager):
        with pytest.raises(ValidationError, match="Say why"):
            review(in_force, manager, reason="  ")
        assert not PlanReview.objects.exists()

    def test_is_for_managers(self, in_force, author, contributor, auditor):
        for who in (author, contributor, auditor):
            with pytest.raises(PermissionDenied):
                review(in_force, who)

    def test_is_for_the_version_in_force(self, in_force, author, manager):
        draft = services.version_draft(actor=author, reason_kind="annual_review", change_summary="Annual")
        with pytest.raises(NotAllowed):
            review(draft, manager)

    def test_nobody_signs_for_drift_they_did_not_see(self, drifted, author, manager):
        seen = drift_seen(drifted)
        add_service(author, "Managed Network")
        with pytest.raises(NotAllowed, match="More has changed"):
            review(drifted, manager, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_reviews_at_once_one_counts(in_force, manager, second_manager):
    read = {"revision": in_force.revision, "seen": drift_seen(in_force)}
    outcomes = at_once(
        [
            lambda who=who: services.version_review(version=in_force, actor=who, reason="Still right.", **read)
            for who in (manager, second_manager)
        ]
    )
    assert refusals(outcomes) == {NotAllowed: 1}
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, NotAllowed)]
    assert "a moment ago" in str(refused)
    assert PlanReview.objects.count() == 1


class TestWhatWaits:
    def test_when_the_year_is_nearly_over(self, in_force, author, manager):
        assert waiting(in_force.next_review_on - datetime.timedelta(days=61)) == []
        items = waiting(in_force.next_review_on - datetime.timedelta(days=60))
        assert {item.owner_id: item.url for item in items} == {
            author.pk: "/smp/",
            manager.pk: f"/smp/{in_force.pk}/review/",
        }
        assert {item.due for item in items} == {in_force.next_review_on}

    def test_when_the_registers_have_changed_gravely(self, drifted):
        items = waiting()
        assert items and {item.due for item in items} == {due_for_drift(timezone.localdate())}
        assert "the registers have changed" in items[0].act

    def test_and_stands_on_the_first_page_of_who_has_to(self, client, drifted, author, manager, contributor):
        for person, seen in ((author, True), (manager, True), (contributor, False)):
            client.force_login(person)
            words = "Review the Service Management Plan: the registers have changed</a>: due in 30 days"
            assert (words in client.get("/").content.decode()) is seen
        with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
            client.force_login(author)
            assert "Review overdue" in client.get("/").content.decode()

    def test_until_it_is_reviewed_and_again_for_what_comes_later(self, drifted, author, manager):
        review(drifted, manager)
        assert waiting() == []
        add_service(author, "Managed Network")
        assert len(waiting()) == 2

    def test_for_who_is_still_here(self, in_force, author, manager, second_manager):
        manager.is_active = False
        manager.save()
        owners = {item.owner_id for item in waiting(in_force.next_review_on)}
        assert owners == {author.pk, second_manager.pk}


class TestThePage:
    def test_shows_what_has_changed_and_keeps_the_review(self, client, drifted, manager):
        client.force_login(manager)
        address = reverse("smp:review", args=[drifted.pk])
        page = client.get(address)
        assert "Service added: Cloud Hosting" in page.content.decode()
        assert page.context["due"] == due_for_drift(timezone.localdate()), "sooner than the year is over"
        data = {name: page.context["form"][name].value() for name in ("revision", "seen")} | {"reason": "Not in scope."}
        assert client.post(address, data).status_code == 302
        assert PlanReview.objects.get().reason == "Not in scope."
        assert client.post(address, data).status_code == 409
        assert PlanReview.objects.count() == 1

    def test_who_may_not_is_refused(self, client, in_force, author, contributor):
        for who in (author, contributor):
            client.force_login(who)
            assert client.get(reverse("smp:review", args=[in_force.pk])).status_code == 403
            assert client.post(reverse("smp:review", args=[in_force.pk]), {"reason": "x"}).status_code == 403

    def test_document_control_tells_of_it(self, client, drifted, manager):
        review(drifted, manager, reason="Covered by the annual text.")
        client.force_login(manager)
        page = client.get(f"{drifted.get_absolute_url()}?tab=control").content.decode()
        assert "Covered by the annual text." in page and "Service added: Cloud Hosting" in page

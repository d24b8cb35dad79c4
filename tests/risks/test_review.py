"""Reviewed, still valid: who may say so, and when the next review is due."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from risks.intervals import after_months
from risks.services import risk_close, risk_create, risk_review
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed, save_record


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-15", 3, "2026-04-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-06-01", 0, "2026-06-01"),
    ],
)
def test_months_end_where_the_calendar_says(day, months, then):
    assert after_months(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(then)


@pytest.mark.parametrize(("scores", "months"), [((1, 1), 12), ((2, 2), 6), ((3, 3), 3), (None, 3)])
def test_the_next_review_follows_from_the_level(people, scores, months):
    scored = {"likelihood": scores[0], "impact": scores[1]} if scores else {}
    risk = risk_create(actor=people.compliance, title="Any", owner=people.contributor, **scored)
    reviewed = risk_review(risk=risk, actor=people.contributor, note="Nothing new")
    today = timezone.localdate()
    assert reviewed.reviewed_on == today
    between = (reviewed.review_date.year - today.year) * 12 + reviewed.review_date.month - today.month
    assert between == months
    event = Event.objects.get(action=Action.REVIEWED)
    assert (event.target_id, event.actor, event.reason) == (risk.pk, people.contributor, "Nothing new")


@pytest.mark.parametrize("role", ["compliance", "manager", "contributor"])
def test_owner_compliance_and_managers_review(risk, people, role):
    assert risk_review(risk=risk, actor=getattr(people, role)).reviewed_on


@pytest.mark.parametrize("role", ["auditor", "administrator", "outsider"])
def test_others_do_not(risk, people, role):
    with pytest.raises(PermissionDenied):
        risk_review(risk=risk, actor=getattr(people, role))


def test_a_contributor_does_not_review_what_they_do_not_own(people):
    other = risk_create(actor=people.compliance, title="Somebody else's", owner=people.manager)
    with pytest.raises(PermissionDenied):
        risk_review(risk=other, actor=people.contributor)


def test_a_closed_risk_is_not_reviewed(risk, people):
    risk_close(risk=risk, actor=people.compliance, reason="Gone")
    with pytest.raises(NotAllowed):
        risk_review(risk=risk, actor=people.compliance)


def test_what_was_changed_meanwhile_is_looked_at_again(as_person, people, risk):
    seen = risk.revision
    risk.cause = "Another cause"
    save_record(risk, actor=people.compliance)
    client = as_person(people.contributor)
    refused = client.post(f"/risks/{risk.pk}/review/", {"revision": seen, "reason": ""})
    assert refused.status_code == 409
    shown = refused.context["form"]["revision"].value()
    assert client.post(f"/risks/{risk.pk}/review/", {"revision": shown, "reason": ""}).status_code == 302


def test_one_click_on_the_page(as_person, people, risk):
    client = as_person(people.contributor)
    form = client.get(f"/risks/{risk.pk}/").context["review_form"]
    sent = {"revision": form.initial["revision"], "reason": "Still so"}
    assert client.post(f"/risks/{risk.pk}/review/", sent).status_code == 302
    page = client.get(f"/risks/{risk.pk}/").content.decode()
    assert "Still so" in page
    assert people.contributor.full_name in page


def test_overdue_is_said_in_words_with_the_cure(as_person, people, risk):
    type(risk).objects.filter(pk=risk.pk).update(review_date=timezone.localdate() - datetime.timedelta(days=2))
    notes = as_person(people.contributor).get(f"/risks/{risk.pk}/").context["notes"]
    overdue = next(note for note in notes if "overdue" in note.text)
    assert overdue.action.url == f"/risks/{risk.pk}/review/"
    assert "overdue" in as_person(people.auditor).get(f"/risks/{risk.pk}/").content.decode()


def test_a_reader_is_offered_no_review(as_person, people, risk):
    client = as_person(people.auditor)
    assert client.get(f"/risks/{risk.pk}/").context["review_form"] is None
    assert client.post(f"/risks/{risk.pk}/review/", {"revision": 1}).status_code == 403

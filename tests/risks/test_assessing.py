"""Assessing a risk: what is kept, what follows, and what happens when two people do it at once."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from risks import selectors, services
from risks.models import Acceptance, Assessment, Risk
from risks.services import risk_create
from smsplan.accounts import roles
from smsplan.audit import diff
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed
from tests.people import person
from tests.risks.criteria import new_version
from tests.threads import at_once, refusals


def assess(risk, actor, likelihood=1, impact=1, kind="residual", **more):
    return services.risk_assess(
        risk=risk, kind=kind, likelihood=likelihood, impact=impact, actor=actor, rationale="Because", **more
    )


def in_months(months: int) -> datetime.date:
    """A day that lies about so many months ahead."""
    return timezone.localdate() + datetime.timedelta(days=round(months * 30.4))


def near(day: datetime.date, other: datetime.date) -> bool:
    return abs((day - other).days) <= 4


def test_an_assessment_sets_the_next_review_by_the_interval_of_its_level(risk, people):
    assert near(risk.review_date, in_months(3)), "a high risk is looked at every three months"
    bare = risk_create(actor=people.compliance, title="Bare", owner=people.contributor)
    assert bare.review_date is None
    assess(bare, people.compliance)
    bare.refresh_from_db()
    assert near(bare.review_date, in_months(12))


@pytest.mark.parametrize(
    ("days", "moved"),
    [(10, False), (-10, True), (400, True)],
    ids=["an earlier date stays", "a past date moves", "a later date comes nearer"],
)
def test_an_earlier_review_date_stays(risk, people, days, moved):
    day = timezone.localdate() + datetime.timedelta(days=days)
    Risk.objects.filter(pk=risk.pk).update(review_date=day)
    assess(risk, people.compliance, likelihood=2, impact=2)
    risk.refresh_from_db()
    assert (risk.review_date != day) is moved
    if moved:
        assert near(risk.review_date, in_months(6))


def test_what_does_not_count_moves_nothing(risk, people):
    assess(risk, people.compliance, likelihood=1, impact=1)
    risk.refresh_from_db()
    before = risk.review_date
    Risk.objects.filter(pk=risk.pk).update(review_date=in_months(30))
    assess(risk, people.compliance, kind="target")
    assess(risk, people.compliance, kind="inherent", likelihood=3, impact=3)
    risk.refresh_from_db()
    assert risk.review_date == in_months(30) != before
    assert risk.level == 1


def test_a_rescore_ends_the_acceptance_and_a_target_does_not(risk, people):
    services.risk_accept(
        risk=risk, actor=people.manager, reason="For now", expires_on=timezone.localdate() + datetime.timedelta(days=60)
    )
    assess(risk, people.compliance, kind="target")
    acceptance = Acceptance.objects.get()
    assert acceptance.voided_at is None
    assess(risk, people.compliance, likelihood=3, impact=3)
    acceptance.refresh_from_db()
    risk.refresh_from_db()
    assert (acceptance.void, risk.accepted_until) == (Acceptance.Void.RESCORED, None)


def test_assessing_is_an_event_and_the_history_speaks_in_words(risk, people):
    assess(risk, people.compliance, likelihood=3, impact=3)
    event = Event.objects.get(action=Action.ASSESSED)
    assert (event.target_id, event.actor, event.reason) == (risk.pk, people.compliance, "Because")
    said = {label: (old, new) for label, old, new in diff.saves(risk)[0].changes}
    assert said["Likelihood"] == ("Medium", "High")
    assert "Impact" not in said


def test_the_history_names_steps_as_the_version_of_the_time_did(risk, people):
    new_version(people.compliance, preset="5x5")
    assess(risk, people.compliance, likelihood=5, impact=3)
    said = {label: (old, new) for label, old, new in diff.saves(risk)[0].changes}
    assert said["Likelihood"] == ("Medium", "Almost certain")


def test_criteria_that_came_meanwhile_refuse_the_assessment(risk, people):
    new_version(people.compliance, preset="5x5")
    with pytest.raises(ValidationError, match="version 2"):
        assess(risk, people.compliance, criteria_number=1)
    assert risk.assessments.count() == 1


@pytest.mark.parametrize("state", [Risk.State.CLOSED, Risk.State.PROPOSED])
def test_only_an_open_risk_is_assessed(risk, people, state):
    Risk.objects.filter(pk=risk.pk).update(state=state)
    with pytest.raises(NotAllowed):
        assess(risk, people.compliance)


# The page -----------------------------------------------------------------------------------------


def sent(page, **more) -> dict:
    """What the browser posts back of the assess form."""
    hidden = {name: page.context["form"][name].value() for name in ("seen", "criteria_number")}
    return hidden | {"kind": "residual", "likelihood": "1", "impact": "2", "rationale": "CAB works"} | more


def test_the_form_shows_definitions_and_what_was_assessed_before(as_person, people, risk):
    page = as_person(people.compliance).get(f"/risks/{risk.pk}/assess/")
    text = page.content.decode()
    assert "May well happen within 12 months." in text
    assert "20–60 %" in text
    assert "Sanction by the regulator." in text
    assert page.context["previous"][0][0] == risk.inherent
    assert page.context["form"]["likelihood"].value() == 2


def test_a_date_to_come_and_a_step_off_the_scale_are_refused_beside_their_fields(as_person, people, risk):
    client = as_person(people.compliance)
    page = client.get(f"/risks/{risk.pk}/assess/")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    answer = client.post(f"/risks/{risk.pk}/assess/", sent(page, assessed_on=tomorrow.isoformat(), likelihood="4"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"assessed_on", "likelihood"}
    assert risk.assessments.count() == 1


def test_a_step_of_another_scale_is_not_offered_as_the_present_one(as_person, people, risk):
    new_version(people.compliance, preset="5x5")
    page = as_person(people.compliance).get(f"/risks/{risk.pk}/assess/")
    assert page.context["form"]["likelihood"].value() is None
    assert "assessed under older criteria" in page.content.decode()


def test_who_assesses_second_is_told_and_counts(as_person, people, risk):
    client = as_person(people.compliance)
    page = client.get(f"/risks/{risk.pk}/assess/")
    other = person("second@example.test", roles.COMPLIANCE, full_name="Putri Second")
    assess(risk, other, likelihood=3, impact=3)
    answer = client.post(f"/risks/{risk.pk}/assess/", sent(page), follow=True)
    said = " ".join(str(message) for message in answer.context["messages"])
    assert "Putri Second assessed this risk a moment ago" in said
    assert "likelihood High × impact High: High" in said
    risk.refresh_from_db()
    assert risk.assessments.filter(kind="residual").count() == 2
    assert risk.residual.likelihood == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_lose_nothing_and_the_later_one_sees_the_other(risk, people):
    seen = risk.assessments.latest("pk").pk
    kept = at_once([lambda step=step: assess(risk, people.compliance, likelihood=step, impact=2) for step in (1, 3)])
    assert not refusals(kept)
    first, later = sorted(kept, key=lambda row: row.pk)
    risk.refresh_from_db()
    assert risk.residual_id == later.pk
    assert risk.level == later.level
    assert selectors.assessed_since(risk, seen, later) == [first]
    assert selectors.assessed_since(risk, seen, first) == []


def test_the_tab_draws_the_level_over_time_with_the_same_data_in_a_table(as_person, people, risk):
    day = timezone.localdate()
    assess(risk, people.compliance, likelihood=2, impact=2, assessed_on=day - datetime.timedelta(days=40))
    assess(risk, people.compliance, likelihood=1, impact=1, assessed_on=day - datetime.timedelta(days=5))
    chart = as_person(people.auditor).get(f"/risks/{risk.pk}/?tab=assessments").context["chart"]
    residual = chart["heads"].index(str(Assessment.Kind.RESIDUAL.label))
    assert json.loads(chart["data"])["words"] == {"1": "Low", "2": "Medium", "3": "High", "4": "Extreme"}
    assert [row["cells"][residual] for row in chart["rows"]] == ["Medium", "Low", "Low"]


def test_one_assessment_is_no_trend(as_person, people, risk):
    page = as_person(people.auditor).get(f"/risks/{risk.pk}/?tab=assessments")
    assert page.context["chart"] is None

"""The stages of a risk as its page shows them, and what they ask for."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from objectives.models import Objective
from risks.models import Risk, RiskCriteria
from risks.services import (
    risk_assess,
    risk_close,
    risk_create,
    risk_merge,
    risk_monitor,
    risk_propose,
    risk_reopen,
    risk_treat,
)
from smsplan.records.services import NotAllowed, save_record


def stages(client, risk) -> dict[str, str]:
    return {step.label: step.state for step in client.get(f"/risks/{risk.pk}/").context["steps"]}


def said(client, risk) -> str:
    return " ".join(note.text for note in client.get(f"/risks/{risk.pk}/").context["notes"])


def test_the_stepper_leaves_out_what_does_not_happen(as_person, people, risk):
    assert stages(as_person(people.auditor), risk) == {
        "Identified": "done",
        "Assessed": "current",
        "In treatment": "todo",
        "Monitored": "todo",
        "Closed": "todo",
    }


def test_of_a_closed_risk_the_stages_it_went_through_are_done(as_person, people, risk):
    risk_close(risk=risk, actor=people.compliance, reason="Retired")
    shown = stages(as_person(people.auditor), risk)
    assert (shown["Assessed"], shown["In treatment"], shown["Closed"]) == ("done", "todo", "current")
    assert "Retired" in said(as_person(people.auditor), risk)


def test_a_proposal_and_a_merged_risk_show_their_own_stage(as_person, people, risk):
    proposal = risk_propose(actor=people.contributor, title="Proposed")
    client = as_person(people.compliance)
    assert stages(client, proposal)["Proposed"] == "current"
    risk_merge(risk=proposal, into=risk, actor=people.compliance, reason="Same")
    shown = stages(client, proposal)
    assert shown["Merged into another"] == "current"
    assert "Closed" not in shown


def test_reopening_takes_up_where_the_assessment_stood(people, risk):
    risk_treat(risk=risk, actor=people.compliance)
    risk_monitor(risk=risk, actor=people.compliance)
    risk_close(risk=risk, actor=people.compliance, reason="Retired")
    Risk.objects.filter(pk=risk.pk).update(review_date="2020-01-01")
    with pytest.raises(ValidationError, match="taken up again"):
        risk_reopen(risk=risk, actor=people.compliance, reason=" ")
    again = risk_reopen(risk=risk, actor=people.compliance, reason="It came back")
    assert (again.state, again.closing_reason) == (Risk.State.ASSESSED, "")
    assert again.review_date > timezone.localdate()


def test_a_merged_risk_is_not_reopened(people, risk):
    other = risk_create(actor=people.compliance, title="Other")
    risk_merge(risk=other, into=risk, actor=people.compliance, reason="Same")
    with pytest.raises(NotAllowed):
        risk_reopen(risk=other, actor=people.compliance, reason="x")
    with pytest.raises(NotAllowed):
        risk_assess(risk=other, kind="residual", likelihood=1, impact=1, actor=people.compliance)


def test_the_page_says_what_is_missing(as_person, people):
    bare = risk_create(actor=people.compliance, title="Bare")
    client = as_person(people.compliance)
    text = said(client, bare)
    for words in ("no review date", "not been assessed", "Nobody owns"):
        assert words in text
    high = risk_create(actor=people.compliance, title="High", likelihood=3, impact=3, owner=people.manager)
    text = said(client, high)
    assert "above the acceptance criteria" in text
    assert "No treatment is planned" in text
    high.treatment = "Do something"
    save_record(high, actor=people.compliance)
    kind = ContentType.objects.get_for_model(Risk)
    notes = client.get(f"/risks/{high.pk}/").context["notes"]
    cures = [note.action.url for note in notes if "no actions yet" in note.text]
    assert cures == [reverse("records:action_create", args=[kind.pk, high.pk])], "the cure begins at once"


def test_older_criteria_are_named(as_person, people, risk):
    first = RiskCriteria.in_force()
    RiskCriteria.objects.create(
        number=first.number + 1,
        likelihood=first.likelihood,
        impact=first.impact,
        cells=first.cells,
        levels=first.levels,
        acceptance_level=first.acceptance_level,
    )
    assert "older risk criteria (version 1; version 2 is in force)" in said(as_person(people.auditor), risk)


def test_a_given_review_date_stands_and_a_missing_one_follows_from_the_level(people):
    given = timezone.localdate().replace(year=timezone.localdate().year + 3, day=1)
    scored = {"likelihood": 3, "impact": 3}
    kept = risk_create(actor=people.compliance, title="Given", review_date=given, **scored)
    assert kept.review_date == given
    followed = risk_create(actor=people.compliance, title="Open", **scored)
    followed.refresh_from_db()
    assert 80 < (followed.review_date - timezone.localdate()).days < 100


def test_links_that_the_reader_may_not_see_are_not_named(as_person, people, risk):
    save_record(Objective(title="Secret goal"), actor=people.compliance, many={"risks": [risk]})
    assert "Secret goal" in as_person(people.auditor).get(f"/risks/{risk.pk}/").content.decode()
    assert "Secret goal" not in as_person(people.contributor).get(f"/risks/{risk.pk}/").content.decode()

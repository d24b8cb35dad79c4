"""Risks of the register that bear on a change: made of its impacts, or chosen; linked both ways."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from changes import services
from changes.services.linking import change_raise_risk, change_set_risks
from risks.models import Risk
from risks.services import risk_close, risk_create
from smsplan.audit import diff
from smsplan.context.models import Practice, Service
from smsplan.records.services import NotAllowed, save_record
from tests.changes.conftest import plan


@pytest.fixture
def risk(compliance):
    return risk_create(actor=compliance, title="The supplier fails", likelihood=2, impact=3)


def sent(page, **changes) -> dict:
    """What a browser would send of the form as it was opened."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return (
        {name: value for name, value in data.items() if value is not None} | {"submission": uuid.uuid4().hex} | changes
    )


# Made of an impact --------------------------------------------------------------------------------


def test_the_form_begins_with_what_the_change_and_its_impact_say(as_person, submitted, compliance, contributor):
    service = save_record(Service(title="Core banking"), actor=compliance)
    practice = save_record(Practice(title="Incident management"), actor=compliance)
    submitted.services.set([service])
    submitted.practices.set([practice])
    impact = submitted.impact_rows.get()
    url = f"/changes/{submitted.pk}/impacts/{impact.pk}/risk/"
    client = as_person(compliance)
    assert url in client.get(submitted.get_absolute_url()).text
    page = client.get(url)
    data = sent(page)
    assert data["title"] == "Tickets are lost while they move" and data["treatment"] == "Both run side by side"
    assert data["services"] == [service.pk] or data["services"] == [service]
    assert submitted.reference in data["cause"]
    data |= {"services": [service.pk], "practices": [practice.pk], "likelihood": "3", "impact": "2"}
    answer = client.post(url, data)
    assert answer["Location"] == f"{submitted.get_absolute_url()}#impacts"
    made = Risk.objects.get()
    assert (made.title, made.likelihood, made.impact) == ("Tickets are lost while they move", 3, 2)
    assert [*made.services.all(), *made.practices.all()] == [service, practice] and made.owner == contributor
    impact.refresh_from_db()
    assert impact.risk == made and list(submitted.risks.all()) == [made] and list(made.changes.all()) == [submitted]
    assert client.post(url, data)["Location"], "sent twice it is one risk"
    assert Risk.objects.count() == 1
    assert client.get(url)["Location"] == made.get_absolute_url(), "it says where the risk is instead of asking again"
    page = client.get(submitted.get_absolute_url()).text
    assert made.reference in page and url not in page
    assert made.reference in str([one.changes for one in diff.saves(submitted)])


def test_an_impact_becomes_one_risk(submitted, compliance):
    impact = submitted.impact_rows.get()
    change_raise_risk(change=submitted, actor=compliance, found_in=impact, title="Once")
    with pytest.raises(NotAllowed):
        change_raise_risk(change=submitted, actor=compliance, found_in=impact, title="Twice")
    assert [risk.title for risk in Risk.objects.all()] == ["Once"]


def test_a_risk_of_the_change_as_a_whole_stands_beside_those_linked_before(as_person, draft, compliance, risk):
    draft.risks.set([risk])
    client = as_person(compliance)
    url = f"/changes/{draft.pk}/risks/new/"
    data = sent(client.get(url), title="Nobody uses it", likelihood="", impact="")
    assert client.post(url, data | {"title": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert {one.title for one in draft.risks.all()} == {"The supplier fails", "Nobody uses it"}


def test_the_plan_that_was_decided_on_stays_and_a_later_edit_of_a_draft_keeps_the_risk(draft, compliance, contributor):
    impact = draft.impact_rows.get()
    risk = change_raise_risk(change=draft, actor=compliance, found_in=impact, title="Lost tickets")
    draft.refresh_from_db()
    rows = {
        "impact_rows": [{"pk": impact.pk, "description": "Tickets are lost", "severity": "high", "response": "None"}]
    }
    services.change_save(change=draft, actor=compliance, rows=rows)
    impact.refresh_from_db()
    assert impact.risk == risk and impact.description == "Tickets are lost"


@pytest.mark.parametrize("who", ["manager", "contributor", "auditor"])
def test_who_keeps_no_risks_makes_none(request, as_person, approved, who):
    person = request.getfixturevalue(who)
    impact = approved.impact_rows.get()
    with pytest.raises(PermissionDenied):
        change_raise_risk(change=approved, actor=person, found_in=impact, title="Mine")
    client = as_person(person)
    assert client.get(f"/changes/{approved.pk}/impacts/{impact.pk}/risk/").status_code == 403
    page = client.get(approved.get_absolute_url()).text
    assert "Create a risk from this" not in page and "Choose risks" not in page


def test_an_impact_of_another_change_is_not_found(as_person, approved, compliance, contributor, outsider):
    other = plan(compliance, owner=contributor)
    impact = approved.impact_rows.get()
    assert as_person(compliance).get(f"/changes/{other.pk}/impacts/{impact.pk}/risk/").status_code == 404
    with pytest.raises(NotAllowed):
        change_raise_risk(change=other, actor=compliance, found_in=impact, title="Elsewhere")


# Chosen -------------------------------------------------------------------------------------------


def test_risks_are_linked_and_unlinked_after_the_decision_too(as_person, approved, compliance, risk):
    client = as_person(compliance)
    url = f"/changes/{approved.pk}/risks/"
    assert client.post(url, {"risks": [risk.pk], "reason": "Found in the workshop"}).status_code == 302
    assert list(approved.risks.all()) == [risk]
    assert approved.reference in client.get(risk.get_absolute_url()).text
    save = diff.saves(approved)[0]
    assert save.reason == "Found in the workshop" and save.actor.startswith("Compliance ")
    revision = type(approved).objects.get(pk=approved.pk).revision
    client.post(url, {"risks": [risk.pk], "reason": ""})
    assert type(approved).objects.get(pk=approved.pk).revision == revision, "the same again changes nothing"
    client.post(url, {"risks": [], "reason": ""})
    assert not approved.risks.exists()


def test_a_closed_risk_stays_and_is_not_linked_anew(approved, compliance, risk):
    change_set_risks(change=approved, risks=[risk], actor=compliance)
    risk_close(risk=risk, actor=compliance, reason="Over")
    change_set_risks(change=approved, risks=[risk], actor=compliance)
    change_set_risks(change=approved, risks=[], actor=compliance)
    with pytest.raises(NotAllowed):
        change_set_risks(change=approved, risks=[risk], actor=compliance)


def test_what_was_made_of_an_impact_stays_linked(approved, compliance):
    change_raise_risk(change=approved, actor=compliance, found_in=approved.impact_rows.get(), title="Lost tickets")
    with pytest.raises(NotAllowed):
        change_set_risks(change=approved, risks=[], actor=compliance)
    assert approved.risks.count() == 1


def test_nothing_is_linked_to_a_change_that_is_over(as_person, submitted, compliance, manager, risk):
    change = services.change_reject(change=submitted, actor=manager, reason="Too dear")
    with pytest.raises(NotAllowed):
        change_set_risks(change=change, risks=[risk], actor=compliance)
    with pytest.raises(NotAllowed):
        change_raise_risk(change=change, actor=compliance, title="Late")
    client = as_person(compliance)
    assert client.get(f"/changes/{change.pk}/risks/").status_code == 403
    assert client.get(f"/changes/{change.pk}/risks/new/").status_code == 403
    with pytest.raises(PermissionDenied):
        change_set_risks(change=change, risks=[risk], actor=manager)

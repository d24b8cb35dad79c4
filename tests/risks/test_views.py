"""The pages of risks and opportunities: works, owner, read-only, bad id, wrong method."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.utils import timezone

from risks.models import Opportunity, Risk
from risks.services import risk_create
from smsplan.audit.models import Action, Event
from smsplan.records.services import save_record


@pytest.fixture
def opportunity(people):
    return save_record(
        Opportunity(title="Automate incident categorization", owner=people.contributor), actor=people.compliance
    )


def test_list_search_and_filters(as_person, people, risk):
    risk_create(actor=people.compliance, title="Key incident manager leaves", likelihood=1, impact=1)
    client = as_person(people.auditor)
    assert client.get("/risks/").context["total"] == 2
    assert client.get("/risks/?q=incident leaves").context["total"] == 1
    assert client.get("/risks/?level=3").context["total"] == 1
    assert client.get(f"/risks/?owner={people.contributor.pk}").context["total"] == 1
    assert client.get("/risks/?owner=null").context["total"] == 1
    assert client.get("/risks/?attention=open&likelihood=2&impact=3").context["total"] == 1
    assert client.get("/risks/?attention=untreated").context["total"] == 0
    assert client.get("/risks/?q=nothing-like-it").context["total"] == 0


def test_a_filter_that_is_not_understood_shows_nothing_rather_than_everything(as_person, people, risk):
    assert as_person(people.auditor).get("/risks/?level=enormous").context["total"] == 0


def test_overdue_is_said_in_words(as_person, people, risk):
    Risk.objects.filter(pk=risk.pk).update(review_date=timezone.localdate() - datetime.timedelta(days=3))
    client = as_person(people.auditor)
    assert client.get("/risks/?attention=overdue").context["total"] == 1
    assert "overdue" in client.get("/risks/").content.decode().lower()


def test_htmx_gets_the_results_alone(as_person, people, risk):
    answer = as_person(people.auditor).get("/risks/?q=Change", HTTP_HX_REQUEST="true")
    assert b"<html" not in answer.content
    assert risk.reference.encode() in answer.content


def test_export_is_exactly_the_filtered_list_and_an_event(as_person, people, risk):
    risk_create(actor=people.compliance, title='=HYPERLINK("x")', likelihood=1, impact=1)
    client = as_person(people.auditor)
    rows = list(
        csv.reader(
            io.StringIO(b"".join(client.get("/risks/?level=1&_export=csv").streaming_content).decode("utf-8-sig"))
        )
    )
    assert len(rows) == 2
    assert rows[1][1] == '\'=HYPERLINK("x")', "a cell can't start a formula"
    book = openpyxl.load_workbook(io.BytesIO(client.get("/risks/?level=3&_export=xlsx").content))
    assert [row[0] for row in book.worksheets[0].iter_rows(values_only=True)][1:] == [risk.reference]
    event = Event.objects.filter(action=Action.EXPORTED).first()
    assert (event.actor, event.detail["rows"]) == (people.auditor, 1)


def test_a_contributor_sees_what_they_own_and_nothing_else(as_person, people, risk):
    other = risk_create(actor=people.compliance, title="Somebody else's")
    client = as_person(people.contributor)
    assert client.get("/risks/").context["total"] == 1
    assert client.get(f"/risks/{risk.pk}/").status_code == 200
    assert client.get(f"/risks/{other.pk}/").status_code == 404
    assert client.get(f"/risks/{risk.pk}/edit/").status_code == 403


@pytest.mark.parametrize("tab", ["", "assessments", "files", "history"])
def test_detail_for_a_reader(as_person, people, risk, tab):
    answer = as_person(people.auditor).get(f"/risks/{risk.pk}/?tab={tab}")
    assert answer.status_code == 200
    assert not answer.context["moves"], "a reader is offered no move"
    assert answer.context["page"].primary is None


@pytest.mark.parametrize("act", ["edit", "assess", "treat", "monitor", "close"])
def test_a_reader_acts_on_nothing(as_person, people, risk, act):
    client = as_person(people.auditor)
    assert client.get(f"/risks/{risk.pk}/{act}/").status_code == 403
    assert client.post(f"/risks/{risk.pk}/{act}/", {"reason": "x"}).status_code == 403
    assert as_person(people.compliance).get(f"/risks/99999/{act}/").status_code == 404


def test_acts_in_the_browsers_way(as_person, people, risk):
    client = as_person(people.compliance)
    assert client.get(f"/risks/{risk.pk}/treat/").status_code == 200
    assert client.post(f"/risks/{risk.pk}/treat/", {"reason": ""}).status_code == 302
    assert client.post(f"/risks/{risk.pk}/treat/", {"reason": ""}).status_code == 403, "no longer allowed"
    assessed = {"kind": "residual", "likelihood": "1", "impact": "2", "rationale": "CAB works"}
    assert client.post(f"/risks/{risk.pk}/assess/", assessed).status_code == 302
    assert client.post(f"/risks/{risk.pk}/assess/", assessed | {"likelihood": "7"}).status_code == 422
    assert client.post(f"/risks/{risk.pk}/close/", {"reason": ""}).status_code == 422
    assert client.post(f"/risks/{risk.pk}/close/", {"reason": "Retired"}).status_code == 302
    risk.refresh_from_db()
    assert risk.state == Risk.State.CLOSED
    assert client.get(f"/risks/{risk.pk}/edit/").status_code == 403


def test_create_with_first_assessment(as_person, people):
    client = as_person(people.compliance)
    sent = {"title": "New", "source": "organization", "likelihood": "3", "impact": "3"}
    assert client.post("/risks/new/", sent).status_code == 302
    assert Risk.objects.get().inherent.level == 3
    half = client.post("/risks/new/", sent | {"impact": ""})
    assert half.status_code == 422
    assert "impact" in half.context["form"].errors


def test_a_review_date_in_the_past_is_refused_beside_its_field(as_person, people):
    sent = {"title": "New", "source": "organization", "review_date": "2020-01-01"}
    answer = as_person(people.compliance).post("/risks/new/", sent)
    assert answer.status_code == 422
    assert "past" in answer.context["form"].errors["review_date"][0]
    assert "New" in answer.content.decode()


def test_matrix_counts_and_links(as_person, people, risk):
    answer = as_person(people.auditor).get("/risks/matrix/")
    cells = [cell for row in answer.context["matrix"].rows for cell in row if cell.count]
    assert [(cell.label, cell.count) for cell in cells] == [("High", 1)]
    assert as_person(people.auditor).get(cells[0].url).context["total"] == 1


def test_the_life_of_an_opportunity(as_person, people, opportunity):
    client = as_person(people.compliance)
    page = client.get(f"/opportunities/{opportunity.pk}/")
    assert page.context["page"].primary is not None
    evaluated = client.post(f"/opportunities/{opportunity.pk}/evaluate/", {"benefit": 3, "effort": 1, "reason": ""})
    assert evaluated.status_code == 302
    assert client.get("/opportunities/?benefit=3").context["total"] == 1
    declined = client.post(f"/opportunities/{opportunity.pk}/decline/", {"reason": "No budget"})
    assert declined.status_code == 302
    assert client.post(f"/opportunities/{opportunity.pk}/decline/", {"reason": "again"}).status_code == 403


def test_opportunity_roles(as_person, people, opportunity):
    assert as_person(people.contributor).get(f"/opportunities/{opportunity.pk}/").status_code == 200
    assert as_person(people.contributor).get(f"/opportunities/{opportunity.pk}/edit/").status_code == 403
    assert as_person(people.outsider).get("/opportunities/").status_code == 403
    assert as_person(people.auditor).get("/opportunities/999/").status_code == 404


def test_wrong_method(as_person, people, risk):
    client = as_person(people.compliance)
    assert client.post("/risks/").status_code == 405
    assert client.delete(f"/risks/{risk.pk}/").status_code == 405


def test_anonymous_people_are_sent_to_sign_in(client, risk):
    answer = client.get(f"/risks/{risk.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")

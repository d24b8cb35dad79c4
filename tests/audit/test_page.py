"""The audit trail's page: who reads it, what it finds, and that words stand in the place of codes."""

import csv
import datetime
import io

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from risks.services import risk_accept, risk_assess, risk_create, risk_treat
from smsplan.audit.events import Action, record_event
from smsplan.audit.models import Event

pytestmark = pytest.mark.django_db
URL = "/audit/"

READ = {"compliance": 200, "auditor": 200, "administrator": 200, "manager": 403, "contributor": 403, "outsider": 403}


@pytest.mark.parametrize("role", READ)
def test_who_reads_it(as_person, people, role):
    assert as_person(getattr(people, role)).get(URL).status_code == READ[role]


def test_nobody_writes_it(as_person, people):
    assert as_person(people.administrator).post(URL).status_code == 405


def labels(response) -> list[str]:
    return [event.target_label for event in response.context["table"].page.object_list.data]


def test_filters(as_person, people):
    record_event(action=Action.EXPORTED, actor=people.auditor, label="Risk list")
    record_event(action=Action.APPROVED, actor=people.manager, label="Plan 2.1", reason="Good and complete")
    client = as_person(people.auditor)
    assert labels(client.get(URL, {"q": "complete plan"})) == ["Plan 2.1"]
    assert labels(client.get(URL, {"action": "exported"})) == ["Risk list"]
    assert labels(client.get(URL, {"actor": people.manager.pk})) == ["Plan 2.1"]
    assert labels(client.get(URL, {"at_before": "2000-01-01"})) == []


def test_details_are_words(as_person, people):
    risk = risk_create(actor=people.compliance, title="Risk", likelihood=2, impact=2, treatment="Do it")
    risk_treat(risk=risk, actor=people.compliance)
    record_event(action=Action.BUILT, actor=None, label="Pack", detail={"bytes": 2048, "sha256": "a" * 64})
    page = as_person(people.auditor).get(URL).content.decode()
    assert "In treatment" in page and "aaaaaaaaaaaa…" in page and "a" * 64 not in page and "2.0" in page


def test_what_stands_for_a_choice_is_said_in_its_words(as_person, people):
    risk = risk_create(actor=people.compliance, title="Risk", likelihood=2, impact=3)
    until = timezone.localdate() + datetime.timedelta(days=30)
    risk_accept(risk=risk, actor=people.manager, reason="Budget", expires_on=until)
    risk_assess(risk=risk, kind="residual", likelihood=3, impact=3, actor=people.compliance)
    page = as_person(people.auditor).get(URL).content.decode()
    assert "why: The risk was assessed anew" in page and "why: rescored" not in page
    assert f"until: {date_format(until, 'SHORT_DATE_FORMAT')}" in page


def test_of_a_long_list_the_page_names_the_first(as_person, people):
    records = [f"RSK-{number:04d}" for number in range(1, 6)]
    record_event(action=Action.CHANGED_IN_BULK, actor=people.compliance, label="Risks", detail={"records": records})
    client = as_person(people.auditor)
    page = client.get(URL, {"action": "changed_in_bulk"}).content.decode()
    assert "records: RSK-0001, RSK-0002, RSK-0003, …" in page and "RSK-0004" not in page
    answer = client.get(URL, {"_export": "csv", "action": "changed_in_bulk"})
    assert ", ".join(records) in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_export_is_an_event_itself(as_person, people):
    record_event(action=Action.APPROVED, actor=people.manager, label="=1+1", detail={"sha256": "b" * 64})
    answer = as_person(people.auditor).get(URL, {"_export": "csv", "action": "approved"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][3] == "'=1+1" and "b" * 64 in rows[1][5]
    assert Event.objects.filter(action=Action.EXPORTED, actor=people.auditor).count() == 1

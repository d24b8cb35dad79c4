"""What each filter of the registers leaves, and what the list says about it."""

import datetime

import pytest
from django.utils import timezone

from changes.models import Change
from objectives.models import Objective
from risks.attention import OPPORTUNITIES, RISKS
from risks.models import Opportunity, Risk, RiskCriteria
from risks.services import risk_assess, risk_create
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem
from smsplan.records.services import save_record

pytestmark = pytest.mark.django_db


def titles(client, query: str, path: str = "/risks/") -> list[str]:
    page = client.get(f"{path}?{query}")
    assert not page.context["filter_errors"], query
    return sorted(row.record.title for row in page.context["table"].page.object_list)


@pytest.fixture
def client_of(people, as_person):
    return as_person(people.compliance)


def make(people, title, **fields):
    return risk_create(actor=people.compliance, title=title, **fields)


def in_state(risk: Risk, **fields) -> None:
    Risk.objects.filter(pk=risk.pk).update(**fields)


def test_what_asks_for_attention(people, client_of):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    owned = {"owner": people.manager}
    make(people, "Nobody's")
    make(people, "Role's", owner_role="Analyst")
    in_state(make(people, "Late", **owned), review_date=today - day)
    in_state(make(people, "Due today", **owned), review_date=today)
    high = {"likelihood": 3, "impact": 3} | owned
    in_state(make(people, "High", **high), review_date=today)
    in_state(make(people, "High, treated", treatment="Do", **high), review_date=today)
    in_state(make(people, "High, accepted", **high), accepted_until=today, review_date=today)
    in_state(make(people, "High, was accepted", **high), accepted_until=today - day, review_date=today)
    acted = make(people, "With action", strategy="mitigate", **owned)
    cancelled = make(people, "Action cancelled", strategy="transfer", **owned)
    for risk, state, due in ((acted, "planned", today - day), (cancelled, "cancelled", today - day)):
        save_record(ActionItem(target=risk, title="Do", state=state, due=due), actor=people.compliance)
    in_state(make(people, "Proposal"), state="proposed")
    in_state(make(people, "Closed", **high), state="closed", review_date=today - day)
    expected = {
        "overdue": ["Late"],
        "without_owner": ["Nobody's"],
        "above_acceptance": ["High", "High, treated", "High, was accepted"],
        "accepted": ["High, accepted"],
        "untreated": ["High", "High, was accepted"],
        "without_actions": ["Action cancelled", "High, treated"],
        "overdue_actions": ["With action"],
        "proposals": ["Proposal"],
        "older_criteria": [],
    }
    for attention, wanted in expected.items():
        assert titles(client_of, f"attention={attention}") == wanted, attention
    everything = set(titles(client_of, ""))
    assert set(titles(client_of, "attention=open")) == everything - {"Proposal", "Closed"}
    assert "High" not in titles(client_of, "attention=unassessed")
    assert {"Nobody's", "Late"} <= set(titles(client_of, "attention=unassessed"))


def test_what_was_assessed_under_older_criteria_is_found_until_it_is_assessed_anew(people, client_of):
    risk = make(people, "Old", likelihood=2, impact=2)
    make(people, "Unassessed")
    old = RiskCriteria.in_force()
    four = {"likelihood": old.likelihood, "impact": old.impact, "cells": old.cells, "levels": old.levels}
    RiskCriteria.objects.create(number=old.number + 1, acceptance_level=2, **four)
    assert titles(client_of, "attention=older_criteria") == ["Old"]
    # The level from which a Manager must accept is that of the criteria in force.
    assert titles(client_of, "attention=above_acceptance") == ["Old"]
    # Equally long scales: its steps stand for the same cell.
    assert titles(client_of, "likelihood=2&impact=2") == ["Old"]
    risk_assess(risk=risk, kind="residual", likelihood=1, impact=1, actor=people.compliance)
    assert titles(client_of, "attention=older_criteria") == []


def test_a_step_of_a_longer_scale_is_another_cell(people, client_of):
    make(people, "Of three", likelihood=2, impact=2)
    old = RiskCriteria.in_force()
    steps = [*old.likelihood, old.likelihood[-1]]
    RiskCriteria.objects.create(
        number=old.number + 1, likelihood=steps, impact=steps, cells=[[1, 1, 2, 2]] * 4, levels=old.levels
    )
    make(people, "Of four", likelihood=2, impact=2)
    assert titles(client_of, "likelihood=2&impact=2") == ["Of four"]
    assert titles(client_of, "likelihood=4") == []


def test_every_cell_of_the_matrix_leads_to_as_many_as_it_counts(people, client_of):
    for number in range(20):
        risk = make(people, f"Risk {number}", likelihood=number % 3 + 1, impact=number % 2 + 1)
        if number % 4 == 0:
            risk_assess(risk=risk, kind="residual", likelihood=1, impact=2, actor=people.compliance)
    for kind in ("residual", "inherent"):
        page = client_of.get("/risks/matrix/", {"kind": kind})
        cells = [cell for row in page.context["matrix"].rows for cell in row]
        assert sum(cell.count for cell in cells) == 20
        for cell in cells:
            assert client_of.get(cell.url).context["total"] == cell.count, cell.url


def test_links_people_and_dates(people, client_of):
    actor = people.compliance
    service, practice, obligation = (
        save_record(model(title="Linked"), actor=actor) for model in (Service, Practice, Obligation)
    )
    links = {"services": [service], "practices": [practice], "obligations": [obligation]}
    risk = make(people, "Linked", owner=people.manager, source="parties", strategy="transfer", many=links)
    make(people, "Other", review_date=timezone.localdate() + datetime.timedelta(days=30))
    objective = save_record(Objective(title="At stake", owner=people.manager), actor=actor)
    objective.risks.add(risk)
    change = save_record(Change(title="Change", owner=people.manager), actor=actor)
    change.risks.add(risk)
    for query in (
        f"service={service.pk}", f"practice={practice.pk}", f"obligation={obligation.pk}", f"objective={objective.pk}",
        f"change={change.pk}", f"owner={people.manager.pk}", "source=parties", "strategy=transfer",
    ):  # fmt: skip
        assert titles(client_of, query) == ["Linked"], query
    assert titles(client_of, "owner=null") == ["Other"]
    in_two_weeks = timezone.localdate() + datetime.timedelta(days=14)
    assert titles(client_of, f"review_after={in_two_weeks}") == ["Other"]
    assert titles(client_of, f"review_before={in_two_weeks}") == []
    assert titles(client_of, f"created_by={people.compliance.pk}") == ["Linked", "Other"]
    assert titles(client_of, f"created_by={people.manager.pk}") == []


def test_merged_risks_show_only_where_they_are_asked_for(people, client_of):
    survivor, merged = make(people, "Survivor"), make(people, "Duplicate")
    assert "Without" not in client_of.get("/risks/").content.decode()
    in_state(merged, state="merged", merged_into=survivor)
    page = client_of.get("/risks/")
    assert page.context["total"] == 1
    assert "Without 1 merged risk." in page.content.decode()
    (note,) = page.context["results_notes"]
    assert titles(client_of, note.action.url.lstrip("?")) == ["Duplicate"]
    assert titles(client_of, "q=RSK-0002") == ["Duplicate"]
    assert titles(client_of, "attention=open") == ["Survivor"]


def test_what_is_not_understood_shows_nothing(people, client_of):
    make(people, "Risk")
    for query in ("attention=everything", "level=9", "kind=x", "owner=0", "service=abc", "likelihood=5", "objective=1"):
        page = client_of.get(f"/risks/?{query}")
        assert page.status_code == 200
        assert page.context["filter_errors"], query
        assert page.context["total"] == 0


def test_opportunities(people, client_of):
    today = timezone.localdate()
    owned = {"owner": people.manager}
    rows = {
        "Nobody's": {},
        "Late": owned | {"review_date": today - datetime.timedelta(days=1)},
        "Evaluated": owned | {"benefit": 3, "effort": 1, "state": "evaluated"},
        "Proposal": owned | {"state": "proposed"},
        "Declined": owned | {"state": "declined", "review_date": today - datetime.timedelta(days=1)},
    }
    for title, fields in rows.items():
        save_record(Opportunity(title=title, **fields), actor=people.compliance)
    expected = {
        "attention=open": ["Evaluated", "Late", "Nobody's"],
        "attention=overdue": ["Late"],
        "attention=without_owner": ["Nobody's"],
        "attention=unevaluated": ["Late", "Nobody's"],
        "attention=proposals": ["Proposal"],
        "attention=overdue_actions": [],
        "benefit=3&effort=1": ["Evaluated"],
        "state=declined": ["Declined"],
        "": sorted(rows),
    }
    for query, wanted in expected.items():
        assert titles(client_of, query, "/opportunities/") == wanted, query


def test_the_panel_comes_when_it_is_opened_and_keeps_what_is_chosen(people, client_of):
    make(people, "Risk", owner=people.manager)
    page = client_of.get(f"/risks/?owner={people.manager.pk}&q=risk").content.decode()
    assert f'<input type="hidden" name="owner" value="{people.manager.pk}">' in page
    assert 'id="id_category"' not in page
    panel = client_of.get(f"/risks/?owner={people.manager.pk}&_filters=alone").content.decode()
    assert 'id="id_category"' in panel
    assert f'<option value="{people.manager.pk}" selected>' in panel
    assert "<html" not in panel
    opened = client_of.get(f"/risks/?owner={people.manager.pk}&_filters=open").content.decode()
    assert 'id="id_category"' in opened
    assert "_filters" not in client_of.get("/risks/?_filters=open").context["reset_url"]


def test_each_attention_has_words_of_its_own():
    for register in (RISKS, OPPORTUNITIES):
        labels = [str(each.label) for each in register.values()]
        assert len(set(labels)) == len(labels)

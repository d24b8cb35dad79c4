"""The blocks of a draft are gathered once for each state of the registers, and yet show whatever changes at once."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from changes.models import Change
from changes.services import change_save
from objectives import services as objectives
from risks.services import risk_assess, risk_create
from risks.services.updates import opportunity_create
from smp import services
from smp.blocks import GATHERERS, SOURCES, drawn
from smsplan.accounts import roles
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.services import save_record
from tests.objectives.conftest import whole_fields, whole_rows
from tests.smp.conftest import approve, publish_now

pytestmark = pytest.mark.django_db


def says(key: str) -> str:
    """What a block says, asked twice: the second time it is the kept one."""
    first = drawn([key])
    assert drawn([key]) == first
    return str(first[key]["parts"])


@pytest.fixture
def uptime(registers, author, contributor, manager):
    step = {"title": "The second site is built", "due": datetime.date(2026, 6, 30), "owner_id": contributor.pk}
    fields = whole_fields(rows=whole_rows() | {"milestones": [step]})
    one = objectives.objective_create(actor=author, owner=contributor, sponsor=manager, **fields)
    return objectives.objective_approve(
        objective=objectives.objective_submit(objective=one, actor=author), actor=manager
    )


@pytest.fixture
def outage(registers, author):
    return risk_create(actor=author, title="Outage of the data centre", owner=author)


class TestEachSource:
    def test_organization(self, registers, author):
        before = says("scope")
        registers.scope = "Jakarta alone"
        save_record(registers, actor=author)
        assert "Jakarta alone" in says("scope") and "Jakarta alone" not in before

    def test_services_and_their_owners(self, registers, author):
        assert "Cloud Hosting" not in says("services")
        save_record(Service(title="Cloud Hosting", owner=author), actor=author)
        assert "Cloud Hosting" in says("services")
        author.full_name = "Ayu Lestari"
        save_record(author, actor=author)
        assert "Ayu Lestari" in says("services")

    def test_practices_and_obligations(self, registers, author):
        assert "Change" not in says("practices")
        save_record(Practice(title="Change management", clause="8.5.1"), actor=author)
        assert "Change management" in says("practices")
        assert "UU PDP" not in says("obligations")
        save_record(Obligation(title="UU PDP", owner_role="Legal"), actor=author)
        assert "UU PDP" in says("obligations")

    def test_risks_and_their_assessments(self, outage, author):
        assert "Not yet assessed" in says("top_risks")
        before = says("risks")
        risk_assess(risk=outage, actor=author, kind="inherent", likelihood=3, impact=3, rationale="Twice last year")
        assert "Not yet assessed" not in says("top_risks")
        assert says("risks") != before

    def test_opportunities(self, registers, author):
        assert "Opportunities" not in says("reviews")
        opportunity_create(actor=author, title="Automatic patches", owner=author, review_date=datetime.date(2030, 1, 1))
        assert "Opportunities" in says("reviews")

    def test_objectives_and_their_milestones(self, registers, author, request):
        assert "No objective" in says("objectives")
        objective = request.getfixturevalue("uptime")
        assert objective.title in says("objectives")
        step = objective.milestones.get()
        assert step.title in says("milestones")
        before = says("milestones")
        objectives.milestone_done(milestone=step, actor=author)
        assert says("milestones") != before

    def test_changes_and_their_resources(self, registers, author, manager):
        change = Change(title="New tool", owner=author)
        rows = {"committed": [{"kind": "tool", "description": "Two licences", "committed_by_id": author.pk}]}
        change = change_save(change=change, actor=author, rows=rows)
        assert "Two licences" not in says("resources")
        change.submitted_by, change.approved_by, change.state = author, manager, Change.State.APPROVED
        change.submitted_at = change.approved_at = change.created_at
        save_record(change, actor=manager)
        assert "Two licences" in says("resources")

    def test_who_holds_a_role(self, registers, author, second_manager):
        name = second_manager.full_name
        assert name in says("roles")
        second_manager.groups.set(Group.objects.filter(name=roles.AUDITOR))
        save_record(second_manager, actor=author)
        assert name not in says("roles")

    def test_the_review_of_the_plan(self, in_review, manager):
        before = says("reviews")
        approve(in_review, manager)
        version = publish_now(in_review)
        assert says("reviews") != before
        assert version.next_review_on is not None


def test_the_words_are_those_of_the_language(registers):
    found = {}
    for language in ("en", "id", "en", "id"):
        with translation.override(language):
            found.setdefault(language, says("services"))
            assert says("services") == found[language]
    assert found["en"] != found["id"]


def test_every_table_that_blocks_are_read_from_is_watched(uptime, outage, author):
    with CaptureQueriesContext(connection) as captured:
        drawn(GATHERERS)
    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in captured)))
    watched = {table for model in SOURCES for table in (model._meta.db_table, model.history.model._meta.db_table)}
    # A link is saved with the record that has it, an assessment with its risk; the roles are always the same five.
    watched |= {field.m2m_db_table() for model in SOURCES for field in model._meta.many_to_many}
    watched |= {"risks_assessment", "auth_group"}
    assert len(read & watched) >= 10
    assert sorted(read - watched) == []


def test_a_draft_asks_once_for_all_its_blocks(client, draft, author, django_assert_num_queries):
    drawn(GATHERERS)
    with django_assert_num_queries(1):
        assert set(drawn(GATHERERS)) == set(GATHERERS)
    client.force_login(author)
    assert "Service Desk" in client.get(reverse("smp:detail", args=[draft.pk])).text
    save_record(Service(title="Cloud Hosting"), actor=author)
    assert "Cloud Hosting" in client.get(reverse("smp:detail", args=[draft.pk])).text


def test_what_is_frozen_is_never_the_kept_one(draft, author):
    says("services")
    drawn(key for section in draft.sections.standing() for key in section.blocks)
    Service.objects.update(title="Written past every service")
    assert "Written past every service" not in says("services")
    frozen = services.version_submit(version=draft, actor=author).frozen
    assert "Written past every service" in str(frozen["sections"])

"""Drift is found once for each state of the registers, and yet shows whatever changes at once."""

import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from objectives import services as objectives
from risks.services import risk_assess, risk_close, risk_create
from smp import drifting, reviews, selectors, services
from smp.facts import SOURCES, register_facts
from smp.models import Version
from smsplan.audit.stamps import once_per_state
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.records.services import save_record
from smsplan.work.due import due_items
from tests.objectives.conftest import whole_fields
from tests.smp.conftest import approve, publish_now, submit
from tests.smp.test_drift import verified_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(registers, author) -> Obligation:
    service = Service.objects.get()
    return save_record(Obligation(title="Law", owner_role="Legal"), actor=author, many={"services": [service]})


@pytest.fixture
def uptime(registers, author, contributor, manager):
    one = objectives.objective_create(actor=author, owner=contributor, sponsor=manager, **whole_fields())
    return objectives.objective_approve(
        objective=objectives.objective_submit(objective=one, actor=author), actor=manager
    )


@pytest.fixture
def in_force(law, uptime, draft, author, manager) -> Version:
    approve(submit(draft, author), manager)
    return publish_now(draft)


def differences() -> list[str]:
    """What is said of the differences, asked twice so that the second answer is the kept one."""
    lines = [f"{each.kind} {', '.join(detail.name for detail in each.details)}".strip() for each in selectors.drifts()]
    version = Version.objects.in_force().get()
    assert sorted(each.drift.key for each in drifting.told(version)) == sorted(one.key for one in selectors.drifts())
    assert {each.drift.key for each in drifting.told(version)} == {one.key for one in selectors.drifts()}
    return sorted(lines)


def changed(record, actor, **fields):
    """Save the record with other values."""
    for name, value in fields.items():
        setattr(record, name, value)
    return save_record(record, actor=actor)


class TestEachSource:
    @pytest.fixture(autouse=True)
    def nothing_yet(self, in_force):
        assert differences() == differences() == []

    def test_services(self, author):
        desk = Service.objects.get(title="Service Desk")
        changed(desk, author, improved="By a yearly review")
        assert differences() == ["service_changed improved"]
        changed(desk, author, improved="")
        assert differences() == []
        cloud = save_record(Service(title="Cloud Hosting"), actor=author)
        assert differences() == ["service_added"]
        changed(cloud, author, state="retired")
        assert differences() == []
        changed(desk, author, state="retired")
        assert "service_retired" in differences()

    def test_practices(self, author):
        changed(Practice.objects.get(), author, quality_criteria="MTTR < 1 h")
        assert differences() == ["practice_changed quality_criteria"]
        save_record(Practice(title="Change management"), actor=author)
        assert differences() == ["practice_added", "practice_changed quality_criteria"]

    def test_obligations_and_what_they_bear_on(self, law, author):
        save_record(law, actor=author, many={"services": [], "practices": [Practice.objects.get()]})
        assert differences() == ["obligation_changed services, practices"]
        save_record(law, actor=author, many={"services": [Service.objects.get()], "practices": []})
        assert differences() == []
        changed(law, author, requirement="Report within an hour")
        assert differences() == ["obligation_changed requirement"]

    def test_a_service_named_otherwise_where_an_obligation_bears_on_it(self, author):
        changed(Service.objects.get(), author, title="Help Desk")
        assert differences() == ["obligation_changed services", "service_changed title"]

    def test_objectives_and_their_revisions(self, uptime, author, manager, contributor):
        revision = objectives.revision_propose(
            objective=uptime, actor=author, reason="The board asks", changes={"target": Decimal("99.9")}
        )
        assert differences() == []
        objectives.revision_approve(revision=revision, actor=manager)
        assert differences() == ["target_changed"]
        objectives.objective_withdraw(objective=uptime, actor=author, reason="No longer wanted")
        assert differences() == ["objective_ended"]

    def test_risks(self, author):
        risk = risk_create(actor=author, title="Outage", treatment="Second site", likelihood=1, impact=1)
        assert differences() == []
        risk_assess(risk=risk, actor=author, kind="inherent", likelihood=3, impact=3, rationale="Seen twice")
        assert differences() == ["high_risk"]
        changed(risk.__class__.objects.get(), author, title="Long outage")
        assert [each.words for each in selectors.drifts()] == ["New high risk: Long outage"]
        risk_close(risk=risk, actor=author, reason="The site is gone")
        assert differences() == []

    def test_changes_until_a_version_names_them(self, author, manager):
        change = verified_change(author, manager)
        assert differences() == ["change_verified"]
        second = services.version_draft(
            actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change]
        )
        assert differences() == ["change_verified"]
        approve(submit(second, author), manager)
        assert differences() == ["change_verified"]
        publish_now(second)
        assert differences() == []

    def test_the_organization(self, author):
        changed(Organization.get(), author, scope="Half of it")
        assert differences() == ["scope_changed scope"]
        changed(Organization.get(), author, policy="Serve well", name="Another name")
        assert differences() == ["organization_changed title", "policy_changed policy", "scope_changed scope"]

    def test_people_and_roles(self, author, contributor, law):
        contributor.full_name = "Another Name"
        contributor.save()
        assert differences() == ["objective_changed owner"]
        changed(law, author, owner_role="Compliance")
        assert differences() == ["objective_changed owner", "obligation_changed owner"]


def test_what_was_undone_leaves_nothing_behind(in_force, author):
    assert differences() == []
    with transaction.atomic():
        save_record(Service(title="Cloud Hosting"), actor=author)
        assert differences() == ["service_added"]
        transaction.set_rollback(True)
    assert differences() == []
    save_record(Service(title="Cloud Storage"), actor=author)
    assert [each.words for each in selectors.drifts()] == ["Service added: Cloud Storage"]


def test_each_reader_reads_it_in_their_language(in_force, author):
    save_record(Service(title="Cloud Hosting"), actor=author)
    words = {}
    for language in ("en", "id", "en", "id"):
        with translation.override(language):
            (words[language],) = (each.words for each in selectors.drifts())
    assert words["en"] == "Service added: Cloud Hosting" != words["id"]
    assert "Cloud Hosting" in words["id"]


def test_kept_it_costs_one_query_and_the_frozen_content_stays_where_it_is(in_force, author, django_assert_num_queries):
    save_record(Service(title="Cloud Hosting"), actor=author)
    reviews.unseen(selectors.version_in_force())
    version = selectors.version_in_force()
    with django_assert_num_queries(1):
        assert len(drifting.told(version)) == 1
    with django_assert_num_queries(1):
        assert len(selectors.drifts(version)) == 1


def test_a_review_answers_it_at_once_and_new_drift_asks_again(client, in_force, author, manager):
    save_record(Service(title="Cloud Hosting"), actor=author)
    client.force_login(manager)

    def asks() -> tuple[bool, bool]:
        items = [item for item in due_items(timezone.localdate(), manager) if item.kind == "smp_review"]
        return bool(items), "asks for a review" in client.get(reverse("smp:list")).text

    assert asks() == (True, True)
    form = client.get(reverse("smp:review", args=[in_force.pk])).context["form"]
    services.version_review(
        version=in_force, actor=manager, reason="A trial only", revision=in_force.revision, seen=form["seen"].value()
    )
    assert asks() == (False, False)
    save_record(Service(title="Cloud Storage"), actor=author)
    assert asks() == (True, True)


def test_the_annual_review_comes_with_its_day(in_force, manager):
    """What is kept of drift says nothing of today: the same register, another day."""

    def asked(day: datetime.date) -> list[datetime.date]:
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(18), tzinfo=datetime.UTC)):
            today = timezone.localdate(timezone=datetime.timezone(datetime.timedelta(hours=7)))
            return [item.due for item in due_items(today) if item.kind == "smp_review"][:1]

    soon = in_force.next_review_on - datetime.timedelta(days=reviews.SOON)
    # At 18:00 UTC the next day has begun in Jakarta.
    assert asked(soon - datetime.timedelta(days=2)) == []
    assert asked(soon - datetime.timedelta(days=1)) == [in_force.next_review_on]


def test_once_per_state_finds_again_for_another_question():
    found = iter(range(9))

    def once(what: str, model=Service) -> int:
        return once_per_state(what, (model,), lambda: next(found))

    unique = f"tests.question:{timezone.now().isoformat()}"
    assert [once(unique), once(unique), once(f"{unique}!"), once(unique, Practice), once(unique)] == [0, 0, 1, 2, 0]


def test_every_table_that_drift_is_read_from_is_watched(in_force, author):
    save_record(Service(title="Cloud Hosting"), actor=author)
    with CaptureQueriesContext(connection) as captured:
        register_facts()
        drifting.told(selectors.version_in_force())
    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in captured)))
    watched = {table for model in SOURCES for table in (model._meta.db_table, model.history.model._meta.db_table)}
    # A link is saved with the record that has it.
    watched |= {field.m2m_db_table() for model in SOURCES for field in model._meta.many_to_many}
    unknown = {table for table in read - watched if not table.startswith("smp_")}
    assert len(read & watched) >= len(SOURCES) and not unknown

import contextlib
import datetime
import threading
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from objectives import services
from objectives.models import Measurement, Objective, Resource
from objectives.services import (
    Incomplete,
    measurement_record,
    milestone_done,
    objective_approve,
    objective_create,
    objective_from_opportunity,
    objective_plan,
    objective_return,
    objective_submit,
    objective_withdraw,
)
from risks.models import Opportunity
from risks.services import opportunity_evaluate
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.context.models import Organization
from smsplan.records.services import NotAllowed, save_record
from tests.objectives.conftest import make_person, whole_fields
from tests.threads import at_once, refusals

JANUARY = datetime.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def late_march():
    with time_machine.travel(datetime.datetime(2026, 3, 20, 3, tzinfo=datetime.UTC), tick=True):
        yield


def events(objective) -> list[str]:
    return list(Event.objects.filter(target_id=objective.pk).order_by("pk").values_list("action", flat=True))


def test_a_draft_is_submitted_and_approved_by_someone_else(draft, compliance, manager):
    objective = objective_submit(objective=draft, actor=compliance)
    objective = objective_approve(objective=objective, actor=manager, reason="Good")
    assert (objective.state, objective.approved_by) == (Objective.State.APPROVED, manager)
    assert events(objective) == [Action.SUBMITTED, Action.APPROVED]
    assert objective.history.first().history_change_reason == "Good"


NOTHING = dict.fromkeys(
    ("title", "description", "for_whom", "metric", "unit", "direction", "measurement_approach", "evaluation",
     "achievable", "activities", "communicated_to", "communicated_when", "communicated_how"), ""
) | dict.fromkeys(("baseline", "target", "owner", "sponsor", "start_date", "due_date"), None)  # fmt: skip


@pytest.mark.parametrize(("field", "empty"), [*NOTHING.items(), ("serves", []), ("sms_wide", False)])
def test_nothing_is_submitted_or_approved_while_one_criterion_is_missing(
    draft, submitted, compliance, manager, field, empty
):
    Objective.objects.filter(pk=submitted.pk).update(**{field: empty})
    with pytest.raises(Incomplete) as refusal:
        objective_approve(objective=submitted, actor=manager)
    said = "services" if field == "sms_wide" else field
    assert [finding.field for finding in refusal.value.findings] == [said]
    Objective.objects.filter(pk=submitted.pk).update(state="draft")
    with pytest.raises(Incomplete):
        objective_submit(objective=submitted, actor=compliance)
    submitted.refresh_from_db()
    assert submitted.state == Objective.State.DRAFT


def put(organization_fields: dict) -> None:
    Organization.objects.filter(pk=1).update(**organization_fields)


@pytest.mark.parametrize(
    ("break_it", "field"),
    [
        (lambda one: one.committed.all().delete(), "committed"),
        (lambda one: one.committed.update(committed_by=None), "committed"),
        (lambda one: one.consultations.filter(group="top_management").delete(), "consultations"),
        (lambda one: one.consultations.filter(group="customers").update(group="other"), "consultations"),
        (lambda one: one.sponsor.groups.clear(), "sponsor"),
        # What is served must still stand.
        (lambda one: put({"strategic_priorities": ["Another one"]}), "serves"),
    ],
)
def test_the_plan_behind_it_is_asked_for(submitted, manager, break_it, field):
    other = make_person("other@obj.test", "Other Manager", "Manager")
    break_it(submitted)
    with pytest.raises(Incomplete) as refusal:
        objective_approve(objective=submitted, actor=other)
    assert [finding.field for finding in refusal.value.findings] == [field]


def test_a_statement_of_the_policy_is_as_good_as_a_priority(draft, compliance):
    put({"strategic_priorities": [], "policy": "We learn. We keep what we promise.\n\n- And tell the figures"})
    for words, whole in (("We keep what we promise.", True), ("And tell the figures", True), ("We", False)):
        draft.serves = [words]
        save_record(draft, actor=compliance)
        assert (services.missing(draft) == []) is whole


def test_vague_wording_is_refused_and_the_guides_sentence_passes(draft, compliance):
    draft.title = "Improve service quality"
    save_record(draft, actor=compliance)
    with pytest.raises(Incomplete) as refusal:
        objective_submit(objective=draft, actor=compliance)
    (finding,) = refusal.value.findings
    assert finding.suggestion == "Raise availability from 98.5% to 99.5% by 31 December 2026"
    draft.title = "Achieve 98% SLA compliance by end of Q4"
    save_record(draft, actor=compliance)
    assert objective_submit(objective=draft, actor=compliance).state == Objective.State.SUBMITTED


def test_what_a_change_would_leave_missing_can_be_asked_before_it_is_made(approved, contributor):
    assert services.missing(approved, {"target": Decimal(99), "description": "Other words"}) == []
    found = services.missing(
        approved, {"target": Decimal(98), "services": [], "sms_wide": False, "sponsor": contributor}
    )
    assert [finding.field for finding in found] == ["services", "target", "sponsor"]


def test_many_are_judged_in_two_questions(draft, compliance, contributor, django_assert_num_queries):
    bare = objective_create(actor=compliance, title="Improve service quality")
    with django_assert_num_queries(2):
        found = services.lacking([draft.pk, bare.pk])
    assert found == {draft.pk: services.missing(draft), bare.pk: services.missing(bare)}
    assert found[draft.pk] == [] and len(found[bare.pk]) > 15


# The rows of the plan -----------------------------------------------------------------------------


def test_a_new_objective_counts_its_periods_as_the_organization_does(compliance):
    put({"cycle_start_month": 4})
    assert objective_create(actor=compliance, title="Achieve 98%").cycle_month == 4


def test_milestones_with_a_value_bend_the_course(draft, compliance):
    day = datetime.date(2026, 6, 30)
    rows = {
        "milestones": [
            {"title": "Failover", "due": datetime.date(2026, 9, 30), "expected": Decimal("99.2")},
            {"title": "New controllers", "due": day, "expected": Decimal("98.9")},
            {"title": "Exercise", "due": day, "expected": None},
        ]
    }
    objective = objective_plan(objective=draft, actor=compliance, rows=rows, reason="Steps agreed")
    assert objective.course == [["2026-06-30", "98.9"], ["2026-09-30", "99.2"]]
    assert objective.plan.waypoints == ((day, Decimal("98.9")), (datetime.date(2026, 9, 30), Decimal("99.2")))
    # The other parts of the plan stay.
    assert objective.committed.count() == 1


def test_rows_are_kept_changed_and_removed_one_by_one_as_one_save(draft, compliance):
    first = draft.committed.get()
    before = draft.revision
    keep = {"pk": first.pk, "description": "Three engineers"}
    more = {"kind": "budget", "description": "Second site", "amount": Decimal(1500), "unit": "IDR"}
    objective_plan(objective=draft, actor=compliance, rows={"committed": [keep, more]}, reason="More hands")
    kept, added = draft.committed.all()
    assert (kept.pk, kept.description, kept.committed_by) == (first.pk, "Three engineers", first.committed_by)
    objective_plan(objective=draft, actor=compliance, rows={"committed": [{"pk": added.pk}]}, reason="Fewer")
    assert [row.pk for row in draft.committed.all()] == [added.pk]
    gone = Resource.history.filter(id=first.pk).first()
    assert (gone.history_type, gone.history_user, gone.history_change_reason) == ("-", compliance, "Fewer")
    draft.refresh_from_db()
    assert draft.revision == before + 2
    assert gone.history_date == draft.history.first().history_date
    # The same again is no save.
    objective_plan(objective=draft, actor=compliance, rows={"committed": [{"pk": added.pk}]}, reason="Again")
    draft.refresh_from_db()
    assert draft.revision == before + 2


def test_only_a_drafts_plan_is_rewritten_and_only_by_those_who_write_objectives(
    draft, submitted, contributor, compliance
):
    with pytest.raises(NotAllowed):
        objective_plan(objective=submitted, actor=compliance, rows={"committed": []})
    with pytest.raises(PermissionDenied):
        objective_plan(objective=submitted, actor=contributor, rows={"committed": []})
    assert submitted.committed.count() == 1


def test_a_milestone_is_done_by_owner_or_compliance_and_can_be_taken_back(submitted, manager, contributor, auditor):
    milestone = submitted.milestones.create(title="Failover", due=datetime.date(2026, 3, 31))
    with pytest.raises(NotAllowed):
        milestone_done(milestone=milestone, actor=contributor)
    objective_approve(objective=submitted, actor=manager)
    with pytest.raises(PermissionDenied):
        milestone_done(milestone=milestone, actor=auditor)
    with pytest.raises(ValidationError):
        milestone_done(milestone=milestone, actor=contributor, done_on=datetime.date(2026, 3, 21))
    for _again in range(2):
        assert milestone_done(milestone=milestone, actor=contributor).done_on == datetime.date(2026, 3, 20)
    assert milestone_done(milestone=milestone, actor=contributor, undo=True).done_on is None
    assert milestone.history.count() == 3


def all_powerful(person: User) -> User:
    person.groups.set(Group.objects.all())
    person.is_superuser = True
    person.save()
    return User.objects.get(pk=person.pk)


def test_the_author_never_approves_even_with_every_role_and_as_superuser(submitted, compliance):
    with pytest.raises(PermissionDenied):
        objective_approve(objective=submitted, actor=all_powerful(compliance))
    submitted.refresh_from_db()
    assert submitted.state == Objective.State.SUBMITTED


def test_the_owner_never_approves(submitted, contributor):
    with pytest.raises(PermissionDenied):
        objective_approve(objective=submitted, actor=all_powerful(contributor))


def test_an_earlier_editor_never_approves_but_a_manager_who_returned_it_may(draft, compliance, manager):
    editor = make_person("editor@obj.test", "Second Hand", "Compliance", "Manager")
    draft.area = "Availability"
    save_record(draft, actor=editor)
    objective = objective_submit(objective=draft, actor=compliance)
    objective = objective_return(objective=objective, actor=manager, reason="Which service?")
    objective = objective_submit(objective=objective, actor=compliance)
    with pytest.raises(PermissionDenied):
        objective_approve(objective=objective, actor=editor)
    assert objective_approve(objective=objective, actor=manager).state == Objective.State.APPROVED
    assert events(objective)[1] == Action.RETURNED


def test_a_second_approval_is_told_that_it_is_too_late(approved):
    other = make_person("second@obj.test", "Second Manager", "Manager")
    with pytest.raises(NotAllowed):
        objective_approve(objective=approved, actor=other)
    assert events(approved).count(Action.APPROVED) == 1


@pytest.mark.parametrize("role", ["Contributor", "Auditor", "Administrator", "Compliance"])
def test_only_managers_approve(submitted, role):
    with pytest.raises(PermissionDenied):
        objective_approve(objective=submitted, actor=make_person("x@obj.test", "X", role))


def test_a_withdrawn_objective_stays_so(approved, compliance):
    objective = objective_withdraw(objective=approved, actor=compliance, reason="Out of scope")
    assert objective.state == Objective.State.WITHDRAWN
    with pytest.raises(NotAllowed):
        objective_withdraw(objective=objective, actor=compliance, reason="Again")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM objectives_objective WHERE id = %s", [objective.pk])


def test_the_database_keeps_an_approved_objective_whole(draft):
    with pytest.raises(DatabaseError), transaction.atomic():
        Objective.objects.filter(pk=draft.pk).update(state="approved")
    with pytest.raises(DatabaseError), transaction.atomic():
        Objective.objects.filter(pk=draft.pk).update(due_date=draft.start_date)


# Measurements -------------------------------------------------------------------------------------


def test_the_owner_records_a_value(approved, contributor):
    kept = measurement_record(objective=approved, period_start=JANUARY, value="99.1", actor=contributor)
    assert (kept.value, kept.period_end, kept.measured_by) == (Decimal("99.1"), datetime.date(2026, 1, 31), contributor)


def test_compliance_records_any_value_others_only_their_own(approved, compliance, manager, auditor, administrator):
    assert measurement_record(objective=approved, period_start=JANUARY, value=99, actor=compliance)
    for person in (manager, auditor, administrator, make_person("c2@obj.test", "C Two", "Contributor")):
        with pytest.raises(PermissionDenied):
            measurement_record(objective=approved, period_start=JANUARY, value=98, actor=person)


def test_a_correction_needs_a_reason_and_keeps_the_old_value(approved, contributor, compliance):
    measurement_record(objective=approved, period_start=JANUARY, value=99, actor=contributor)
    with pytest.raises(ValidationError) as refusal:
        measurement_record(objective=approved, period_start=JANUARY, value=98, actor=compliance)
    assert "reason" in refusal.value.message_dict
    kept = measurement_record(
        objective=approved, period_start=JANUARY, value=98, actor=compliance, reason="Late outage report"
    )
    assert [row.value for row in kept.history.all()] == [98, 99]
    assert kept.history.first().history_change_reason == "Late outage report"


def test_the_same_value_again_changes_nothing(approved, contributor):
    for _again in range(2):
        kept = measurement_record(objective=approved, period_start=JANUARY, value=99, actor=contributor)
    assert kept.history.count() == 1


@pytest.mark.parametrize(
    "period_start", [datetime.date(2026, 1, 2), datetime.date(2025, 12, 1), datetime.date(2026, 4, 1)]
)
def test_a_period_is_of_the_objective_and_has_begun(approved, contributor, period_start):
    with pytest.raises(ValidationError) as refusal:
        measurement_record(objective=approved, period_start=period_start, value=99, actor=contributor)
    assert "period_start" in refusal.value.message_dict


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal(10) ** 30, "many", Decimal("0.00001")])
def test_a_value_is_a_number_of_sane_size(approved, contributor, value):
    with pytest.raises(ValidationError) as refusal:
        measurement_record(objective=approved, period_start=JANUARY, value=value, actor=contributor)
    assert "value" in refusal.value.message_dict
    assert not Measurement.objects.exists()


def test_only_approved_objectives_are_measured(draft, contributor):
    with pytest.raises(NotAllowed):
        measurement_record(objective=draft, period_start=JANUARY, value=99, actor=contributor)


# Opportunities ------------------------------------------------------------------------------------


@pytest.fixture
def opportunity(compliance, contributor) -> Opportunity:
    return save_record(Opportunity(title="Automate incident categorization", owner=contributor), actor=compliance)


def test_an_evaluated_opportunity_becomes_an_objective_linked_both_ways(opportunity, compliance):
    with pytest.raises(NotAllowed):
        objective_from_opportunity(opportunity=opportunity, actor=compliance)
    opportunity_evaluate(opportunity=opportunity, benefit=3, effort=1, actor=compliance)
    objective = objective_from_opportunity(opportunity=opportunity, actor=compliance)
    opportunity.refresh_from_db()
    assert (opportunity.state, objective.opportunity) == (Opportunity.State.CONVERTED, opportunity)
    assert list(opportunity.objectives.all()) == [objective]
    assert (objective.title, objective.owner) == (opportunity.title, opportunity.owner)
    with pytest.raises(NotAllowed):
        objective_from_opportunity(opportunity=opportunity, actor=compliance)


@pytest.mark.parametrize("role", ["Manager", "Contributor", "Auditor", "Administrator"])
def test_only_compliance_converts(opportunity, compliance, role):
    opportunity_evaluate(opportunity=opportunity, benefit=3, effort=1, actor=compliance)
    with pytest.raises(PermissionDenied):
        objective_from_opportunity(opportunity=opportunity, actor=make_person("y@obj.test", "Y", role))


# Two at the same moment ---------------------------------------------------------------------------


@pytest.fixture
def committed(transactional_db) -> tuple[Objective, User, User, User]:
    compliance = make_person("compliance@obj.test", "Ratna Dewi", "Compliance")
    manager = make_person("manager@obj.test", "Bambang Hartono", "Manager")
    owner = make_person("owner@obj.test", "Sari Melati", "Contributor")
    objective = objective_create(actor=compliance, owner=owner, sponsor=manager, **whole_fields())
    return objective_submit(objective=objective, actor=compliance), compliance, manager, owner


def meet_before_saving(monkeypatch) -> None:
    """Between looking and saving each waits for the other, who gets as far as this only where there is no lock."""
    both_have_looked = threading.Barrier(2)

    def save_together(*args, **kwargs):
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_looked.wait(1)
        return save_record(*args, **kwargs)

    for room in (services.measurements, services.objectives):
        monkeypatch.setattr(room, "save_record", save_together)


def test_two_people_who_record_the_same_period_make_one_row(committed, monkeypatch):
    objective, compliance, manager, owner = committed
    objective_approve(objective=objective, actor=manager)
    meet_before_saving(monkeypatch)
    results = at_once(
        [
            lambda: measurement_record(objective=objective, period_start=JANUARY, value=99, actor=compliance),
            lambda: measurement_record(objective=objective, period_start=JANUARY, value=98, actor=owner),
        ]
    )
    kept = Measurement.objects.get()
    assert refusals(results) == {ValidationError: 1}
    refused = [one for one in results if isinstance(one, ValidationError)]
    assert [one for one in results if one not in refused] == [kept]
    assert "reason" in refused[0].message_dict
    assert kept.history.count() == 1


def test_two_managers_who_approve_at_once_approve_once(committed, monkeypatch):
    objective, _compliance, manager, _owner = committed
    other = make_person("other@obj.test", "Other Manager", "Manager")
    meet_before_saving(monkeypatch)
    outcomes = at_once([lambda one=one: objective_approve(objective=objective, actor=one) for one in (manager, other)])
    assert refusals(outcomes) == {NotAllowed: 1}
    assert events(objective).count(Action.APPROVED) == 1


def test_missing_reads_what_the_form_calls_the_fields():
    assert {finding.field for finding in services.missing(Objective())} >= {"owner", "sponsor", "target"}

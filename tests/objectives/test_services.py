import datetime
import threading
import time
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from objectives import services
from objectives.models import Measurement, Objective
from objectives.services import (
    Incomplete,
    measurement_record,
    objective_approve,
    objective_create,
    objective_from_opportunity,
    objective_return,
    objective_revise,
    objective_submit,
    objective_withdraw,
)
from risks.models import Opportunity
from risks.services import opportunity_evaluate
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed, save_record
from tests.objectives.conftest import make_person, whole_fields

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


@pytest.mark.parametrize("field", ["metric", "unit", "baseline", "target", "direction", "due_date", "alignment"])
def test_nothing_is_submitted_or_approved_while_one_criterion_is_missing(draft, submitted, compliance, manager, field):
    empty = "" if field in {"metric", "unit", "direction", "alignment"} else None
    Objective.objects.filter(pk=submitted.pk).update(**{field: empty})
    with pytest.raises(Incomplete) as refusal:
        objective_approve(objective=submitted, actor=manager)
    assert [finding.field for finding in refusal.value.findings] == [field]
    Objective.objects.filter(pk=submitted.pk).update(state="draft")
    with pytest.raises(Incomplete):
        objective_submit(objective=submitted, actor=compliance)
    submitted.refresh_from_db()
    assert submitted.state == Objective.State.DRAFT


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


def test_a_revision_needs_a_reason_and_a_new_approval_and_keeps_what_was_approved(approved, compliance, manager):
    with pytest.raises(ValidationError):
        objective_revise(objective=approved, actor=compliance, reason=" ")
    objective = objective_revise(objective=approved, actor=compliance, reason="A customer left")
    assert (objective.state, objective.approved_by) == (Objective.State.DRAFT, None)
    kept = objective.history.filter(state="approved").first()
    assert kept.target == Decimal("99.5") and kept.approved_by == manager
    assert objective.history.first().history_change_reason == "A customer left"


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


def at_once(*acts) -> list:
    """Run the acts in threads that start together; their results or exceptions, in the order of the acts."""
    gate = threading.Barrier(len(acts))
    results: list = [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(10)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.fixture
def committed(transactional_db) -> tuple[Objective, User, User, User]:
    compliance = make_person("compliance@obj.test", "Ratna Dewi", "Compliance")
    manager = make_person("manager@obj.test", "Bambang Hartono", "Manager")
    owner = make_person("owner@obj.test", "Sari Melati", "Contributor")
    objective = objective_create(actor=compliance, owner=owner, sponsor=manager, **whole_fields())
    return objective_submit(objective=objective, actor=compliance), compliance, manager, owner


@pytest.fixture
def slow_saves(monkeypatch):
    """A moment between looking and saving, in which the other one would slip in if there were no lock."""

    def save_slowly(*args, **kwargs):
        time.sleep(0.3)
        return save_record(*args, **kwargs)

    for room in (services.measurements, services.objectives):
        monkeypatch.setattr(room, "save_record", save_slowly)


def test_two_people_who_record_the_same_period_make_one_row(committed, slow_saves):
    objective, compliance, manager, owner = committed
    objective_approve(objective=objective, actor=manager)
    results = at_once(
        lambda: measurement_record(objective=objective, period_start=JANUARY, value=99, actor=compliance),
        lambda: measurement_record(objective=objective, period_start=JANUARY, value=98, actor=owner),
    )
    kept = Measurement.objects.get()
    refused = [one for one in results if isinstance(one, ValidationError)]
    assert len(refused) == 1 and [one for one in results if one not in refused] == [kept]
    assert "reason" in refused[0].message_dict
    assert kept.history.count() == 1


def test_two_managers_who_approve_at_once_approve_once(committed, slow_saves):
    objective, _compliance, manager, _owner = committed
    other = make_person("other@obj.test", "Other Manager", "Manager")
    results = at_once(*(lambda one=one: objective_approve(objective=objective, actor=one) for one in (manager, other)))
    assert sorted(isinstance(one, NotAllowed) for one in results) == [False, True]
    assert events(objective).count(Action.APPROVED) == 1


def test_missing_reads_what_the_form_calls_the_fields():
    assert {finding.field for finding in services.missing(Objective())} >= {"owner", "sponsor", "target"}

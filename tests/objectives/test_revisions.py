"""Revising an approved objective: in force and measured until a Manager approves; before and after are kept."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from objectives.models import Objective, Revision
from objectives.services import (
    Incomplete,
    measurement_record,
    objective_withdraw,
    revision_approve,
    revision_propose,
    revision_reject,
    revision_withdraw,
)
from smp import drift
from smp.facts import register_facts
from smsplan.audit.models import Event
from smsplan.records.services import NotAllowed, StaleRevision
from smsplan.work.due import my_work
from tests.objectives.conftest import make_person
from tests.threads import at_once, refusals

WHY = "A customer left and took the simple half with it."


def propose(objective, actor, **changes) -> Revision:
    return revision_propose(objective=objective, actor=actor, reason=WHY, changes=changes)


@pytest.fixture
def proposed(approved, compliance) -> Revision:
    return propose(approved, compliance, target=Decimal("99"), due_date=datetime.date(2027, 3, 31))


@pytest.fixture
def second_manager(db):
    return make_person("second@obj.test", "Kartika Sari", "Manager")


# Proposing ----------------------------------------------------------------------------------------


def test_the_objective_stays_in_force_and_is_measured_while_a_revision_waits(approved, proposed, contributor):
    approved.refresh_from_db()
    assert (approved.state, approved.target) == (Objective.State.APPROVED, Decimal("99.5"))
    assert measurement_record(
        objective=approved, period_start=datetime.date(2026, 1, 1), value="99.2", actor=contributor
    )
    assert proposed.before == {"target": "99.5", "due_date": "2026-12-31"}
    assert proposed.after == {"target": "99", "due_date": "2027-03-31"}
    assert Event.objects.filter(action="proposed", reason=WHY).count() == 1


def test_only_what_differs_is_kept(approved, compliance, contributor):
    same = {"target": Decimal("99.5000"), "owner": contributor, "services": [], "title": approved.title}
    with pytest.raises(ValidationError, match="Nothing is changed"):
        propose(approved, compliance, **same)
    assert propose(approved, compliance, **same | {"frequency": "quarterly"}).after == {"frequency": "quarterly"}


def test_a_revision_needs_a_reason_a_right_and_an_approved_objective(draft, approved, compliance, contributor, manager):
    with pytest.raises(ValidationError) as refusal:
        revision_propose(objective=approved, actor=compliance, reason="  ", changes={"target": Decimal(99)})
    assert "reason" in refusal.value.message_dict
    for person in (contributor, manager):
        with pytest.raises(PermissionDenied):
            propose(approved, person, target=Decimal(99))
    objective_withdraw(objective=approved, actor=compliance, reason="Out of scope")
    with pytest.raises(NotAllowed):
        propose(approved, compliance, target=Decimal(99))


def test_one_revision_at_a_time(approved, proposed, compliance):
    with pytest.raises(NotAllowed, match="waits for a Manager"):
        propose(approved, compliance, target=Decimal("98.6"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(objective=approved, reason="Another", proposed_by=compliance)


def test_the_result_must_be_smart(approved, compliance, contributor):
    with pytest.raises(Incomplete, match="below the baseline"):
        propose(approved, compliance, target=Decimal("98"))
    with pytest.raises(Incomplete, match="can't be assessed"):
        propose(approved, compliance, title="Improve service quality")
    with pytest.raises(Incomplete, match="Manager as sponsor"):
        propose(approved, compliance, sponsor=contributor)
    with pytest.raises(ValidationError, match="after the start date"):
        propose(approved, compliance, due_date=datetime.date(2025, 1, 1))
    assert not Revision.objects.exists()


def test_measured_periods_can_not_be_left_outside(approved, compliance, contributor):
    measurement_record(objective=approved, period_start=datetime.date(2026, 3, 1), value="99", actor=contributor)
    with pytest.raises(ValidationError) as late:
        propose(approved, compliance, start_date=datetime.date(2026, 4, 1))
    with pytest.raises(ValidationError) as early:
        propose(approved, compliance, due_date=datetime.date(2026, 2, 28))
    assert (list(late.value.message_dict), list(early.value.message_dict)) == (["start_date"], ["due_date"])
    assert propose(approved, compliance, start_date=datetime.date(2026, 3, 1))


def test_values_that_were_read_before_another_change_are_refused(approved, compliance, manager):
    read_at = approved.revision
    revision_approve(revision=propose(approved, compliance, target=Decimal("99")), actor=manager)
    with pytest.raises(StaleRevision):
        revision_propose(
            objective=approved, actor=compliance, reason=WHY, changes={"target": Decimal("99.5")}, read_at=read_at
        )


# Deciding -----------------------------------------------------------------------------------------


def test_an_approval_applies_all_at_once_as_one_history_row(approved, proposed, manager):
    rows = approved.history.count()
    objective = revision_approve(revision=proposed, actor=manager, reason="Agreed with the board")
    assert (objective.state, objective.target, objective.due_date) == (
        Objective.State.APPROVED,
        Decimal("99"),
        datetime.date(2027, 3, 31),
    )
    assert objective.history.count() == rows + 1
    assert objective.history.first().history_change_reason == WHY
    assert objective.history.all()[1].target == Decimal("99.5")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.decided_by, proposed.comment) == ("approved", manager, "Agreed with the board")
    assert Event.objects.filter(action="approved", target_id=objective.pk).count() == 2


def test_scope_and_people_change_with_it(approved, compliance, manager, second_manager):
    from smsplan.context.models import Service
    from smsplan.records.services import save_record

    service = save_record(Service(title="Core banking"), actor=compliance)
    owner = make_person("next@obj.test", "Dewi Next", "Contributor")
    revision = propose(approved, compliance, services=[service], sms_wide=False, owner=owner, sponsor=second_manager)
    objective = revision_approve(revision=revision, actor=manager)
    assert list(objective.services.all()) == [service]
    assert (objective.owner, objective.sponsor, objective.sms_wide) == (owner, second_manager, False)
    assert list(objective.history.first().services.values_list("service__title", flat=True)) == ["Core banking"]


def test_who_proposed_wrote_or_owns_never_approves_whatever_their_rights(approved, compliance, contributor, manager):
    for person in (compliance, contributor):
        person.is_superuser = True
        person.save()
    revision = propose(approved, compliance, owner=manager, sponsor=make_person("s@obj.test", "S", "Manager"))
    for person in (compliance, contributor, manager):
        with pytest.raises(PermissionDenied):
            revision_approve(revision=revision, actor=person)
    revision.refresh_from_db()
    assert revision.state == Revision.State.PROPOSED


@pytest.mark.parametrize("role", ["Compliance", "Contributor", "Auditor", "Administrator"])
def test_only_managers_decide(proposed, role):
    other = make_person("x@obj.test", "X", role)
    with pytest.raises(PermissionDenied):
        revision_approve(revision=proposed, actor=other)
    with pytest.raises(PermissionDenied):
        revision_reject(revision=proposed, actor=other, reason="No")


def test_a_rejected_or_withdrawn_revision_changes_nothing_and_makes_room(approved, proposed, compliance, manager):
    with pytest.raises(ValidationError):
        revision_reject(revision=proposed, actor=manager, reason=" ")
    revision_reject(revision=proposed, actor=manager, reason="Too early")
    again = propose(approved, compliance, target=Decimal("99.1"))
    revision_withdraw(revision=again, actor=compliance)
    approved.refresh_from_db()
    assert approved.target == Decimal("99.5")
    assert list(approved.revisions.values_list("state", "comment")) == [("withdrawn", ""), ("rejected", "Too early")]
    for service in (revision_approve, revision_reject):
        with pytest.raises(NotAllowed):
            service(revision=again, actor=manager, reason="Late")


def test_an_objective_that_changed_meanwhile_is_not_overwritten(approved, proposed, manager):
    Objective.objects.filter(pk=approved.pk).update(target=Decimal("99.7"))
    with pytest.raises(NotAllowed, match="has changed since"):
        revision_approve(revision=proposed, actor=manager)
    approved.refresh_from_db()
    assert approved.target == Decimal("99.7")


def test_with_an_objective_goes_its_revision(approved, proposed, compliance, manager):
    objective_withdraw(objective=approved, actor=compliance, reason="Out of scope")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.comment) == ("withdrawn", "Out of scope")
    with pytest.raises(NotAllowed):
        revision_approve(revision=proposed, actor=manager)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_approvals_at_the_same_moment_one_takes_effect(proposed, second_manager):
    outcomes = at_once([lambda: revision_approve(revision=proposed, actor=second_manager)] * 20)
    assert refusals(outcomes) == {NotAllowed: 19}
    assert proposed.objective.history.filter(target=Decimal("99")).count() == 1


# Frequency ----------------------------------------------------------------------------------------


def test_another_frequency_counts_after_the_last_measured_period(approved, compliance, contributor, manager):
    for month, value in ((1, "98.9"), (2, "99"), (4, "99.1")):
        measurement_record(
            objective=approved, period_start=datetime.date(2026, month, 1), value=value, actor=contributor
        )
    objective = revision_approve(revision=propose(approved, compliance, frequency="quarterly"), actor=manager)
    assert objective.frequency_since == datetime.date(2026, 5, 1)
    assert [(str(one.start), str(one.end)) for one in objective.plan.periods()] == [
        ("2026-05-01", "2026-06-30"),
        ("2026-07-01", "2026-09-30"),
        ("2026-10-01", "2026-12-31"),
    ]
    assert [str(row.period_start) for row in objective.measurements.all()] == ["2026-01-01", "2026-02-01", "2026-04-01"]


def test_before_the_first_value_another_frequency_counts_from_the_start(approved, compliance, manager):
    objective = revision_approve(revision=propose(approved, compliance, frequency="half_yearly"), actor=manager)
    assert objective.frequency_since is None and len(objective.plan.periods()) == 2


# What others see ----------------------------------------------------------------------------------


def test_the_plan_learns_of_it(approved, compliance, manager):
    then = register_facts()
    revision_approve(revision=propose(approved, compliance, target=Decimal("99")), actor=manager)
    assert [(one.kind, one.reference) for one in drift.compare(then, register_facts())] == [
        ("target_changed", approved.reference)
    ]
    then = register_facts()
    revision_approve(revision=propose(approved, compliance, rule="average"), actor=manager)
    assert [one.kind for one in drift.compare(then, register_facts())] == ["objective_revised"]
    for facts in then["objectives"].values():
        del facts["revised"]
    assert drift.compare(then, register_facts()) == [], "a version frozen before revisions were counted"


def test_it_waits_for_the_sponsor_who_may_decide(proposed, manager, second_manager, compliance, contributor):
    today = datetime.date.today()
    (item,) = [item for item in my_work(manager, today) if item.kind == "revision"]
    assert item.url.endswith("?tab=revisions")
    for person in (second_manager, compliance, contributor):
        assert not [item for item in my_work(person, today) if item.kind == "revision"]


# Pages --------------------------------------------------------------------------------------------


def test_the_page_tells_before_and_after_in_words(approved, proposed, as_person, manager):
    page = as_person(manager).get(f"{approved.get_absolute_url()}?tab=revisions").content.decode()
    for words in (
        "99.5%",
        "99%",
        "31 Dec 2026",
        "31 Mar 2027",
        WHY,
        "Approve the revision",
        "Waits for approval",
    ):
        assert words in page
    assert "2027-03-31" not in page


def test_proposing_and_approving_on_the_pages(approved, as_person, compliance, manager):
    url = reverse("objectives:revise", args=[approved.pk])
    client = as_person(compliance)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent |= {"target": "99,2", "change_reason": WHY}
    refused = client.post(url, sent | {"target": "98"})
    assert refused.status_code == 422 and "below the baseline" in refused.content.decode()
    assert client.post(url, sent).status_code == 302
    revision = Revision.objects.get()
    assert revision.after == {"target": "99.2"}
    assert client.get(url).status_code == 302, "one waits already"
    approve = reverse("objectives:revision_approve", args=[approved.pk, revision.pk])
    assert client.get(approve).status_code == 403
    client = as_person(manager)
    assert "99.2%" in client.get(approve).content.decode()
    assert client.post(approve, {"reason": ""}).status_code == 302
    approved.refresh_from_db()
    assert approved.target == Decimal("99.2")
    assert client.post(approve, {"reason": ""}).status_code == 409

"""What a change came to: criterion by criterion, as a whole, and what follows when it was not effective."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from changes import services
from changes.models import Change, Criterion
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed, attachments_of
from tests.changes.conftest import judge, person, plan
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def report() -> SimpleUploadedFile:
    return SimpleUploadedFile("may.csv", b"week;in time\n18;98.4%\n")


def test_a_criterion_is_judged_with_evidence_and_a_file(implemented, compliance):
    first, second = implemented.criteria.all()
    services.criterion_verify(criterion=first, actor=compliance, met=True, evidence=" 98.4% in May ", file=report())
    first.refresh_from_db()
    assert (first.met, first.evidence, first.verified_by, first.file.name) == (
        True, "98.4% in May", compliance, "may.csv"
    )  # fmt: skip
    assert [file.name for file in attachments_of(implemented)] == ["may.csv"]
    assert Event.objects.get(action=Action.EFFECTIVENESS_CHECKED).detail == {
        "criterion": first.description, "met": True
    }  # fmt: skip
    second.refresh_from_db()
    assert second.met is None


def test_a_judgement_can_be_corrected_until_the_change_is_verified(implemented, compliance, manager):
    judge(implemented, compliance)
    first = implemented.criteria.first()
    services.criterion_verify(criterion=first, actor=manager, met=False, evidence="A customer was forgotten")
    first.refresh_from_db()
    assert (first.met, first.verified_by) == (False, manager)
    assert [row.met for row in first.history.order_by("history_id")] == [None, True, False]
    services.change_verify(change=implemented, actor=compliance, effective=False, evidence="One is not met")
    with pytest.raises(NotAllowed):
        services.criterion_verify(criterion=first, actor=manager, met=True, evidence="Well")


def test_a_judgement_needs_an_answer_and_evidence(implemented, compliance):
    first = implemented.criteria.first()
    with pytest.raises(ValidationError, match="whether the criterion is met"):
        services.criterion_verify(criterion=first, actor=compliance, met=None, evidence="Seen")
    with pytest.raises(ValidationError, match="Name the evidence"):
        services.criterion_verify(criterion=first, actor=compliance, met=True, evidence="  ")


def test_neither_owner_nor_implementer_nor_reader_judges(started, compliance, contributor, auditor):
    change = services.change_implement(change=started, actor=compliance, reason="Training follows")
    first = change.criteria.first()
    for who in (compliance, contributor, auditor):
        with pytest.raises(PermissionDenied):
            services.criterion_verify(criterion=first, actor=who, met=True, evidence="Seen")


@pytest.mark.parametrize("name", ["draft", "submitted", "approved", "started"])
def test_nothing_is_judged_before_it_is_in_place(name, request, manager):
    first = request.getfixturevalue(name).criteria.first()
    with pytest.raises(NotAllowed):
        services.criterion_verify(criterion=first, actor=manager, met=True, evidence="Seen")


def test_a_change_is_verified_by_each_of_its_criteria(implemented, compliance):
    first, second = implemented.criteria.all()
    services.criterion_verify(criterion=first, actor=compliance, met=True, evidence="Seen")
    with pytest.raises(NotAllowed) as refusal:
        services.change_verify(change=implemented, actor=compliance, effective=True, evidence="Seen")
    assert refusal.value.messages == [
        f"Every success criterion has to be judged first. Still to be judged: {second.description}."
    ]
    services.criterion_verify(criterion=second, actor=compliance, met=False, evidence="Two were lost")
    with pytest.raises(ValidationError, match="was not effective"):
        services.change_verify(change=implemented, actor=compliance, effective=True, evidence="Seen")
    change = services.change_verify(change=implemented, actor=compliance, effective=False, evidence="Two were lost")
    assert (change.state, change.effective) == ("verified", False)


def test_a_change_that_meets_its_criteria_may_still_not_be_effective(implemented, compliance):
    judge(implemented, compliance)
    change = services.change_verify(
        change=implemented, actor=compliance, effective=False, evidence="The desk is slower than before"
    )
    assert change.effective is False


def test_the_database_refuses_to_verify_or_close_with_an_open_criterion(implemented, manager):
    for state in ("verified", "closed"):
        with pytest.raises(DatabaseError, match="each of its success criteria"), transaction.atomic():
            Change.objects.filter(pk=implemented.pk).update(
                state=state, effective=True, evidence="x", verified_by=manager
            )


def test_the_database_keeps_what_was_found(verified, compliance):
    with pytest.raises(DatabaseError, match="waits to be verified"), transaction.atomic():
        Criterion.objects.filter(change=verified).update(met=False)


@pytest.mark.django_db(transaction=True)
def test_correcting_and_verifying_at_the_same_moment_leave_one_whole_outcome():
    author, owner = person("author@chg.test", roles.COMPLIANCE), person("owner@chg.test", roles.CONTRIBUTOR)
    manager = person("manager@chg.test", roles.MANAGER)
    change = services.change_submit(change=plan(author, owner=owner), actor=author)
    change = services.change_start(change=services.change_approve(change=change, actor=manager), actor=owner)
    change = services.change_implement(change=change, actor=owner, reason="Training follows")
    judge(change, author)
    first = change.criteria.first()
    corrected, judged = at_once(
        [
            lambda: services.criterion_verify(criterion=first, actor=manager, met=False, evidence="Not in June"),
            lambda: services.change_verify(change=change, actor=author, effective=True, evidence="All met"),
        ]
    )
    change.refresh_from_db()
    first.refresh_from_db()
    outcome = (change.state, change.effective, first.met)
    if isinstance(judged, Change):
        assert type(corrected) is NotAllowed and outcome == ("verified", True, True), corrected
    else:
        assert type(judged) is ValidationError and outcome == ("implemented", None, False), judged
        assert corrected == first


# What was planned and is not done -----------------------------------------------------------------


def test_what_is_left_open_asks_for_a_note(started, contributor):
    with pytest.raises(ValidationError) as refusal:
        services.change_implement(change=started, actor=contributor)
    (told,) = refusal.value.message_dict["reason"]
    assert "Customers: They are told" in told and "Agents: A two-hour course" in told and "Both tools run" in told
    for row in (*started.communications.all(), *started.milestones.all()):
        row.done_on = started.planned_start
        row.save()
    training = started.trainings.get()
    training.held_on = started.planned_end
    training.save()
    assert services.change_implement(change=started, actor=contributor).state == "implemented"


# What follows -------------------------------------------------------------------------------------


def test_a_follow_up_takes_over_what_is_open(ineffective, compliance):
    draft = services.change_follow_up(change=ineffective, actor=compliance)
    assert (draft.state, draft.follows, draft.owner) == ("draft", ineffective, ineffective.owner)
    assert draft.title == "Follow-up: Adopt a new service desk tool"
    assert draft.purpose == "CHG-0001 was not effective: Only 91% in May."
    assert [row.description for row in draft.impact_rows.all()] == ["Tickets are lost while they move"]
    assert [row.description for row in draft.criteria.all()] == [row.description for row in ineffective.criteria.all()]
    assert all(row.met is None and row.evidence == "" for row in draft.criteria.all())
    assert draft.communications.count() == draft.committed.count() == 0
    assert list(ineffective.follow_ups.all()) == [draft]


def test_only_unmet_criteria_are_taken_over(implemented, compliance):
    first, second = implemented.criteria.all()
    services.criterion_verify(criterion=first, actor=compliance, met=True, evidence="Seen")
    services.criterion_verify(criterion=second, actor=compliance, met=False, evidence="Two were lost")
    change = services.change_verify(change=implemented, actor=compliance, effective=False, evidence="Two were lost")
    draft = services.change_follow_up(change=change, actor=compliance)
    assert [row.description for row in draft.criteria.all()] == [second.description]


def test_a_change_is_followed_up_once_unless_that_is_given_up(ineffective, compliance):
    draft = services.change_follow_up(change=ineffective, actor=compliance)
    with pytest.raises(NotAllowed, match=f"{draft.reference} follows it up already"):
        services.change_follow_up(change=ineffective, actor=compliance)
    services.change_cancel(change=draft, actor=compliance, reason="Planned anew")
    assert services.change_follow_up(change=ineffective, actor=compliance).reference == "CHG-0003"


def test_what_was_effective_is_not_followed_up(verified, compliance):
    with pytest.raises(NotAllowed):
        services.change_follow_up(change=verified, actor=compliance)


def test_only_who_may_plan_changes_plans_a_follow_up(ineffective, manager, contributor, auditor):
    for who in (manager, contributor, auditor):
        with pytest.raises(PermissionDenied):
            services.change_follow_up(change=ineffective, actor=who)


def test_closing_what_was_not_effective_needs_a_follow_up_or_a_reason(ineffective, compliance):
    with pytest.raises(ValidationError) as refusal:
        services.change_close(change=ineffective, actor=compliance, reason=" ")
    assert refusal.value.message_dict["reason"] == [
        "The change was not effective and nothing follows it up. Plan a follow-up, or say why not."
    ]
    services.change_follow_up(change=ineffective, actor=compliance)
    assert services.change_close(change=ineffective, actor=compliance).state == "closed"


def test_a_reason_closes_it_too(ineffective, compliance):
    change = services.change_close(change=ineffective, actor=compliance, reason="The old tool stays after all.")
    assert change.state == "closed"

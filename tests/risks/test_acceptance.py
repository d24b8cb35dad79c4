"""Accepting a risk above the acceptance criteria: who may, until when, how it ends, and that all of it stays."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from risks import due, services
from risks.models import Acceptance, Risk
from risks.services import risk_accept, risk_create
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.inbox.models import Notification
from smsplan.records.services import NotAllowed, save_record
from tests.people import person
from tests.threads import at_once, refusals


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def accept(risk, actor, days=90, **more):
    return risk_accept(risk=risk, actor=actor, reason="Replacement is ordered", expires_on=in_days(days), **more)


def assess(risk, actor, likelihood=2, impact=3):
    services.risk_assess(risk=risk, kind="residual", likelihood=likelihood, impact=impact, actor=actor)


def test_a_manager_accepts_for_a_time_and_it_is_on_record(risk, people):
    acceptance = accept(risk, people.manager)
    risk.refresh_from_db()
    assert (risk.accepted_until, risk.strategy) == (in_days(90), Risk.Strategy.ACCEPT)
    assert acceptance.assessment == risk.inherent
    event = Event.objects.get(action=Action.ACCEPTED)
    assert (event.target_id, event.actor, event.reason) == (risk.pk, people.manager, "Replacement is ordered")
    assert risk.history.first().history_change_reason == "Replacement is ordered"


def test_a_chosen_strategy_stays(risk, people):
    risk.strategy = Risk.Strategy.MITIGATE
    save_record(risk, actor=people.compliance)
    accept(risk, people.manager)
    risk.refresh_from_db()
    assert risk.strategy == Risk.Strategy.MITIGATE


@pytest.mark.parametrize("role", ["compliance", "contributor", "auditor", "outsider"])
def test_only_a_manager_accepts(risk, people, role):
    with pytest.raises(PermissionDenied):
        accept(risk, getattr(people, role))


def test_the_owner_does_not_accept_whatever_roles_they_have(risk, people):
    for group in (roles.MANAGER, roles.ADMINISTRATOR):
        people.contributor.groups.add(Group.objects.get(name=group))
    owner = type(people.contributor).objects.get(pk=people.contributor.pk)
    with pytest.raises(PermissionDenied):
        accept(risk, owner)
    owner.is_superuser = True
    owner.save()
    with pytest.raises(PermissionDenied):
        accept(risk, type(owner).objects.get(pk=owner.pk))
    assert not Acceptance.objects.exists()


def test_handing_the_risk_over_for_a_moment_is_no_way_around(people):
    boss = person("boss@example.test", roles.MANAGER)
    risk = risk_create(actor=people.compliance, title="Theirs", owner=boss, likelihood=3, impact=3)
    risk.owner = people.contributor
    save_record(risk, actor=people.compliance)
    with pytest.raises(PermissionDenied):
        accept(risk, boss)
    assess(risk, people.compliance, 3, 3)
    accept(risk, boss)
    risk.refresh_from_db()
    risk.owner = boss
    with pytest.raises(ValidationError, match="accepted the risk"):
        save_record(risk, actor=people.compliance)


def test_who_assessed_does_not_accept(people):
    both = person("both@example.test", roles.MANAGER, roles.COMPLIANCE)
    risk = risk_create(actor=both, title="Own view", owner=people.contributor, likelihood=3, impact=3)
    with pytest.raises(PermissionDenied):
        accept(risk, both)
    accept(risk, people.manager)


@pytest.mark.parametrize(("days", "match"), [(-1, "past"), (400, "a year at most")])
def test_a_wrong_date_is_refused(risk, people, days, match):
    with pytest.raises(ValidationError, match=match):
        accept(risk, people.manager, days)
    assert not Acceptance.objects.exists()


def test_today_is_still_a_day(risk, people):
    accept(risk, people.manager, 0)
    risk.refresh_from_db()
    assert risk.is_accepted(timezone.localdate())
    assert not risk.is_accepted(in_days(1))


def test_without_a_reason_nothing_is_accepted(risk, people):
    with pytest.raises(ValidationError, match="Say why"):
        risk_accept(risk=risk, actor=people.manager, reason="  ", expires_on=in_days(9))


def test_below_the_criteria_not_assessed_or_closed_nothing_is_accepted(risk, people):
    low = risk_create(actor=people.compliance, title="Low", likelihood=1, impact=1)
    with pytest.raises(NotAllowed, match="below"):
        accept(low, people.manager)
    with pytest.raises(NotAllowed, match="assessed before"):
        accept(risk_create(actor=people.compliance, title="New"), people.manager)
    services.risk_close(risk=risk, actor=people.compliance, reason="Gone")
    with pytest.raises(NotAllowed):
        accept(risk, people.manager)


def test_what_was_looked_at_is_what_is_accepted(risk, people):
    seen = risk.current.pk
    assess(risk, people.compliance, 3, 3)
    with pytest.raises(NotAllowed, match="assessed anew"):
        accept(risk, people.manager, assessment_id=seen)
    risk.refresh_from_db()
    accept(risk, people.manager, assessment_id=risk.current.pk)


def test_an_assessment_ends_it_and_the_risk_is_work_again(risk, people):
    accept(risk, people.manager)
    assess(risk, people.compliance, 3, 3)
    risk.refresh_from_db()
    ended = Acceptance.objects.get()
    assert risk.accepted_until is None
    assert (ended.void, ended.voided_by) == (Acceptance.Void.RESCORED, people.compliance)
    told = set(Notification.objects.filter(key__startswith="acceptance_ended").values_list("recipient", flat=True))
    assert told == {people.contributor.pk, people.manager.pk}
    work = [item for item in due.due_items(today=timezone.localdate()) if item.kind == "acceptance_ended"]
    assert [(item.owner_id, item.reference) for item in work] == [(people.contributor.pk, risk.reference)]


def test_rescored_below_the_criteria_it_is_no_work(risk, people):
    accept(risk, people.manager)
    assess(risk, people.compliance, 1, 1)
    assert not [item for item in due.due_items(today=timezone.localdate()) if item.kind == "acceptance_ended"]


def test_it_ends_on_its_day_even_before_the_task_has_run(risk, people):
    accept(risk, people.manager, 10)
    risk.refresh_from_db()
    kinds = {item.kind for item in due.due_items(today=in_days(5))}
    assert "acceptance" in kinds
    kinds = {item.kind for item in due.due_items(today=in_days(11))}
    assert "acceptance_ended" in kinds
    assert "acceptance" not in kinds
    assert services.acceptances_expire(in_days(10)) == 0, "the last day still counts"
    assert services.acceptances_expire(in_days(11)) == 1
    assert services.acceptances_expire(in_days(11)) == 0
    risk.refresh_from_db()
    ended = Acceptance.objects.get()
    assert (risk.accepted_until, ended.void, ended.voided_by) == (None, Acceptance.Void.EXPIRED, None)
    assert Notification.objects.filter(recipient=people.compliance, key=f"acceptance_ended:{ended.pk}").exists()


def test_after_its_end_it_can_be_accepted_anew_and_both_stay(risk, people):
    first = accept(risk, people.manager, 10)
    with pytest.raises(NotAllowed, match="accepted already"):
        accept(risk, people.manager, 20)
    services.acceptance_withdraw(risk=risk, actor=people.manager, reason="Too long")
    second = accept(risk, people.manager, 20)
    assert list(Acceptance.objects.all()) == [second, first]
    first.refresh_from_db()
    assert first.void == Acceptance.Void.WITHDRAWN


def test_an_expired_one_nobody_cleared_away_gives_way(risk, people):
    old = accept(risk, people.manager, 10)
    yesterday = in_days(-1)
    Acceptance.objects.filter(pk=old.pk).update(expires_on=yesterday)
    Risk.objects.filter(pk=risk.pk).update(accepted_until=yesterday)
    accept(risk, people.manager, 20)
    old.refresh_from_db()
    assert old.void == Acceptance.Void.EXPIRED


def test_withdrawing_asks_for_the_right_a_reason_and_something_to_withdraw(risk, people):
    with pytest.raises(NotAllowed):
        services.acceptance_withdraw(risk=risk, actor=people.manager, reason="x")
    accept(risk, people.manager)
    with pytest.raises(PermissionDenied):
        services.acceptance_withdraw(risk=risk, actor=people.compliance, reason="x")
    with pytest.raises(ValidationError, match="Say why"):
        services.acceptance_withdraw(risk=risk, actor=people.manager, reason=" ")


def test_closing_ends_it(risk, people):
    accept(risk, people.manager)
    services.risk_close(risk=risk, actor=people.compliance, reason="Retired")
    assert Acceptance.objects.get().void == Acceptance.Void.ENDED


def test_the_database_holds_one_active_acceptance(risk, people):
    first = accept(risk, people.manager)
    with pytest.raises(IntegrityError, match="one_active_acceptance"), transaction.atomic():
        Acceptance.objects.create(
            risk=risk, assessment=first.assessment, reason="x", expires_on=in_days(3), accepted_by=people.manager
        )


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_the_same_moment_one_accepts(risk, people):
    outcomes = at_once([lambda: accept(risk, people.manager)] * 10)
    assert refusals(outcomes) == {NotAllowed: 9}
    assert Acceptance.objects.filter(voided_at=None).count() == 1
    assert Event.objects.filter(action=Action.ACCEPTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_while_somebody_assesses_never_accepts_what_was_before(risk, people):
    for _round in range(4):
        risk.refresh_from_db()
        seen = risk.current.pk
        accepted, assessed = at_once(
            [
                lambda seen=seen: accept(risk, people.manager, assessment_id=seen),
                lambda: assess(risk, people.compliance, 3, 3),
            ]
        )
        assert type(accepted) in (Acceptance, NotAllowed), accepted
        assert assessed is None, assessed
        risk.refresh_from_db()
        assert risk.current.pk != seen
        assert risk.accepted_until is None
        assert not Acceptance.objects.filter(voided_at=None).exists()


# The pages ----------------------------------------------------------------------------------------


def test_accepting_in_the_browsers_way(as_person, people, risk):
    client = as_person(people.manager)
    page = client.get(f"/risks/{risk.pk}/accept/")
    assert page.status_code == 200
    data = {"assessment": risk.current.pk, "expires_on": in_days(-2).isoformat(), "reason": "Ordered"}
    refused = client.post(f"/risks/{risk.pk}/accept/", data)
    assert refused.status_code == 409
    assert "past" in str(refused.context["form"].errors["expires_on"])
    assert client.post(f"/risks/{risk.pk}/accept/", data | {"expires_on": in_days(30).isoformat()}).status_code == 302
    assert client.get(f"/risks/{risk.pk}/accept/").status_code == 403, "it is accepted"
    tab = client.get(f"/risks/{risk.pk}/?tab=acceptance").content.decode()
    assert "Ordered" in tab
    assert "In force" in tab
    assert client.post(f"/risks/{risk.pk}/withdraw/", {"reason": "Second thoughts"}).status_code == 302
    tab = client.get(f"/risks/{risk.pk}/?tab=acceptance").content.decode()
    assert "Withdrawn" in tab


def test_a_page_opened_before_a_new_assessment_is_refused_once(as_person, people, risk):
    client = as_person(people.manager)
    data = {"assessment": risk.current.pk, "expires_on": in_days(30).isoformat(), "reason": "Ordered"}
    assess(risk, people.compliance, 3, 3)
    refused = client.post(f"/risks/{risk.pk}/accept/", data)
    assert refused.status_code == 409
    shown = refused.context["form"]["assessment"].value()
    assert client.post(f"/risks/{risk.pk}/accept/", data | {"assessment": shown}).status_code == 302


def test_who_may_not_accept_meets_a_closed_door(as_person, people, risk):
    for role in ("compliance", "contributor", "auditor"):
        assert as_person(getattr(people, role)).get(f"/risks/{risk.pk}/accept/").status_code == 403
    assert as_person(people.manager).get("/risks/99999/accept/").status_code == 404


def test_the_page_says_what_is_above_the_criteria_and_who_cures_it(as_person, people, risk):
    page = as_person(people.manager).get(f"/risks/{risk.pk}/")
    cures = [note.action.url for note in page.context["notes"] if note.action]
    assert f"/risks/{risk.pk}/accept/" in cures
    accept(risk, people.manager)
    page = as_person(people.auditor).get(f"/risks/{risk.pk}/")
    assert any("Accepted by a Manager" in note.text for note in page.context["notes"])
    assert not any(note.action for note in page.context["notes"])

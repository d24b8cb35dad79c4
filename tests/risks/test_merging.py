"""Merging duplicates: nothing is lost, both lead to the other, and what makes no sense is refused."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from changes.models import Change
from objectives.models import Objective
from risks.models import Acceptance, Risk
from risks.services import risk_accept, risk_close, risk_create, risk_merge, risk_propose
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.context.models import Obligation, Practice, Service
from smsplan.inbox.models import Notification
from smsplan.records.comments import can_comment
from smsplan.records.models import ActionItem
from smsplan.records.services import NotAllowed, attach, save_record
from tests.people import person
from tests.threads import at_once, refusals

OWN = {"services": Service, "practices": Practice, "obligations": Obligation}
OTHERS = {"objectives": Objective, "changes": Change}


@pytest.fixture
def other(people):
    return risk_create(actor=people.compliance, title="Changes bypass the board", owner=people.manager)


def merge(risk, into, actor, reason="The same thing"):
    return risk_merge(risk=risk, into=into, actor=actor, reason=reason)


def test_the_merged_one_is_kept_and_leads_on(risk, other, people):
    merge(risk, other, people.compliance)
    risk.refresh_from_db()
    assert (risk.state, risk.merged_into, risk.closing_reason) == (Risk.State.MERGED, other, "The same thing")
    assert risk.assessments.count() == 1
    assert Event.objects.filter(action=Action.MERGED).count() == 2
    assert "RSK-0001" in other.history.first().history_change_reason


def test_objectives_and_changes_say_so_in_their_history(risk, other, people):
    objective = save_record(Objective(title="98%"), actor=people.compliance, many={"risks": [risk]})
    merge(risk, other, people.compliance)
    assert set(objective.risks.all()) == {risk, other}
    assert objective.history.count() == 2
    assert "RSK-0001" in objective.history.first().history_change_reason


def test_what_is_still_to_be_done_goes_on_under_the_other(risk, other, people):
    todo = save_record(ActionItem(title="To do", target=risk), actor=people.compliance)
    done = save_record(ActionItem(title="Done", target=risk, state=ActionItem.State.DONE), actor=people.compliance)
    merge(risk, other, people.compliance)
    todo.refresh_from_db()
    done.refresh_from_db()
    assert todo.target == other
    assert done.target == risk
    assert todo.history.count() == 2


def test_files_and_actions_are_reached_from_both(as_person, risk, other, people):
    attach(record=risk, upload=SimpleUploadedFile("proof.pdf", b"%PDF-1.7\n"), actor=people.compliance)
    save_record(ActionItem(title="Fence it off", target=risk), actor=people.compliance)
    merge(risk, other, people.compliance)
    client = as_person(people.auditor)
    for one in (risk, other):
        assert "proof.pdf" in client.get(f"/risks/{one.pk}/?tab=files").content.decode()
    assert "Fence it off" in client.get(f"/risks/{other.pk}/?tab=actions").content.decode()
    assert client.get(f"/risks/{other.pk}/").context["merged"] == [risk]
    note = client.get(f"/risks/{risk.pk}/").context["notes"][0]
    assert note.action.url == f"/risks/{other.pk}/"


def test_chains_stay_reachable(as_person, risk, other, people):
    last = risk_create(actor=people.compliance, title="The last one")
    merge(risk, other, people.compliance)
    merge(other, last, people.compliance)
    assert as_person(people.auditor).get(f"/risks/{last.pk}/").context["merged"] == [other, risk]


def test_itself_and_circles_and_what_is_not_open_are_refused(risk, other, people):
    with pytest.raises(NotAllowed, match="itself"):
        merge(risk, risk, people.compliance)
    merge(risk, other, people.compliance)
    with pytest.raises(NotAllowed):
        merge(other, risk, people.compliance)
    with pytest.raises(NotAllowed):
        merge(risk, other, people.compliance)
    closed = risk_create(actor=people.compliance, title="Closed")
    risk_close(risk=closed, actor=people.compliance, reason="Gone")
    proposed = risk_propose(actor=people.contributor, title="Proposed")
    for into in (closed, proposed):
        with pytest.raises(NotAllowed, match="open"):
            merge(other, into, people.compliance)
    with pytest.raises(ValidationError, match="same risk"):
        merge(other, risk_create(actor=people.compliance, title="Fine"), people.compliance, reason=" ")


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_merges(risk, other, people, role):
    with pytest.raises(PermissionDenied):
        merge(risk, other, getattr(people, role))


def test_a_proposal_that_is_known_already_is_merged_and_its_proposer_told(other, people):
    proposed = risk_propose(actor=people.contributor, title="Changes go around the board")
    merge(proposed, other, people.compliance)
    assert other.reference in Notification.objects.get(recipient=people.contributor).body


def test_an_acceptance_ends_with_the_merge(risk, other, people):
    risk_accept(risk=risk, actor=people.manager, reason="For now", expires_on=_soon())
    merge(risk, other, people.compliance)
    assert Acceptance.objects.get().void == Acceptance.Void.ENDED


def _soon() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=20)


def test_a_merged_risk_is_read_only(as_person, risk, other, people):
    merge(risk, other, people.compliance)
    client = as_person(people.compliance)
    for act in ("edit", "assess", "treat", "monitor", "close", "reopen", "review", "merge", "adopt", "decline"):
        assert client.get(f"/risks/{risk.pk}/{act}/").status_code == 403, act
    page = client.get(f"/risks/{risk.pk}/?tab=files")
    assert not page.context["can_upload"]
    kept_with = f"/files/{ContentType.objects.get_for_model(risk).pk}"
    sent = client.post(f"{kept_with}/{risk.pk}/attach/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")})
    assert sent.status_code == 403
    assert not can_comment(people.compliance, Risk.objects.get(pk=risk.pk))
    assert not page.context["moves"]
    assert page.context["page"].primary is None


@pytest.mark.django_db(transaction=True)
def test_each_into_the_other_at_the_same_moment(risk, other, people):
    outcomes = at_once([lambda: merge(risk, other, people.compliance), lambda: merge(other, risk, people.compliance)])
    assert refusals(outcomes) == {NotAllowed: 1}
    assert Risk.objects.filter(state=Risk.State.MERGED).count() == 1
    assert Risk.objects.open().count() == 1


class TestUnion(TestCase):
    """Merging keeps the union of links, whatever they were."""

    SIZE = 4

    def setUp(self):
        self.actor = person("keeper@example.test", roles.COMPLIANCE)
        self.pool = {
            name: [save_record(model(title=f"{name} {n}"), actor=self.actor) for n in range(self.SIZE)]
            for name, model in (OWN | OTHERS).items()
        }

    picks = st.fixed_dictionaries(
        {name: st.tuples(st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3))) for name in OWN | OTHERS}
    )

    @settings(max_examples=15)
    @given(picks=picks)
    def test_nothing_is_lost_and_nothing_comes_of_itself(self, picks):
        both = [
            risk_create(
                actor=self.actor,
                title=f"Side {side}",
                many={name: [self.pool[name][n] for n in picks[name][side]] for name in OWN},
            )
            for side in (0, 1)
        ]
        for name in OTHERS:
            for side, risk in enumerate(both):
                getattr(risk, name).set([self.pool[name][n] for n in picks[name][side]])
        merged, into = both
        risk_merge(risk=merged, into=into, actor=self.actor, reason="Same")
        for name in OWN | OTHERS:
            expected = {self.pool[name][n].pk for n in picks[name][0] | picks[name][1]}
            assert set(getattr(into, name).values_list("pk", flat=True)) == expected, name
            kept = {self.pool[name][n].pk for n in picks[name][0]}
            assert set(getattr(merged, name).values_list("pk", flat=True)) == kept, name


# The page -----------------------------------------------------------------------------------------


def test_choosing_comparing_merging(as_person, risk, other, people):
    client = as_person(people.compliance)
    alike = risk_create(actor=people.compliance, title="Change management process is circumvented")
    page = client.get(f"/risks/{risk.pk}/merge/")
    assert [one for one, *_pills in page.context["candidates"]] == [alike]
    found = client.get(f"/risks/{risk.pk}/merge/?q=board", HTTP_HX_REQUEST="true")
    assert b"<html" not in found.content
    assert other.reference in found.content.decode()
    misspelled = client.get(f"/risks/{risk.pk}/merge/?q=bypas+bord")
    assert [one for one, *_pills in misspelled.context["candidates"]] == [other]
    both = client.get(f"/risks/{risk.pk}/merge/?into={other.pk}").content.decode()
    assert risk.title in both
    assert other.title in both
    sent = {"into": other.pk, "reason": ""}
    assert client.post(f"/risks/{risk.pk}/merge/", sent).status_code == 422
    answer = client.post(f"/risks/{risk.pk}/merge/", sent | {"reason": "Same"})
    assert (answer.status_code, answer.url) == (302, f"/risks/{other.pk}/")


@pytest.mark.parametrize("into", ["", "x", "99999", "-1", "9" * 30, "\u0663", "\0"])
def test_a_target_that_is_none_is_refused(as_person, risk, people, into):
    client = as_person(people.compliance)
    assert client.get(f"/risks/{risk.pk}/merge/", {"into": into, "q": into}).status_code == 200
    assert client.post(f"/risks/{risk.pk}/merge/", {"into": into, "reason": "x"}).status_code == 422
    risk.refresh_from_db()
    assert risk.is_open


def test_itself_is_no_target_on_the_page_either(as_person, risk, people):
    client = as_person(people.compliance)
    assert client.post(f"/risks/{risk.pk}/merge/", {"into": risk.pk, "reason": "x"}).status_code == 422

"""From a contributor's proposal to the register, or not: who proposes, who decides, who is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from risks import due, selectors
from risks.models import Risk
from risks.services import risk_adopt, risk_assess, risk_decline, risk_propose, risk_review
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.context.models import Service
from smsplan.inbox.models import Notification
from smsplan.records.services import NotAllowed, StaleRevision, save_record
from tests.people import person


@pytest.fixture
def service(people):
    return save_record(Service(title="Hosting"), actor=people.compliance)


@pytest.fixture
def proposal(people, service):
    return risk_propose(
        actor=people.contributor,
        title="The backup tapes are never read back",
        cause="No time",
        guess="Quite bad",
        many={"services": [service], "practices": []},
    )


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).values_list("title", flat=True))


def test_a_proposal_waits_outside_the_register(proposal, people):
    assert proposal.state == Risk.State.PROPOSED
    assert not Risk.objects.open().exists()
    assert selectors.level_counts()[None] == 0
    assert told(people.compliance) == ["Sari Melati proposes a risk"]
    assert Event.objects.get(action=Action.PROPOSED).reason == "Quite bad"
    work = [item for item in due.due_items(today=timezone.localdate(), user=people.compliance)]
    assert [(item.kind, item.reference) for item in work] == [("risk_proposal", proposal.reference)]
    assert not due.due_items(today=timezone.localdate(), user=people.manager)


@pytest.mark.parametrize("role", ["auditor", "administrator", "outsider"])
def test_who_may_not_propose(people, role):
    with pytest.raises(PermissionDenied):
        risk_propose(actor=getattr(people, role), title="x")


def test_compliance_takes_it_in_edited_and_the_proposer_is_told(proposal, people, service):
    proposal.title = "Backups are not tested"
    proposal.owner = people.manager
    taken = risk_adopt(risk=proposal, actor=people.compliance, many={"services": [service]})
    assert taken.state == Risk.State.IDENTIFIED
    assert taken.review_date > timezone.localdate()
    assert list(taken.services.all()) == [service]
    assert told(people.contributor) == ["Your proposal is in the risk register"]
    assert Event.objects.filter(action=Action.ADOPTED, target_id=taken.pk).exists()
    with pytest.raises(NotAllowed, match="decided already"):
        risk_decline(risk=taken, actor=people.compliance, reason="x")


def test_without_an_owner_it_is_not_taken_in(proposal, people):
    with pytest.raises(ValidationError, match="who owns"):
        risk_adopt(risk=proposal, actor=people.compliance)
    proposal.refresh_from_db()
    assert proposal.state == Risk.State.PROPOSED


def test_two_who_decide_at_once_are_told_apart(proposal, people):
    mine, theirs = Risk.objects.get(pk=proposal.pk), Risk.objects.get(pk=proposal.pk)
    theirs.cause = "Changed meanwhile"
    save_record(theirs, actor=people.compliance)
    mine.owner = people.manager
    with pytest.raises(StaleRevision):
        risk_adopt(risk=mine, actor=people.compliance)


def test_a_declined_one_is_closed_with_the_reason(proposal, people):
    with pytest.raises(ValidationError, match="Say why"):
        risk_decline(risk=proposal, actor=people.compliance, reason=" ")
    risk_decline(risk=proposal, actor=people.compliance, reason="Known as RSK-0003")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.closing_reason) == (Risk.State.CLOSED, "Known as RSK-0003")
    note = Notification.objects.get(recipient=people.contributor)
    assert "Known as RSK-0003" in note.body


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor"])
def test_only_compliance_decides(proposal, people, role):
    actor = getattr(people, role)
    with pytest.raises(PermissionDenied):
        risk_decline(risk=proposal, actor=actor, reason="x")
    proposal.owner = people.manager
    with pytest.raises(PermissionDenied):
        risk_adopt(risk=proposal, actor=actor)


def test_a_proposal_is_neither_assessed_nor_reviewed(proposal, people):
    with pytest.raises(NotAllowed):
        risk_assess(risk=proposal, kind="inherent", likelihood=1, impact=1, actor=people.compliance)
    with pytest.raises(NotAllowed):
        risk_review(risk=proposal, actor=people.compliance)


# The pages ----------------------------------------------------------------------------------------


def test_from_the_form_to_the_register(as_person, people, service):
    client = as_person(people.contributor)
    assert client.get("/risks/propose/").status_code == 200
    assert client.post("/risks/propose/", {"title": ""}).status_code == 422
    sent = {"title": "Tapes", "guess": "Quite bad", "services": [service.pk], "submission": "a" * 32}
    assert client.post("/risks/propose/", sent).status_code == 302
    assert client.post("/risks/propose/", sent).status_code == 302, "sent twice"
    risk = Risk.objects.get()
    page = client.get(f"/risks/{risk.pk}/")
    assert "Quite bad" in page.content.decode()
    assert not page.context["moves"]
    assert client.get(f"/risks/{risk.pk}/adopt/").status_code == 403

    client = as_person(people.compliance)
    assert client.get(f"/risks/{risk.pk}/").context["page"].primary.url == f"/risks/{risk.pk}/adopt/"
    assert client.get(f"/risks/{risk.pk}/edit/").status_code == 403, "a proposal is taken in, not edited"
    form = client.get(f"/risks/{risk.pk}/adopt/").context["form"]
    filled = {
        "title": "Tapes are not read back",
        "source": "organization",
        "revision": form.initial["revision"],
        "review_date": "",
    }
    refused = client.post(f"/risks/{risk.pk}/adopt/", filled)
    assert refused.status_code == 422
    assert "owner" in refused.context["form"].errors
    past = client.post(f"/risks/{risk.pk}/adopt/", filled | {"owner_role": "x", "review_date": "2020-01-01"})
    assert past.status_code == 422
    assert client.post(f"/risks/{risk.pk}/adopt/", filled | {"owner": people.manager.pk}).status_code == 302
    risk.refresh_from_db()
    assert (risk.state, risk.owner, risk.title) == ("identified", people.manager, "Tapes are not read back")


def test_declining_in_the_browsers_way(as_person, people, proposal):
    client = as_person(people.compliance)
    assert client.get(f"/risks/{proposal.pk}/decline/").status_code == 200
    assert client.post(f"/risks/{proposal.pk}/decline/", {"reason": ""}).status_code == 422
    assert client.post(f"/risks/{proposal.pk}/decline/", {"reason": "Known"}).status_code == 302
    page = as_person(people.contributor).get(f"/risks/{proposal.pk}/")
    assert any("Known" in note.text for note in page.context["notes"])


def test_another_contributor_does_not_see_it(as_person, people, proposal):
    other = person("other@example.test", roles.CONTRIBUTOR)
    assert as_person(other).get(f"/risks/{proposal.pk}/").status_code == 404

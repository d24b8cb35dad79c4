"""Opportunities: proposed, taken in, evaluated, reviewed, declined, taken up again, and where they stand (6.1)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from risks import priorities, services
from risks.due import due_items
from risks.models import Opportunity
from smsplan.audit.models import Event
from smsplan.context.models import Obligation, Service
from smsplan.inbox.models import Notification
from smsplan.records.actions import action_add
from smsplan.records.services import NotAllowed, StaleRevision, save_record
from tests.people import person

State = Opportunity.State


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def opportunity(people):
    return save_record(
        Opportunity(title="Automate incident categorization", owner=people.contributor), actor=people.compliance
    )


@pytest.fixture
def proposal(people):
    return services.opportunity_propose(actor=people.contributor, title="Share one on-call roster")


@pytest.fixture
def declined(people, opportunity):
    return services.opportunity_decline(opportunity=opportunity, actor=people.compliance, reason="No budget this year")


@pytest.mark.parametrize(
    ("benefit", "effort", "words"),
    [(3, 1, "Do first"), (3, 2, "Do first"), (2, 2, "Plan"), (3, 3, "Plan"), (1, 1, "Plan"), (1, 3, "Later")],
)
def test_benefit_against_effort_gives_the_priority_in_words(benefit, effort, words):
    assert priorities.priority_words(priorities.priority_of(benefit, effort)) == words


def test_a_proposal_waits_outside_the_register_and_compliance_is_told(as_person, people, proposal):
    assert (proposal.state, proposal.reference) == (State.PROPOSED, "OPP-0001")
    assert not Opportunity.objects.open().exists()
    assert Notification.objects.get().recipient == people.compliance
    with pytest.raises(NotAllowed):
        services.opportunity_evaluate(opportunity=proposal, benefit=3, effort=1, actor=people.compliance)
    client = as_person(people.contributor)
    assert client.get(f"/opportunities/{proposal.pk}/").status_code == 200, "who proposed it sees it"
    assert client.get(f"/opportunities/{proposal.pk}/adopt/").status_code == 403


@pytest.mark.parametrize("role", ["auditor", "administrator", "outsider"])
def test_who_may_not_propose(people, role):
    with pytest.raises(PermissionDenied):
        services.opportunity_propose(actor=getattr(people, role), title="No")


def test_a_proposal_is_taken_in_edited_on_the_way(as_person, people, proposal):
    obligation = save_record(Obligation(title="UU PDP"), actor=people.compliance)
    client = as_person(people.compliance)
    page = client.get(f"/opportunities/{proposal.pk}/")
    assert page.context["page"].primary.url.endswith("/adopt/")
    sent = {
        "title": "One on-call roster for all services",
        "obligations": [obligation.pk],
        "owner": people.contributor.pk,
        "revision": proposal.revision,
    }
    ownerless = client.post(f"/opportunities/{proposal.pk}/adopt/", sent | {"owner": ""})
    assert ownerless.status_code == 422 and "owner" in ownerless.context["form"].errors
    assert client.post(f"/opportunities/{proposal.pk}/adopt/", sent).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.title) == (State.IDENTIFIED, "One on-call roster for all services")
    assert list(proposal.obligations.all()) == [obligation]
    assert proposal.review_date > days(150)
    assert Notification.objects.filter(recipient=people.contributor, key__startswith="opportunity_adopted").count() == 1
    assert client.get(f"/opportunities/{proposal.pk}/adopt/").status_code == 403
    with pytest.raises(NotAllowed, match="decided already"):
        services.opportunity_adopt(opportunity=proposal, actor=people.compliance)


def test_a_proposal_that_changed_meanwhile_is_not_taken_in_unseen(people, proposal):
    read = Opportunity.objects.get(pk=proposal.pk)
    read.owner = people.contributor
    save_record(Opportunity.objects.get(pk=proposal.pk), actor=people.compliance, reason="Another hand")
    with pytest.raises(StaleRevision):
        services.opportunity_adopt(opportunity=read, actor=people.compliance)


def test_a_declined_proposal_tells_its_proposer_why(people, proposal):
    services.opportunity_decline(opportunity=proposal, actor=people.compliance, reason="We have one already")
    told = Notification.objects.get(recipient=people.contributor)
    assert "We have one already" in told.body
    assert Event.objects.filter(action="rejected", target_id=proposal.pk).exists()


def test_evaluating_says_the_priority_and_why(as_person, people, opportunity):
    client = as_person(people.compliance)
    sent = {"benefit": 3, "effort": 1, "reason": "Saves two hours a day"}
    answer = client.post(f"/opportunities/{opportunity.pk}/evaluate/", sent, follow=True)
    page = answer.content.decode()
    assert "Do first" in page
    assert "It brings more than it takes." in page
    assert "Saves two hours a day" in page
    for off in ({"benefit": 4}, {"effort": 0}, {"effort": ""}):
        assert client.post(f"/opportunities/{opportunity.pk}/evaluate/", sent | off).status_code == 422
    with pytest.raises(ValidationError):
        services.opportunity_evaluate(opportunity=opportunity, benefit=7, effort=1, actor=people.compliance)


@pytest.mark.parametrize("role", ["compliance", "manager", "contributor"])
def test_reviewed_still_valid_moves_the_date_half_a_year_on(as_person, people, opportunity, role):
    Opportunity.objects.filter(pk=opportunity.pk).update(review_date=days(-10))
    client = as_person(getattr(people, role))
    page = client.get(f"/opportunities/{opportunity.pk}/")
    assert any("overdue" in note.text for note in page.context["notes"])
    sent = {"reason": "Still worth it", "revision": opportunity.revision}
    assert client.post(f"/opportunities/{opportunity.pk}/review/", sent).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.reviewed_on == days(0)
    assert days(180) <= opportunity.review_date <= days(185)
    page = client.get(f"/opportunities/{opportunity.pk}/")
    assert [event.reason for event in page.context["reviews"]] == ["Still worth it"]
    assert not page.context["notes"]


def test_a_review_of_what_one_did_not_see_is_refused(as_person, people, opportunity):
    client = as_person(people.compliance)
    sent = {"reason": "", "revision": opportunity.revision - 1}
    answer = client.post(f"/opportunities/{opportunity.pk}/review/", sent)
    assert answer.status_code == 409
    again = answer.context["form"].data["revision"]
    assert client.post(f"/opportunities/{opportunity.pk}/review/", sent | {"revision": again}).status_code == 302


def test_who_proposed_it_does_not_review_what_others_own(people, proposal):
    proposal.owner = people.manager
    services.opportunity_adopt(opportunity=proposal, actor=people.compliance)
    with pytest.raises(PermissionDenied):
        services.opportunity_review(opportunity=proposal, actor=people.contributor)
    with pytest.raises(PermissionDenied):
        services.opportunity_review(opportunity=proposal, actor=people.auditor)


def test_a_declined_one_says_why_and_can_be_taken_up_again(as_person, people, declined):
    client = as_person(people.compliance)
    page = client.get(f"/opportunities/{declined.pk}/")
    assert "No budget this year" in page.content.decode()
    assert [move.label for move in page.context["moves"]] == ["Take up again"]
    assert client.post(f"/opportunities/{declined.pk}/reopen/", {"reason": " "}).status_code == 422
    assert client.post(f"/opportunities/{declined.pk}/reopen/", {"reason": "There is money now"}).status_code == 302
    declined.refresh_from_db()
    assert (declined.state, declined.closing_reason) == (State.IDENTIFIED, "")
    assert "No budget this year" in declined.history.values_list("closing_reason", flat=True)
    with pytest.raises(NotAllowed):
        services.opportunity_reopen(opportunity=declined, actor=people.compliance, reason="Again")


def test_an_evaluated_one_comes_back_evaluated(people, opportunity):
    services.opportunity_evaluate(opportunity=opportunity, benefit=2, effort=1, actor=people.compliance)
    services.opportunity_decline(opportunity=opportunity, actor=people.compliance, reason="Not now")
    again = services.opportunity_reopen(opportunity=opportunity, actor=people.compliance, reason="Now")
    assert (again.state, again.priority) == (State.EVALUATED, priorities.Priority.FIRST)


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator"])
def test_only_compliance_decides(people, opportunity, role):
    actor = getattr(people, role)
    with pytest.raises(PermissionDenied):
        services.opportunity_decline(opportunity=opportunity, actor=actor, reason="No")
    with pytest.raises(PermissionDenied):
        services.opportunity_evaluate(opportunity=opportunity, actor=actor, benefit=1, effort=1)


def test_the_matrix_agrees_with_the_list_cell_by_cell(as_person, people):
    for number, (benefit, effort) in enumerate([(3, 1), (3, 1), (1, 3), (2, 2)]):
        one = save_record(Opportunity(title=f"Opportunity {number}"), actor=people.compliance)
        services.opportunity_evaluate(opportunity=one, benefit=benefit, effort=effort, actor=people.compliance)
    services.opportunity_decline(opportunity=one, actor=people.compliance, reason="No")
    save_record(Opportunity(title="Not evaluated"), actor=people.compliance)
    services.opportunity_propose(actor=people.manager, title="Proposed only")
    client = as_person(people.auditor)
    page = client.get("/opportunities/matrix/")
    counted = {cell.url: cell.count for row in page.context["matrix"].rows for cell in row}
    assert sorted(count for count in counted.values() if count) == [1, 2]
    for url, count in counted.items():
        assert client.get(url).context["total"] == count, url
    assert page.context["unevaluated"] == client.get("/opportunities/?state=identified").context["total"] == 1
    assert page.context["proposed"] == client.get("/opportunities/?state=proposed").context["total"] == 1


def test_actions_files_and_history_stand_on_its_page(as_person, people, opportunity):
    action_add(target=opportunity, actor=people.compliance, title="Try it on one queue", owner=people.contributor)
    client = as_person(people.contributor)
    page = client.get(f"/opportunities/{opportunity.pk}/?tab=actions")
    assert [row.action.title for row in page.context["action_rows"]] == ["Try it on one queue"]
    keys = [tab.key for tab in page.context["tabs"]]
    assert {"overview", "actions", "discussion", "files", "history"} <= set(keys)
    for key in keys:
        assert client.get(f"/opportunities/{opportunity.pk}/?tab={key}").status_code == 200


def test_what_waits(people, opportunity, proposal):
    Opportunity.objects.filter(pk=opportunity.pk).update(review_date=days(-1))
    items = {(item.kind, item.reference): item for item in due_items(today=days(0))}
    assert items["opportunity_review", opportunity.reference].owner_id == people.contributor.pk
    assert items["opportunity_proposal", proposal.reference].url == proposal.get_absolute_url()
    mine = [item.kind for item in due_items(today=days(0), user=people.compliance)]
    assert mine.count("opportunity_proposal") == 1
    stranger = person("colleague@example.test", "Contributor")
    assert not due_items(today=days(0), user=stranger)


def test_a_review_date_in_the_past_is_refused_beside_its_field(as_person, people):
    client = as_person(people.compliance)
    answer = client.post("/opportunities/new/", {"title": "New", "review_date": "2020-01-01"})
    assert answer.status_code == 422
    assert "past" in answer.context["form"].errors["review_date"][0]


def test_a_proposal_in_the_browsers_way(as_person, people):
    service = save_record(Service(title="Email"), actor=people.compliance)
    client = as_person(people.contributor)
    sent = {"title": "Say it once", "services": [service.pk], "submission": "a1" * 16}
    for _time in range(2):
        assert client.post("/opportunities/propose/", sent).status_code == 302
    made = Opportunity.objects.get()
    assert (made.state, list(made.services.all())) == (State.PROPOSED, [service])
    assert client.post("/opportunities/propose/", {"title": ""}).status_code == 422

"""What came of a plan: people told, people trained with attendance, milestones reached; corrected with history."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from changes import services, trail
from changes.services.logging import communication_log, milestone_log, training_log
from smsplan.audit.models import Action, Event
from smsplan.records.actions import action_add
from smsplan.records.services import NotAllowed
from tests.changes.conftest import person, plan, plan_rows

DAY = datetime.date(2026, 3, 18)


def words(change) -> list[tuple]:
    """What the history says: label, before, after, and why."""
    return [(*one, save.reason) for save in trail.saves(change) for one in save.changes]


@pytest.fixture
def run(started):
    """The rows of a change in progress, by what they are."""
    return {
        "communication": started.communications.get(),
        "training": started.trainings.get(),
        "milestone": started.milestones.get(),
    }


# Communication ------------------------------------------------------------------------------------


def test_people_were_told(started, run, contributor):
    row = communication_log(communication=run["communication"], actor=contributor, done_on=DAY, note=" No questions. ")
    assert (row.done_on, row.note) == (DAY, "No questions.")
    label, _before, after, _why = words(started)[0]
    assert label == "Communication" and "done on 18 Mar 2026" in after and "No questions." in after
    event = Event.objects.get(action=Action.ACTION_DONE)
    assert event.target_id == started.pk and event.detail["done_on"] == "2026-03-18"
    assert services.change_implement(change=started, actor=contributor, reason="Course follows").state == "implemented"


def test_a_correction_says_why_and_the_same_again_changes_nothing(started, run, contributor):
    row = communication_log(communication=run["communication"], actor=contributor, done_on=DAY)
    count = row.history.count()
    communication_log(communication=row, actor=contributor, done_on=DAY)
    assert row.history.count() == count
    with pytest.raises(ValidationError) as refused:
        communication_log(communication=row, actor=contributor, done_on=DAY, note="By mail")
    assert "reason" in refused.value.message_dict
    communication_log(communication=row, actor=contributor, done_on=DAY, note="By mail", reason="Forgotten")
    assert words(started)[0][3] == "Forgotten" and "By mail" in words(started)[0][2]
    row = communication_log(communication=row, actor=contributor, done_on=None, note="x", reason="It was another one")
    assert (row.done_on, row.note) == (None, "")


def test_nothing_was_done_on_a_day_to_come(run, contributor):
    ahead = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        communication_log(communication=run["communication"], actor=contributor, done_on=ahead)
    assert "done_on" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        training_log(training=run["training"], actor=contributor, held_on=ahead, attended_others="Ani")
    assert "held_on" in refused.value.message_dict


# Training -----------------------------------------------------------------------------------------


def test_who_attended_counts_against_who_was_expected(as_person, started, run, contributor, compliance, colleague):
    row = training_log(
        training=run["training"],
        actor=contributor,
        held_on=DAY,
        attended=[compliance, colleague, compliance],
        attended_others="Ani  Wijaya \n\n Budi\nAni Wijaya\n",
    )
    assert row.attended_others == "Ani Wijaya\nBudi"
    page = as_person(compliance).get(started.get_absolute_url()).text
    assert "4 of 24 attended" in page and "Colleague" in page and "Budi" in page
    assert "attended: Colleague, Compliance" in words(started)[0][2]


def test_a_training_without_anybody_was_none(run, contributor):
    with pytest.raises(ValidationError) as refused:
        training_log(training=run["training"], actor=contributor, held_on=DAY, attended_others=" \n ")
    assert "attended" in refused.value.message_dict


def test_attendance_is_corrected_and_the_history_keeps_both(started, run, contributor, colleague, compliance):
    row = training_log(training=run["training"], actor=contributor, held_on=DAY, attended=[colleague])
    row = training_log(
        training=row, actor=contributor, held_on=DAY, attended=[compliance], reason="It was somebody else"
    )
    assert list(row.attended.all()) == [compliance]
    _label, before, after, why = words(started)[0]
    assert "attended: Colleague" in before and "attended: Compliance" in after and why == "It was somebody else"


# Milestones and tasks -----------------------------------------------------------------------------


def test_a_milestone_takes_one_click_and_another_takes_it_back(as_person, started, run, contributor):
    url = f"/changes/{started.pk}/milestones/{run['milestone'].pk}/"
    client = as_person(contributor)
    assert url in client.get(started.get_absolute_url()).text
    page = client.post(url, follow=True)
    place = f"milestone-{run['milestone'].pk}"
    assert page.redirect_chain[-1][0] == f"{started.get_absolute_url()}#{place}" and f'id="{place}"' in page.text
    run["milestone"].refresh_from_db()
    assert run["milestone"].done_on == timezone.localdate() and "“Both tools run” is done." in page.text
    client.post(url, {"undo": "1"})
    run["milestone"].refresh_from_db()
    assert run["milestone"].done_on is None
    assert client.get(url).status_code == 405


def test_tasks_of_a_change_are_actions(as_person, started, compliance, contributor):
    task = action_add(target=started, actor=compliance, title="Move the mailboxes", owner=contributor)
    page = as_person(compliance).get(f"{started.get_absolute_url()}?tab=actions")
    assert "Move the mailboxes" in page.text
    assert as_person(contributor).get(f"/actions/{task.pk}/finish/").status_code == 200


# Who and when -------------------------------------------------------------------------------------


def test_who_owns_the_row_says_it_even_of_a_change_of_others(
    as_person, compliance, contributor, manager, auditor, outsider
):
    other = person("other@chg.test", "Contributor")
    rows = plan_rows(milestones=[{"title": "Both run", "due": datetime.date(2026, 4, 1), "owner_id": other.pk}])
    change = plan(compliance, owner=contributor, rows=rows)
    services.change_submit(change=change, actor=compliance)
    services.change_approve(change=change, actor=manager)
    milestone, training = change.milestones.get(), change.trainings.get()
    for person_ in (manager, auditor, outsider):
        with pytest.raises(PermissionDenied):
            milestone_log(milestone=milestone, actor=person_)
    with pytest.raises(PermissionDenied):
        training_log(training=training, actor=other, held_on=DAY, attended=[other])
    client = as_person(other)
    page = client.get(change.get_absolute_url())
    assert page.status_code == 200 and f"/milestones/{milestone.pk}/" in page.text
    assert f"/trainings/{training.pk}/" not in page.text
    assert client.get(f"/changes/{change.pk}/trainings/{training.pk}/").status_code == 403
    assert milestone_log(milestone=milestone, actor=other).done_on
    assert milestone_log(milestone=milestone, actor=compliance, undo=True).done_on is None


@pytest.mark.parametrize("state", ["draft", "submitted", "closed"])
def test_only_while_it_is_carried_out_and_until_it_is_closed(request, as_person, compliance, state):
    if state == "closed":
        verified = request.getfixturevalue("verified")
        communication_log(communication=verified.communications.get(), actor=compliance, done_on=DAY)
        change = services.change_close(change=verified, actor=compliance)
    else:
        change = request.getfixturevalue(state)
    row = change.communications.get()
    with pytest.raises(NotAllowed):
        communication_log(communication=row, actor=compliance, done_on=DAY, reason="Late")
    url = f"/changes/{change.pk}/communications/{row.pk}/"
    assert as_person(compliance).get(url).status_code == 403
    assert as_person(compliance).post(url, {"done_on": "2026-03-18", "reason": "Late"}).status_code == 409
    assert url not in as_person(compliance).get(change.get_absolute_url()).text


# Pages --------------------------------------------------------------------------------------------


def test_the_form_of_a_training(as_person, started, run, contributor, colleague):
    url = f"/changes/{started.pk}/trainings/{run['training'].pk}/"
    client = as_person(contributor)
    assert client.get(url).status_code == 200
    refused = client.post(url, {"held_on": "2026-03-18", "attended_others": ""})
    assert refused.status_code == 409 and "Say who attended" in refused.text
    assert client.post(url, {"held_on": "", "attended_others": "Ani"}).status_code == 422
    sent = {"held_on": "2026-03-18", "attended": [colleague.pk], "attended_others": "Ani\nBudi", "note": "Well"}
    assert client.post(url, sent)["Location"] == f"{started.get_absolute_url()}#training-{run['training'].pk}"
    page = client.get(url)
    assert page.context["form"].initial["attended"] == [colleague.pk] and "Why it is corrected" in page.text
    assert client.post(url, sent | {"note": "Not so well"}).status_code == 422, "a correction says why"
    assert client.post(url, sent | {"note": "Not so well", "reason": "Too early"}).status_code == 302
    assert client.post(url, {"held_on": "", "reason": "It did not take place"}).status_code == 302
    run["training"].refresh_from_db()
    assert run["training"].held_on is None and not run["training"].attended.exists()


def test_a_row_of_another_change_is_not_found(as_person, started, run, compliance, contributor):
    other = plan(compliance, owner=contributor)
    for part, key in (("communications", "communication"), ("trainings", "training"), ("milestones", "milestone")):
        assert as_person(compliance).post(f"/changes/{other.pk}/{part}/{run[key].pk}/").status_code == 404


def test_each_question_tells_of_its_own_days_and_beside_them_stands_what_is_next(as_person, started, compliance):
    def told(place: str) -> list[tuple[str, str]]:
        return [(line.event.kind, line.state) for line in page.context["lines"][place]]

    with time_machine.travel(datetime.datetime(2026, 4, 5, 3, tzinfo=datetime.UTC), tick=True):
        page = as_person(compliance).get(started.get_absolute_url())
    assert told("steps") == [("start", "done"), ("milestone", "late"), ("end", "open")]
    assert told("told") == [("communication", "late")] and told("trained") == [("training", "open")]
    assert told("next") == [("communication", "late"), ("milestone", "late"), ("training", "open"), ("end", "open")]
    body = " ".join(page.text.split())
    assert body.count("They are told four weeks ahead by their service managers.</p>") == 1, "said once in the plan"
    assert f'href="#communication-{started.communications.get().pk}"' in body


def test_nothing_is_next_before_a_change_is_approved_and_once_it_is_verified(as_person, submitted, compliance):
    assert as_person(compliance).get(submitted.get_absolute_url()).context["lines"]["next"] == []

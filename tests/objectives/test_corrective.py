"""At risk or off track asks for a corrective action until one is decided on, or was finished since."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from objectives import corrective, selectors
from objectives.models import Measurement, Milestone, Objective
from objectives.services import corrective_action_add, objective_withdraw
from smsplan.records.actions import action_cancel, action_check, action_finish
from smsplan.records.models import ActionItem
from smsplan.records.services import NotAllowed
from smsplan.work.due import due_items, my_work
from smsplan.work.reminders import send_reminders

D = datetime.date
TODAY = datetime.date.today()
#: Better than the way from 98.5 to 99.5 asks for in its first months; what falls short is below the baseline.
GOOD = "99"


@pytest.fixture
def running(approved) -> Objective:
    """An objective of this year in its first months, whatever the day of the test."""
    Objective.objects.filter(pk=approved.pk).update(start_date=D(2026, 1, 1), due_date=TODAY + datetime.timedelta(400))
    approved.refresh_from_db()
    return approved


def measure(objective, *values: str, first: int = 1) -> None:
    """The values of the months from the month `first`."""
    for month, value in enumerate(values, first):
        start = D(2026, month, 1)
        Measurement.objects.create(
            objective=objective, period_start=start, period_end=start + datetime.timedelta(27), value=value
        )


def act(objective, actor, **more) -> ActionItem:
    fields = {"title": "Second link", "cause": "One provider fails often", "due": TODAY + datetime.timedelta(9)}
    return corrective_action_add(objective=objective, actor=actor, **fields | {"owner": actor} | more)


def asked(objective) -> bool:
    (view,) = selectors.with_progress([objective])
    found = bool(corrective.needing([view]))
    assert (objective.pk in corrective.ids_needing()) is found, "the filter says the same as the page"
    assert (objective.pk in {ask.objective for ask in corrective.asks(TODAY)}) is found, "and so does the work"
    return found


def test_only_trouble_asks(running):
    assert not asked(running), "without values"
    measure(running, GOOD)
    assert not asked(running), "on track"
    measure(running, "97", first=2)
    assert asked(running)


def test_an_open_action_answers_and_a_cancelled_one_does_not(running, contributor, compliance):
    measure(running, "97")
    action = act(running, contributor)
    assert not asked(running)
    action_cancel(action=action, actor=compliance, reason="Too dear")
    assert asked(running)


def test_a_finished_action_answers_until_it_was_not_effective(running, contributor, manager):
    measure(running, "97")
    action = action_finish(action=act(running, contributor), actor=contributor, outcome="Done")
    assert not asked(running)
    action_check(action=action, actor=manager, effectiveness="ineffective", note="Fails as before")
    assert asked(running)


def test_what_was_finished_before_the_verdict_turned_does_not_answer(running, contributor):
    measure(running, "97", GOOD, "97", "97")
    action = action_finish(action=act(running, contributor), actor=contributor, outcome="Done", done_on=D(2026, 2, 27))
    (view,) = selectors.with_progress([running])
    assert corrective.turned(view).start == D(2026, 3, 1)
    assert asked(running)
    ActionItem.objects.filter(pk=action.pk).update(done_on=D(2026, 3, 2))
    (view,) = selectors.with_progress([running])
    assert not corrective.needing([view])


def test_the_owner_or_compliance_decides_with_cause_owner_and_day(running, contributor, compliance, manager, auditor):
    measure(running, "97")
    for person in (manager, auditor):
        with pytest.raises(PermissionDenied):
            act(running, person)
    for gap in ("cause", "due", "owner"):
        with pytest.raises(ValidationError) as refusal:
            act(running, contributor, **{gap: None})
        assert list(refusal.value.message_dict) == [gap]
    assert act(running, compliance, owner=contributor).created_by == compliance
    objective_withdraw(objective=running, actor=compliance, reason="Out of scope")
    with pytest.raises(NotAllowed):
        act(running, compliance)


def test_it_is_work_for_owner_and_compliance_until_decided(running, contributor, compliance, manager):
    measure(running, GOOD, "97")
    for person in (contributor, compliance):
        (item,) = [item for item in my_work(person, TODAY) if item.kind == "corrective"]
        assert item.due == D(2026, 3, 14), "two weeks after the period that turned it"
    assert not [item for item in my_work(manager, TODAY) if item.kind == "corrective"]
    send_reminders(D(2026, 3, 14))
    assert contributor.notifications.filter(key__startswith="reminder:corrective").count() == 1
    act(running, contributor)
    assert not [item for item in due_items(TODAY) if item.kind == "corrective"]


def test_milestones_wait_for_the_objectives_owner(running, contributor, compliance):
    late = Milestone.objects.create(objective=running, title="Failover test", due=TODAY - datetime.timedelta(2))
    Milestone.objects.create(objective=running, title="Far", due=TODAY + datetime.timedelta(90))
    Milestone.objects.create(objective=running, title="Done", due=TODAY, done_on=TODAY)
    (item,) = [item for item in my_work(contributor, TODAY) if item.kind == "milestone"]
    assert (item.due, item.overdue(TODAY)) == (late.due, True) and "Failover test" in item.act
    assert not [item for item in my_work(compliance, TODAY) if item.kind == "milestone"]


def test_a_list_costs_the_same_whatever_its_length(running, contributor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            corrective.ids_needing()
        return len(caught)

    measure(running, "97")
    corrective.ids_needing()
    few = queries()
    for number in range(5):
        copy = Objective.objects.get(pk=running.pk)
        copy.pk, copy.reference, copy._state.adding = None, f"OBJ-9{number}", True
        copy.save()
        measure(copy, "97", "97")
        if number % 2:
            action_finish(action=act(copy, contributor), actor=contributor, outcome="x", done_on=D(2025, 12, 1))
    corrective.ids_needing()
    assert len(corrective.ids_needing()) == 6
    assert queries() == few


def test_the_page_asks_with_the_sentence_and_the_form_is_filled(running, contributor, auditor, as_person):
    measure(running, GOOD, "97")
    url = reverse("objectives:corrective", args=[running.pk])
    page = as_person(auditor).get(running.get_absolute_url()).content.decode()
    assert "Decide on a corrective action." in page and url not in page
    client = as_person(contributor)
    page = client.get(running.get_absolute_url()).content.decode()
    assert url in page and "The latest value is 97%" in page
    form = client.get(url).context["form"]
    assert "The latest value is 97%" in form["cause"].value() and form["owner"].value() == contributor.pk
    sent = {"title": "Second link", "cause": "", "owner": contributor.pk, "due": TODAY + datetime.timedelta(3)}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "cause" in refused.context["form"].errors
    assert client.post(url, sent | {"cause": "One provider"}).status_code == 302
    action = ActionItem.objects.get()
    assert (action.served, action.cause) == (running, "One provider")
    assert "Decide on a corrective action." not in client.get(running.get_absolute_url()).content.decode()

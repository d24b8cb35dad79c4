"""Actions on records: who decides, finishes and checks them, what is refused, and who is told (6.1.3)."""

import datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.utils import timezone, translation

from risks.services import risk_assess, risk_close, risk_create, risk_treat
from smsplan.audit.models import Event
from smsplan.inbox.models import Notification
from smsplan.records.actions import (
    action_add,
    action_cancel,
    action_check,
    action_edit,
    action_finish,
    action_sheet,
    action_start,
)
from smsplan.records.actions.due import due_items
from smsplan.records.actions.forms import ActionForm
from smsplan.records.models import ActionItem, Attachment
from smsplan.records.services import NotAllowed
from smsplan.work.due import my_work
from smsplan.work.reminders import send_reminders
from tests.people import person
from tests.threads import at_once, refusals


def today():
    return timezone.localdate()


def days(number: int) -> datetime.date:
    return today() + datetime.timedelta(days=number)


@pytest.fixture
def risk(people):
    return risk_create(actor=people.compliance, title="Changes go round the board", treatment="Enforce CAB approval")


@pytest.fixture
def action(people, risk):
    return action_add(
        target=risk,
        actor=people.compliance,
        title="Enforce approval in the tool",
        owner=people.contributor,
        due=days(7),
    )


@pytest.fixture
def done(people, action):
    return action_finish(action=action, actor=people.contributor, outcome="The tool refuses unapproved changes")


def pdf(name="minutes.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n")


def test_a_decided_action_serves_its_record_and_its_owner_is_told_once(people, risk, action):
    assert action.reference == "ACT-0001"
    assert list(risk.actions.all()) == [action]
    told = Notification.objects.get(recipient=people.contributor)
    assert told.url == f"/actions/{action.pk}/"
    assert "Changes go round the board" in told.body
    own = action_add(target=risk, actor=people.compliance, title="Mine", owner=people.compliance)
    assert not Notification.objects.filter(url=own.get_absolute_url()).exists(), "nobody is told what they did"


@pytest.mark.parametrize("role", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_who_may_not_change_the_record_decides_nothing(people, risk, action, role):
    with pytest.raises(PermissionDenied):
        action_add(target=risk, actor=getattr(people, role), title="No")
    with pytest.raises(PermissionDenied):
        action_cancel(action=action, actor=getattr(people, role), reason="No")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"due": datetime.date(2020, 1, 1)}, "due"),
        ({"cost": Decimal("-1")}, "cost"),
        ({"cost": Decimal("NaN")}, "cost"),
        ({"cost": Decimal(10) ** 30}, "cost"),
        ({"title": ""}, "title"),
    ],
)
def test_what_can_not_be_promised_is_refused(people, risk, fields, field):
    with pytest.raises(ValidationError) as refused:
        action_add(target=risk, actor=people.compliance, **{"title": "Action"} | fields)
    assert field in refused.value.message_dict
    assert not ActionItem.objects.exists()


def test_an_owner_who_left_is_refused_anew_and_kept_where_they_are(people, risk, action):
    people.contributor.is_active = False
    people.contributor.save()
    with pytest.raises(ValidationError, match="not active"):
        action_add(target=risk, actor=people.compliance, title="Another", owner=people.contributor)
    data = {"title": "Reworded", "owner": people.contributor.pk, "due": action.due, "revision": action.revision}
    form = ActionForm(data=data, instance=ActionItem.objects.get(pk=action.pk))
    assert form.is_valid(), form.errors
    assert action_edit(form=form, actor=people.compliance).title == "Reworded"


def test_no_action_on_a_closed_risk(people, risk, action):
    risk_close(risk=risk, actor=people.compliance, reason="Retired")
    with pytest.raises(NotAllowed):
        action_add(target=risk, actor=people.compliance, title="Too late")
    action_cancel(action=action, actor=people.compliance, reason="The risk is closed")
    action.refresh_from_db()
    assert action.state == ActionItem.State.CANCELLED


def test_the_life_of_an_action(people, action):
    action_start(action=action, actor=people.contributor)
    with pytest.raises(NotAllowed):
        action_start(action=action, actor=people.contributor)
    with pytest.raises(NotAllowed):
        action_check(action=action, actor=people.manager, effectiveness="effective", note="Too early")
    done = action_finish(
        action=action, actor=people.contributor, outcome="Done", done_on=days(-1), evidence=pdf("proof.pdf")
    )
    assert (done.state, done.done_on) == ("done", days(-1))
    assert Attachment.objects.get().target == done
    with pytest.raises(NotAllowed):
        action_finish(action=action, actor=people.contributor, outcome="Again")
    with pytest.raises(NotAllowed):
        action_cancel(action=action, actor=people.compliance, reason="Too late")
    checked = action_check(action=action, actor=people.manager, effectiveness="partly", note="Two changes slipped by")
    assert (checked.checked_by, checked.checked_on) == (people.manager, today())
    with pytest.raises(NotAllowed):
        action_check(action=action, actor=people.compliance, effectiveness="effective", note="No, it worked")
    events = set(Event.objects.filter(target_id=action.pk).values_list("action", flat=True))
    assert {"moved", "action_done", "effectiveness_checked", "attached"} <= events


def test_an_action_is_not_done_tomorrow_nor_without_saying_what(people, action):
    with pytest.raises(ValidationError) as refused:
        action_finish(action=action, actor=people.contributor, outcome="Done", done_on=days(1))
    assert "done_on" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        action_finish(action=action, actor=people.contributor, outcome="  ")
    assert "outcome" in refused.value.message_dict


def test_a_proof_that_is_no_file_of_its_kind_leaves_the_action_open(people, action):
    forged = SimpleUploadedFile("proof.png", b"%PDF-1.7\n")
    with pytest.raises(ValidationError) as refused:
        action_finish(action=action, actor=people.contributor, outcome="Done", evidence=forged)
    assert "evidence" in refused.value.message_dict
    action.refresh_from_db()
    assert action.state == ActionItem.State.PLANNED
    assert not Attachment.objects.exists()


def test_only_the_owner_and_who_keeps_the_register_finish(people, risk, action):
    colleague = person("colleague@example.test", "Contributor")
    for actor in (colleague, people.manager, people.auditor, people.administrator):
        with pytest.raises(PermissionDenied):
            action_finish(action=action, actor=actor, outcome="Not mine")
    assert action_finish(action=action, actor=people.compliance, outcome="For the owner").state == "done"


def test_nobody_judges_their_own_action_whatever_their_roles(people, risk):
    both = person("both@example.test", "Manager", "Compliance", "Administrator")
    own = action_add(target=risk, actor=people.compliance, title="Own", owner=both)
    action_finish(action=own, actor=both, outcome="Done")
    with pytest.raises(PermissionDenied, match="neither owns nor finished"):
        action_check(action=own, actor=both, effectiveness="effective", note="Great")
    both.is_superuser = True
    both.save()
    with pytest.raises(PermissionDenied):
        action_check(action=own, actor=both, effectiveness="effective", note="Great")


def test_who_finished_an_action_in_its_owners_place_does_not_judge_it(client, people, action):
    finished = action_finish(action=action, actor=people.compliance, outcome="Done in the owner's place")
    assert finished.done_by == people.compliance
    for actor in (people.compliance, people.contributor):
        with pytest.raises(PermissionDenied):
            action_check(action=action, actor=actor, effectiveness="effective", note="Great")
    (item,) = due_items(today=today())
    assert item.owner_id is None, "who decided on it has finished it: it waits for the rest of Compliance"
    assert not due_items(today=today(), user=people.compliance)
    colleague = person("second@example.test", "Compliance")
    assert [item.kind for item in due_items(today=today(), user=colleague)] == ["action_check"]

    check = f"/actions/{action.pk}/check/"
    client.force_login(people.compliance)
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Done by" in page and check not in page and client.get(check).status_code == 403
    client.force_login(people.manager)
    assert check in client.get(action.get_absolute_url()).content.decode()
    assert action_check(action=action, actor=people.manager, effectiveness="effective", note="None since").effectiveness
    action.refresh_from_db()
    action.checked_by = people.compliance
    with pytest.raises(IntegrityError, match="action_checked_by_another"):
        action.save()


@pytest.mark.django_db
def test_who_finished_an_action_before_is_taken_from_the_audit_trail(people, done):
    ActionItem.objects.filter(pk=done.pk).update(done_by=None)
    migration = import_module("smsplan.records.migrations.0006_action_done_by")
    with connection.cursor() as cursor:
        cursor.execute(migration.FROM_THE_TRAIL)
    done.refresh_from_db()
    assert done.done_by == people.contributor


@pytest.mark.parametrize(("effectiveness", "note"), [("", "Seen"), ("wonderful", "Seen"), ("effective", "  ")])
def test_a_check_says_how_and_what_shows_it(people, done, effectiveness, note):
    with pytest.raises(ValidationError):
        action_check(action=done, actor=people.manager, effectiveness=effectiveness, note=note)
    done.refresh_from_db()
    assert done.checked_by is None


@pytest.mark.django_db(transaction=True)
def test_finishing_at_the_same_moment_takes_effect_once(people, action):
    outcomes = at_once(
        [lambda n=n: action_finish(action=action, actor=people.contributor, outcome=f"Done {n}") for n in range(4)]
    )
    assert refusals(outcomes) == {NotAllowed: 3}
    assert Event.objects.filter(action="action_done").count() == 1


# What waits ---------------------------------------------------------------------------------------


def test_an_action_waits_for_its_owner_and_its_check_for_who_decided_on_it(people, risk, action):
    assert [item.owner_id for item in due_items(today=today())] == [people.contributor.pk]
    assert [item.reference for item in my_work(people.contributor, today())] == [action.reference]
    action_finish(action=action, actor=people.contributor, outcome="Done")
    assert action.reference not in [item.reference for item in my_work(people.contributor, today())]
    (check,) = [item for item in my_work(people.compliance, today()) if item.kind == "action_check"]
    assert check.due == days(30)
    action_check(action=action, actor=people.manager, effectiveness="effective", note="None since")
    assert not due_items(today=today())


def test_who_decided_on_their_own_action_does_not_judge_it(people, risk):
    own = action_add(target=risk, actor=people.compliance, title="Own", owner=people.compliance, due=days(3))
    action_finish(action=own, actor=people.compliance, outcome="Done")
    (item,) = due_items(today=today())
    assert item.owner_id is None, "it waits for Compliance"
    assert not [item for item in my_work(people.compliance, today()) if item.kind == "action_check"]
    colleague = person("second@example.test", "Compliance")
    assert [item.kind for item in my_work(colleague, today())] == ["action_check"]


def test_a_far_action_waits_later_and_an_overdue_one_is_reminded_of_once(people, risk, action):
    far = action_add(target=risk, actor=people.compliance, title="Far", owner=people.contributor, due=days(200))
    assert far.reference not in [item.reference for item in due_items(today=today())]
    assert far.reference in [item.reference for item in due_items(today=days(190))]
    before = Notification.objects.filter(recipient=people.contributor).count()
    send_reminders(days(20))
    send_reminders(days(20))
    assert Notification.objects.filter(recipient=people.contributor).count() == before + 1


# Pages --------------------------------------------------------------------------------------------


def test_the_tab_shows_actions_their_sum_and_what_is_late(as_person, people, risk, action):
    action_add(target=risk, actor=people.compliance, title="Buy", cost=Decimal("1500000"), currency="IDR", due=days(1))
    action_add(target=risk, actor=people.compliance, title="Hire", cost=Decimal("500000"), currency="IDR")
    dear = action_add(target=risk, actor=people.compliance, title="Dear", cost=Decimal("99"), currency="USD")
    action_cancel(action=dear, actor=people.compliance, reason="Too dear")
    ActionItem.objects.filter(pk=action.pk).update(due=days(-3))
    page = as_person(people.compliance).get(f"/risks/{risk.pk}/?tab=actions")
    assert next(tab for tab in page.context["tabs"] if tab.key == "actions").count == 4
    assert page.context["action_sums"] == ["IDR 2,000,000"]
    rows = {row.action.title: row for row in page.context["action_rows"]}
    assert page.content.decode().count("overdue-word") == 1
    assert [act.label for act in rows["Buy"].next] == ["Start", "Finish"]
    assert page.context["add_action_url"]
    reader = as_person(people.auditor).get(f"/risks/{risk.pk}/?tab=actions")
    assert not reader.context["add_action_url"]
    assert not any(row.next for row in reader.context["action_rows"])


@pytest.mark.parametrize(("typed", "kept"), [("1.500.000", "1500000"), ("1,500,000", "1500000"), ("12,50", "12.50")])
def test_a_cost_is_typed_in_either_format(as_person, people, risk, typed, kept):
    kind = ContentType.objects.get_for_model(risk).pk
    sent = {"title": "Buy", "cost": typed, "currency": "usd"}
    assert as_person(people.compliance).post(f"/actions/new/{kind}/{risk.pk}/", sent).status_code == 302
    made = ActionItem.objects.get()
    assert (made.cost, made.currency) == (Decimal(kept), "USD")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"due": "2020-01-01"}, "due"),
        ({"cost": "-5"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"cost": "1" + 30 * "0"}, "cost"),
        ({"currency": "R$"}, "currency"),
        ({"owner": "999999"}, "owner"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_kept(as_person, people, risk, sent, field):
    kind = ContentType.objects.get_for_model(risk).pk
    posted = {"title": "Kept words", "detail": "Kept detail"} | sent
    answer = as_person(people.compliance).post(f"/actions/new/{kind}/{risk.pk}/", posted)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Kept detail" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_a_deactivated_owner_is_not_on_offer(as_person, people, risk):
    people.contributor.is_active = False
    people.contributor.save()
    kind = ContentType.objects.get_for_model(risk).pk
    sent = {"title": "Action", "owner": people.contributor.pk}
    answer = as_person(people.compliance).post(f"/actions/new/{kind}/{risk.pk}/", sent)
    assert "owner" in answer.context["form"].errors


def test_sent_twice_is_one_action(as_person, people, risk):
    kind = ContentType.objects.get_for_model(risk).pk
    sent = {"title": "Once", "submission": "0f" * 16}
    client = as_person(people.compliance)
    for _time in range(2):
        assert client.post(f"/actions/new/{kind}/{risk.pk}/", sent).status_code == 302
    assert ActionItem.objects.count() == 1


def test_the_owner_works_on_their_action_without_seeing_the_risk(as_person, people, risk, action):
    client = as_person(people.contributor)
    assert client.get(f"/risks/{risk.pk}/").status_code == 404
    page = client.get(f"/actions/{action.pk}/").content.decode()
    assert risk.title in page
    assert f'href="/risks/{risk.pk}/"' not in page
    assert client.post(f"/actions/{action.pk}/start/", {}).status_code == 302
    sent = {"done_on": today().isoformat(), "outcome": "All set", "evidence": pdf()}
    assert client.post(f"/actions/{action.pk}/finish/", sent).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("done", "All set")
    assert client.get(f"/files/{Attachment.objects.get().pk}/").status_code == 200
    assert client.get(f"/actions/{action.pk}/check/").status_code == 403
    assert client.get(f"/actions/{action.pk}/edit/").status_code == 403
    assert client.get(f"/actions/{action.pk}/cancel/").status_code == 403


def test_a_strangers_action_is_not_there(as_person, people, risk, action):
    colleague = person("colleague@example.test", "Contributor")
    client = as_person(colleague)
    for act in ("", "start/", "finish/"):
        assert client.get(f"/actions/{action.pk}/{act}").status_code == 404
    assert client.get("/actions/").context["total"] == 0
    assert as_person(people.outsider).get("/actions/").status_code == 403


def test_the_owner_of_a_risk_sees_the_actions_on_it(as_person, people):
    risk = risk_create(actor=people.compliance, title="Mine", owner=people.contributor)
    action = action_add(target=risk, actor=people.compliance, title="Another does it", owner=people.manager)
    assert as_person(people.contributor).get(f"/actions/{action.pk}/").status_code == 200
    assert as_person(people.contributor).get(f"/actions/{action.pk}/finish/").status_code == 403


def test_a_finished_action_says_where_it_stands_instead_of_asking(as_person, people, done):
    client = as_person(people.contributor)
    assert client.get(f"/actions/{done.pk}/finish/").status_code == 302
    sent = {"done_on": today().isoformat(), "outcome": "Again"}
    assert client.post(f"/actions/{done.pk}/finish/", sent).status_code == 409


def test_what_did_not_work_offers_a_follow_up_that_knows_why(as_person, people, risk, done):
    client = as_person(people.manager)
    sent = {"effectiveness": "ineffective", "note": "Three changes slipped by"}
    assert client.post(f"/actions/{done.pk}/check/", sent).status_code == 302
    assert client.get(f"/actions/{done.pk}/").context["page"].primary is None, "a Manager decides on no action"
    client = as_person(people.compliance)
    follow_up = client.get(f"/actions/{done.pk}/").context["page"].primary.url
    form = client.get(follow_up).context["form"]
    assert "Three changes slipped by" in form.initial["cause"]
    assert done.reference in form.initial["cause"]


def test_the_list_filters_and_exports_what_it_shows(as_person, people, risk, action, done):
    late = action_add(target=risk, actor=people.compliance, title="Late", cost=Decimal("10.5"), currency="USD")
    ActionItem.objects.filter(pk=late.pk).update(due=days(-2))
    client = as_person(people.auditor)

    def found(query):
        return [row.record.title for row in client.get(f"/actions/?{query}").context["table"].page.object_list]

    assert found("attention=overdue") == ["Late"]
    assert found("attention=unchecked") == [done.title]
    assert found(f"owner={people.contributor.pk}") == [done.title]
    assert found("owner=null") == ["Late"]
    assert found("register=risk&state=planned") == ["Late"]
    assert found("register=opportunity") == []
    assert found("register=nonsense") == []
    assert found("q=unapproved") == [done.title]
    for column in ("reference", "title", "target", "owner", "due", "cost", "state", "effectiveness"):
        assert len(found(f"sort=-{column}")) == 2
    text = b"".join(client.get("/actions/?attention=overdue&_export=csv").streaming_content).decode()
    assert "Late" in text and done.title not in text


def test_the_table_of_actions_names_the_record(people, risk, done):
    with translation.override("id"):
        (row,) = list(action_sheet().rows)
    assert f"{risk.reference} {risk.title}" in row
    assert "The tool refuses unapproved changes" in row


def test_the_last_finished_action_suggests_monitoring(as_person, people, risk, action):
    risk_assess(risk=risk, kind="inherent", likelihood=1, impact=1, actor=people.compliance)
    risk_treat(risk=risk, actor=people.compliance)
    client = as_person(people.compliance)
    address = f"/risks/{risk.pk}/?tab=actions"
    assert "All actions are finished." not in client.get(address).content.decode()
    action_finish(action=action, actor=people.contributor, outcome="Done")
    page = client.get(address).content.decode()
    assert "All actions are finished." in page
    assert f'href="/risks/{risk.pk}/monitor/"' in page.partition("All actions are finished.")[2]
    risk.refresh_from_db()
    assert risk.state == "treated", "it is suggested, not done"

"""The acts on a change: what each writes, and every way in which it is refused."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from changes import policies, selectors, services, states
from changes.due import due_items
from changes.exports import sheets
from changes.models import Change, SmpSection
from smp import content
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed, StaleRevision
from tests.changes.conftest import judge, person, plan, plan_rows, whole

pytestmark = pytest.mark.django_db


def actions_of(change: Change) -> list[str]:
    return list(Event.objects.filter(target_id=change.pk).order_by("pk").values_list("action", flat=True))


def test_the_whole_life(verified, compliance, contributor, manager):
    change = services.change_close(change=verified, actor=compliance)
    assert change.state == "closed"
    assert (change.submitted_by, change.approved_by) == (compliance, manager)
    assert (change.implemented_by, change.verified_by, change.effective) == (contributor, compliance, True)
    assert actions_of(change) == [
        Action.SUBMITTED, Action.APPROVED, Action.MOVED, Action.MOVED, Action.EFFECTIVENESS_CHECKED,
        Action.EFFECTIVENESS_CHECKED, Action.MOVED, Action.MOVED,
    ]  # fmt: skip
    assert change.history.count() == change.revision == 7
    assert Event.objects.get(action=Action.APPROVED).actor_name == f"{manager.full_name} <{manager.email}>"


def test_a_reference_and_an_author(draft, compliance):
    assert draft.reference == "CHG-0001"
    assert list(draft.written_by.all()) == [compliance]


@pytest.mark.parametrize(
    "fields, rows, label",
    [
        ({"description": " - "}, {}, "What is changing"),
        ({"purpose": ""}, {}, "Why it is changing"),
        ({"owner": None}, {}, "Owner"),
        ({"planned_end": None}, {}, "Planned end"),
        ({"resources": "–"}, {"committed": []}, "Resources, or a note why none are needed"),
        ({"impacts": ""}, {"impact_rows": []}, "Risks and impacts, or a note that there are none"),
        ({"communication": "They will hear"}, {"communications": []}, "Communication: who is told what"),
        ({"training": "?"}, {"trainings": []}, "Training, or a note why nobody has to be trained"),
        ({"success_criteria": "We'll see"}, {"criteria": []}, "Success criteria: what will show that it worked"),
        ({"significance_answers": {}}, {}, "The questions on how significant it is"),
    ],
)
def test_an_incomplete_plan_is_refused_by_the_name_of_what_is_missing(compliance, contributor, fields, rows, label):
    draft = plan(compliance, rows=plan_rows(**rows), **({"owner": contributor} | fields))
    with pytest.raises(ValidationError) as refusal:
        services.change_submit(change=draft, actor=compliance)
    assert refusal.value.messages == [f"The plan can't be submitted yet. Still to be filled in: {label}."]
    draft.refresh_from_db()
    assert draft.state == "draft" and draft.submitted_by is None


@pytest.mark.parametrize(
    "part, note", [("committed", "resources"), ("impact_rows", "impacts"), ("trainings", "training")]
)
def test_a_note_answers_where_there_is_no_row(compliance, contributor, part, note):
    draft = plan(compliance, owner=contributor, rows=plan_rows(**{part: []}), **{note: "None, since nothing is new."})
    assert services.change_submit(change=draft, actor=compliance).state == "submitted"


def test_the_plan_ends_after_it_starts(compliance):
    with pytest.raises(ValidationError, match="must not lie before"):
        services.change_save(change=Change(**whole(planned_end=datetime.date(2026, 2, 1))), actor=compliance)


def test_an_unknown_part_of_the_plan_is_refused(compliance):
    with pytest.raises(ValidationError):
        services.change_save(change=Change(**whole(smp_sections=["passwords"])), actor=compliance)


def test_only_a_draft_is_edited(submitted, compliance):
    submitted.purpose = "Another purpose"
    with pytest.raises(NotAllowed, match="Only a draft"):
        services.change_save(change=submitted, actor=compliance)


def test_a_stale_save_is_refused(draft, compliance, colleague):
    mine = Change.objects.get(pk=draft.pk)
    draft.purpose = "First"
    services.change_save(change=draft, actor=colleague)
    mine.purpose = "Second"
    with pytest.raises(StaleRevision) as stale:
        services.change_save(change=mine, actor=compliance)
    assert stale.value.current.purpose == "First"


@pytest.mark.parametrize("who", ["manager", "contributor", "auditor", "administrator", "outsider"])
def test_only_compliance_writes_and_submits(draft, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.change_save(change=Change(**whole()), actor=actor)
    with pytest.raises(PermissionDenied):
        services.change_save(change=draft, actor=actor)
    with pytest.raises(PermissionDenied):
        services.change_submit(change=draft, actor=actor)


@pytest.mark.parametrize("who", ["compliance", "contributor", "auditor", "administrator", "outsider"])
def test_only_managers_decide(submitted, who, request):
    actor = request.getfixturevalue(who)
    for act in (services.change_approve, services.change_reject):
        with pytest.raises(PermissionDenied):
            act(change=submitted, actor=actor, reason="x")
    with pytest.raises(PermissionDenied):
        services.change_return(change=submitted, actor=actor, comments="x")
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def make_super(user: User) -> User:
    """With every permission there is."""
    user.is_superuser = True
    user.save()
    return User.objects.get(pk=user.pk)


def test_a_superuser_does_not_approve_what_they_submitted(submitted, compliance):
    with pytest.raises(PermissionDenied):
        services.change_approve(change=submitted, actor=make_super(compliance))


def test_an_administrator_with_every_role_does_not_approve_their_own(draft):
    actor = person("all@chg.test", *roles.ROLES)
    change = plan(actor, owner=draft.owner)
    change = services.change_submit(change=change, actor=actor)
    with pytest.raises(PermissionDenied):
        services.change_approve(change=change, actor=actor)


def test_who_edited_in_between_does_not_approve(draft, compliance):
    editor = make_super(person("editor@chg.test", roles.MANAGER))
    draft.purpose = "What the editor wrote"
    services.change_save(change=draft, actor=editor)
    again = Change.objects.get(pk=draft.pk)
    again.purpose = "What compliance made of it"
    services.change_save(change=again, actor=compliance)
    services.change_submit(change=again, actor=compliance)
    with pytest.raises(PermissionDenied):
        services.change_approve(change=again, actor=editor)


def test_the_owner_does_not_approve(compliance, manager):
    change = plan(compliance, owner=manager)
    change = services.change_submit(change=change, actor=compliance)
    with pytest.raises(PermissionDenied):
        services.change_approve(change=change, actor=manager)


def test_returned_with_comments_and_submitted_again(submitted, compliance, manager):
    with pytest.raises(ValidationError, match="what has to be changed"):
        services.change_return(change=submitted, actor=manager, comments="  ")
    change = services.change_return(change=submitted, actor=manager, comments="Which budget?")
    assert (change.state, change.comments) == ("draft", "Which budget?")
    change.resources += ", from the IT budget"
    services.change_save(change=change, actor=compliance)
    change = services.change_submit(change=change, actor=compliance)
    assert change.comments == ""
    assert services.change_approve(change=change, actor=manager).state == "approved"


def test_a_rejection_and_a_cancellation_need_a_reason_and_are_final(submitted, approved, manager, compliance):
    with pytest.raises(ValidationError, match="cancelled"):
        services.change_cancel(change=approved, actor=compliance, reason="")
    change = services.change_cancel(change=approved, actor=compliance, reason="The supplier withdrew")
    assert change.state == "cancelled" and change.ended_at
    for act in ("submit", "approve", "start", "implement", "close"):
        with pytest.raises(NotAllowed):
            getattr(services, f"change_{act}")(change=change, actor=manager)
    with pytest.raises(NotAllowed):
        services.change_cancel(change=change, actor=compliance, reason="again")


def test_a_rejection_needs_a_reason(submitted, manager):
    with pytest.raises(ValidationError, match="rejected"):
        services.change_reject(change=submitted, actor=manager, reason=" ")
    assert services.change_reject(change=submitted, actor=manager, reason="No budget").state == "rejected"


def test_owner_and_compliance_drive_and_nobody_else(approved, contributor, manager, auditor, compliance):
    stranger = person("stranger@chg.test", roles.CONTRIBUTOR)
    for who in (manager, auditor, stranger):
        with pytest.raises(PermissionDenied):
            services.change_start(change=approved, actor=who)
    change = services.change_start(change=approved, actor=contributor)
    change = services.change_implement(change=change, actor=compliance, reason="Training follows")
    assert change.implemented_by == compliance


def test_neither_owner_nor_implementer_verifies(started, contributor, compliance, manager):
    change = services.change_implement(change=started, actor=compliance, reason="Training follows")
    for who in (contributor, compliance, make_super(contributor)):
        with pytest.raises(PermissionDenied):
            services.change_verify(change=change, actor=who, effective=True, evidence="Seen")
    judge(change, manager)
    change = services.change_verify(change=change, actor=manager, effective=False, evidence="Only 91% in May")
    assert (change.state, change.effective) == ("verified", False)


def test_a_verification_needs_evidence_and_an_answer(implemented, compliance):
    with pytest.raises(ValidationError, match="evidence"):
        services.change_verify(change=implemented, actor=compliance, effective=True, evidence=" ")
    with pytest.raises(ValidationError, match="effective"):
        services.change_verify(change=implemented, actor=compliance, effective=None, evidence="Seen")


ALLOWED = {(state, act) for act, (sources, _to) in states.MOVES.items() for state in sources}


def test_an_act_in_the_wrong_state_is_refused(draft, manager):
    """Whatever the rights: the policies of all 81 pairs, for somebody with every permission and no part in the plan."""
    user = make_super(manager)
    for state in Change.State.values:
        change = Change(pk=draft.pk, owner=draft.owner, state=state)
        for act in states.MOVES:
            assert getattr(policies, f"can_{act}")(user, change) is ((state, act) in ALLOWED), (state, act)


def test_a_submitted_plan_is_not_edited_in_sql_either(submitted):
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE changes_change SET purpose = 'x' WHERE id = %s", [submitted.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM changes_change WHERE id = %s", [submitted.pk])


def test_four_eyes_stand_in_the_database(submitted, compliance):
    with pytest.raises(DatabaseError, match="change_four_eyes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE changes_change SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s",
            [compliance.pk, submitted.pk],
        )
    with pytest.raises(DatabaseError, match="goes_on_approved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE changes_change SET state = 'in_progress' WHERE id = %s", [submitted.pk])


def test_what_others_read(verified, approved, compliance, contributor):
    assert list(selectors.in_flight()) == []
    counts = selectors.summary()
    assert list(counts) == list(Change.State) and counts["verified"] == 1 and counts["draft"] == 0
    today = verified.verified_at.date()
    assert list(selectors.verified_since(today - datetime.timedelta(days=2))) == [verified]
    assert list(selectors.verified_since(today + datetime.timedelta(days=2))) == []


def test_what_is_due(approved, contributor, manager):
    item = due_items(today=datetime.date(2026, 4, 10))[0]
    assert (item.kind, item.owner_id, item.due) == ("change", contributor.pk, datetime.date(2026, 4, 30))
    assert item.key == f"change:{approved.pk}:2026-04-30"
    assert due_items(today=datetime.date(2026, 1, 10)) == []
    assert due_items(today=datetime.date(2026, 6, 1), user=manager) == []
    assert due_items(today=datetime.date(2026, 6, 1), user=contributor)[0].overdue(datetime.date(2026, 6, 1))


def test_verifying_is_due_once_it_is_implemented(implemented):
    kinds = {item.kind for item in due_items(today=datetime.date(2027, 1, 1))}
    assert "change" not in kinds and "change_verification" in kinds


def test_the_export_says_everything(verified, manager):
    sheet = sheets()[0]
    row = dict(zip(sheet.columns, next(iter(sheet.rows)), strict=True))
    assert row["Reference"] == "CHG-0001" and row["State"] == "Verified" and row["Effective"] is True
    assert row["Affected parts of the Service Management Plan"] == [
        "Required resources",
        "Service management practices",
    ]
    assert row["Approved by"] == manager


def test_affected_parts_are_the_sections_of_the_plan():
    """The rooms below the plan can't import it, so the keys stand here a second time."""
    assert [key for key, _label in SmpSection.choices] == [section.key for section in content.SECTIONS]

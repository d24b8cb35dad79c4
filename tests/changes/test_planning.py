"""Writing the rows of a plan: one save of the history, kept from the submission on, and the significance."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from changes import services, trail
from changes.models import Change, ChangeResource, Communication, Criterion
from changes.plans import PARTS
from smsplan.records.rows.words import resources_in_words
from tests.changes.conftest import ANSWERS, plan, plan_rows, whole

pytestmark = pytest.mark.django_db

YES = {"yes": True, "why": "The portal of the regency comes in"}


def test_a_plan_and_its_rows_are_one_save(draft, compliance):
    (save,) = trail.saves(draft)
    labels = [label for label, _old, _new in save.changes]
    assert save.actor.startswith(compliance.full_name) and save.verb == "Created"
    assert labels.count("Resource") == 2 and labels.count("Success criterion") == 2 and "Training" in labels
    assert ("Impact", "–", "Tickets are lost while they move, High, Both run side by side") in save.changes


def test_an_edit_tells_the_rows_that_changed_and_no_others(draft, compliance):
    kept, gone = draft.criteria.all()
    rows = {
        "criteria": [
            {"pk": kept.pk, "description": "99% of requests are answered in time", "measure": kept.measure},
            {"description": "Customers are not less satisfied", "measure": ""},
        ]
    }
    services.change_save(change=draft, actor=compliance, rows=rows, reason="Sharper")
    save = trail.saves(draft)[0]
    assert save.reason == "Sharper" and {label for label, *_sides in save.changes} == {"Success criterion"}
    assert [new for _label, _old, new in save.changes if new != "–"] == [
        "99% of requests are answered in time, Monthly report",
        "Customers are not less satisfied",
    ]
    assert ("Success criterion", f"{gone.description}, {gone.measure}", "–") in save.changes
    assert draft.communications.count() == 1


def test_a_row_of_another_plan_is_not_taken_over(draft, compliance):
    other = plan(compliance, title="Another change")
    theirs = other.criteria.first()
    services.change_save(
        change=draft, actor=compliance, rows={"criteria": [{"pk": theirs.pk, "description": "Mine", "measure": ""}]}
    )
    theirs.refresh_from_db()
    assert theirs.change_id == other.pk and theirs.description != "Mine"
    assert draft.criteria.get().description == "Mine"


def test_a_wrong_row_saves_nothing(draft, compliance):
    draft.purpose = "Another"
    with pytest.raises(ValidationError):
        services.change_save(
            change=draft, actor=compliance, rows={"communications": [{"audience": "", "message": "x"}]}
        )
    draft.refresh_from_db()
    assert draft.purpose == "Requests get lost today." and draft.communications.count() == 1


TEXTS = {"communications": "message", "trainings": "topic", "milestones": "title"}


@pytest.mark.parametrize("part", PARTS)
def test_what_was_submitted_is_not_changed_past_the_services_either(submitted, part):
    row = getattr(submitted, part).first()
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
        getattr(submitted, part).update(**{TEXTS.get(part, "description"): "Something else"})
    row.pk, row._state.adding = None, True
    with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
        row.save()


def test_what_came_of_it_can_be_written_later(approved, contributor):
    row = Communication.objects.get(change=approved)
    row.done_on, row.note = datetime.date(2026, 3, 20), "Two questions came back"
    row.save()
    assert "done on 20 Mar 2026, Two questions came back" in trail.saves(approved)[0].changes[0][2]


def test_resources_in_words_for_documents(draft, manager):
    ChangeResource.objects.filter(change=draft, kind="people").update(committed_by=manager)
    assert resources_in_words(draft).splitlines() == [
        "Licence, IDR 400,000,000, not committed yet",
        f"Two administrators, 6 weeks, committed by {manager}",
        "The mailbox costs nothing.",
    ]


# Significance -------------------------------------------------------------------------------------


def test_the_significance_is_held_against_the_answers(draft, compliance):
    draft.significance_answers = ANSWERS | {"scope": YES}
    with pytest.raises(ValidationError) as refusal:
        services.change_save(change=draft, actor=compliance)
    assert refusal.value.message_dict == {
        "significance_reason": ["The answers make it “Significant”. Say why it is judged otherwise."]
    }
    draft.refresh_from_db()
    draft.significance_answers = ANSWERS | {"scope": YES}
    draft.significance_reason = "The service is run by the partner alone."
    services.change_save(change=draft, actor=compliance)
    assert Change.objects.get(pk=draft.pk).significance_reason == "The service is run by the partner alone."


def test_a_reason_for_nothing_is_not_kept(compliance):
    change = plan(compliance, significance_reason="Because")
    assert change.significance_reason == ""


def test_a_yes_without_its_reason_keeps_a_plan_from_its_submission(compliance, contributor):
    answers = ANSWERS | {"resources": {"yes": True, "why": " "}}
    change = plan(compliance, owner=contributor, significance_answers=answers)
    assert [str(point) for point in services.change_missing(change)] == ["The questions on how significant it is"]


def test_unknown_answers_are_not_kept(compliance):
    change = plan(compliance, significance_answers=ANSWERS | {"moon": YES, "scope": {"yes": "maybe", "why": 3}})
    assert set(change.significance_answers) == set(ANSWERS) - {"scope"}


def test_the_history_tells_the_answers_in_words(draft, auditor, as_person):
    page = as_person(auditor).get(f"{draft.get_absolute_url()}?tab=history").content.decode()
    assert "The licence was not in the budget." in page and "Does it need resources" in page
    assert "&#x27;yes&#x27;" not in page and "significance_answers" not in page
    assert Criterion._meta.db_table not in page


def test_the_fields_alone_make_no_whole_plan(compliance, contributor):
    change = services.change_save(change=Change(owner=contributor, **whole()), actor=compliance)
    assert [point.name for point in services.change_missing(change)] == ["communications", "trainings", "criteria"]
    services.change_save(change=change, actor=compliance, rows=plan_rows())
    assert services.change_missing(change) == []

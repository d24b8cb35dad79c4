"""The form of a change plan: rows with and without JavaScript, the questions on significance, and a stale save."""

import re
import uuid

import pytest
from django.urls import reverse

from changes import services
from changes.models import Change
from changes.plans import PARTS
from tests.changes.conftest import ANSWERS

pytestmark = pytest.mark.django_db


def rows(part: str, *entries: dict) -> dict:
    """Rows of a part as the form posts them."""
    data = {f"{part}-TOTAL_FORMS": len(entries), f"{part}-INITIAL_FORMS": 0}
    for place, entry in enumerate(entries):
        data |= {f"{part}-{place}-{name}": value for name, value in entry.items()}
    return data


def answers(**changes) -> dict:
    """The questions as the form posts them."""
    told = {key: ("yes" if one["yes"] else "no", one["why"]) for key, one in ANSWERS.items()} | changes
    return {f"ask_{key}": yes for key, (yes, _why) in told.items()} | {
        f"why_{key}": why for key, (_yes, why) in told.items()
    }


def typed(**changes) -> dict:
    data = {
        "submission": uuid.uuid4().hex, "title": "Adopt a new tool", "description": "What", "purpose": "Why",
        "planned_start": "2026-03-01", "planned_end": "2026-04-30",
    }  # fmt: skip
    return data | answers() | changes


def everything() -> dict:
    return (
        typed()
        | rows("committed", {"kind": "budget", "description": "Licence", "amount": "400.000.000", "unit": "IDR"})
        | rows("impact_rows", {"description": "Lost tickets", "severity": "high", "response": "Side by side"})
        | rows("communications", {"audience": "All", "message": "It comes", "channel": "", "due": "2026-03-10"})
        | rows("trainings", {"audience": "Agents", "topic": "The tool", "due": "2026-04-10", "expected": "24"})
        | rows("criteria", {"description": "98% in time", "measure": "Report"}, {"description": "", "measure": ""})
        | rows("milestones", {"title": "Both run", "due": "2026-04-01"})
    )


@pytest.fixture
def as_compliance(as_person, compliance):
    return as_person(compliance)


def post(client, data, change: Change | None = None):
    address = reverse("changes:update", args=[change.pk]) if change else reverse("changes:create")
    return client.post(address, data)


def test_a_whole_plan_in_one_form(as_compliance, manager):
    data = everything() | {"committed-0-committed_by": manager.pk, "milestones-0-owner": manager.pk}
    assert post(as_compliance, data).status_code == 302
    change = Change.objects.get()
    assert {part: getattr(change, part).count() for part in PARTS} == dict.fromkeys(PARTS, 1)
    assert [str(point) for point in services.change_missing(change)] == ["Owner"]
    resource = change.committed.get()
    assert (resource.amount, resource.committed_by) == (400_000_000, manager)
    assert change.significance == "minor" and change.significance_answers == ANSWERS
    assert change.history.count() == 1


def test_the_saved_rows_come_back_and_are_edited_in_place(as_compliance, draft):
    page = as_compliance.get(reverse("changes:update", args=[draft.pk])).content.decode()
    first, second = draft.criteria.all()
    assert f'name="criteria-0-row" value="{first.pk}"' in page and first.description in page
    data = typed(revision=draft.revision, title=draft.title) | rows(
        "criteria",
        {"row": first.pk, "description": "99% of requests are answered in time", "measure": ""},
        {"row": second.pk, "description": second.description, "measure": second.measure, "DELETE": "on"},
    )
    assert post(as_compliance, data, draft).status_code == 302
    assert [(row.pk, row.description) for row in draft.criteria.all()] == [
        (first.pk, "99% of requests are answered in time")
    ]
    assert draft.communications.count() == 1, "a part that did not arrive stays as it is"


@pytest.mark.parametrize("part", PARTS)
def test_one_row_more_without_javascript_saves_nothing(as_compliance, part):
    answer = post(as_compliance, everything() | {"add_row": part})
    assert answer.status_code == 200 and not Change.objects.exists()
    page = answer.content.decode()
    count = 3 if part == "criteria" else 2
    assert f'name="{part}-TOTAL_FORMS" value="{count}"' in page and 'value="Lost tickets"' in page


@pytest.mark.parametrize("count", ["9" * 5000, "٣", "x", "-1", "", "1.5"])
def test_a_number_of_rows_that_makes_no_sense_is_no_error(as_compliance, count):
    sent = everything() | {"criteria-TOTAL_FORMS": count}
    assert post(as_compliance, sent | {"add_row": "criteria"}).status_code == 200
    assert as_compliance.post(reverse("changes:significance"), sent).status_code == 200
    assert not Change.objects.exists()


def test_what_to_mend_in_a_row_is_said_above_and_beside(as_compliance):
    data = everything() | {"communications-0-due": "", "milestones-0-due": "2026-06-01"}
    answer = post(as_compliance, data)
    assert answer.status_code == 422 and not Change.objects.exists()
    labels = [entry["label"] for entry in answer.context["error_summary"]]
    assert labels == ["Milestone 1, Due date", "Communication 1, By when"]
    assert "A milestone lies between the planned start and the planned end." in answer.content.decode()


def test_a_stale_save_shows_the_rows_of_both_and_keeps_what_was_typed(as_compliance, draft, colleague):
    criterion = draft.criteria.first()
    services.change_save(
        change=Change.objects.get(pk=draft.pk),
        actor=colleague,
        rows={"criteria": [{"pk": criterion.pk, "description": "What a colleague saved", "measure": ""}]},
    )
    data = typed(revision=draft.revision, title=draft.title) | rows(
        "criteria", {"row": criterion.pk, "description": "What I typed", "measure": ""}
    )
    answer = post(as_compliance, data | answers(scope=("yes", "The portal")), draft)
    assert answer.status_code == 409
    told = {conflict.label: (conflict.yours, conflict.theirs) for conflict in answer.context["conflicts"]}
    assert told["Success criteria"] == ("What I typed", "What a colleague saved")
    assert "Yes. The portal" in told["How significant is it?"][0]
    assert 'value="What I typed"' in answer.content.decode()
    fresh = re.search(r'name="revision" value="(\d+)"', answer.content.decode()).group(1)
    overwritten = post(as_compliance, data | {"revision": fresh}, draft)
    assert overwritten.status_code == 302 and draft.criteria.get().description == "What I typed"


# Significance -------------------------------------------------------------------------------------


def test_the_significance_follows_from_the_answers(as_compliance):
    post(as_compliance, typed() | answers(scope=("yes", "The portal comes in")))
    assert Change.objects.get().significance == "significant"


def test_judging_otherwise_needs_a_reason_beside_its_field(as_compliance):
    data = typed(significance="minor") | answers(scope=("yes", "The portal comes in"))
    answer = post(as_compliance, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "significance_reason": ["The answers make it “Significant”. Say why it is judged otherwise."]
    }
    assert post(as_compliance, data | {"significance_reason": "Only its name changes."}).status_code == 302
    change = Change.objects.get()
    assert (change.significance, change.significance_reason) == ("minor", "Only its name changes.")
    page = as_compliance.get(change.get_absolute_url()).content.decode()
    assert "Only its name changes." in page and "The portal comes in" in page


def test_what_the_answers_come_to_is_told_while_one_answers(as_compliance, as_person, auditor):
    address = reverse("changes:significance")
    told = as_compliance.post(address, {"ask_scope": "yes", "why_scope": "The portal"}).content.decode()
    assert "The answers make it: Significant" in told and "scope or services change" in told
    assert "6 questions are open" in told
    assert "The answers make it: Minor" in as_compliance.post(address, {"ask_scope": "no"}).content.decode()
    assert not Change.objects.exists()
    assert as_person(auditor).post(address, {}).status_code == 403


def test_what_the_plan_still_has_to_say_stands_beside_it_and_follows_what_is_typed(as_compliance, draft):
    def open_points(page) -> dict[str, list[str]]:
        return {mark.key: [point.name for point in mark.missing] for mark in page.context["marks"] if mark.missing}

    page = as_compliance.get(reverse("changes:create"))
    assert len(open_points(page)) == 8 and "0 of 8 are complete." in page.text
    page = as_compliance.get(reverse("changes:update", args=[draft.pk]))
    assert open_points(page) == {} and "The plan can be submitted." in page.text
    address = reverse("changes:significance")
    page = as_compliance.post(
        address,
        {
            "description": "-", "purpose": "Requests get lost", "owner": draft.owner_id, "planned_end": "no day",
            "resources": "None needed", "training": "Nobody has to be trained", "criteria-TOTAL_FORMS": "2",
            "criteria-INITIAL_FORMS": "0", "criteria-0-description": "Gone", "criteria-0-DELETE": "on",
            "criteria-1-description": "98% in time",
        },
    )  # fmt: skip
    assert open_points(page) == {
        "what": ["description"], "significance": ["significance_answers"], "impacts": ["impact_rows"],
        "people": ["communications"],
    }  # fmt: skip
    assert 'href="#id_communications"' in page.text and "4 of 8 are complete." in page.text
    assert Change.objects.get().revision == draft.revision


def test_only_what_may_stay_empty_for_good_is_called_optional(as_compliance):
    page = " ".join(as_compliance.get(reverse("changes:create")).text.split())
    for label, optional in (("What is changing", False), ("Why it is changing", False), ("Accountable role", True)):
        assert (f'{label}<span class="optional">' in page) is optional and f">{label}<" in page


def test_a_plan_judged_by_its_answers_does_not_ask_again(as_compliance, draft):
    page = as_compliance.get(reverse("changes:update", args=[draft.pk])).content.decode()
    assert '<option value="" selected>As the answers say</option>' in page
    assert 'value="The licence was not in the budget."' in page

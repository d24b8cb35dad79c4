"""Revising the plan of an approved objective (6.2.2): resources, milestones, activities, evaluation, communication."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from objectives import revising, trail
from objectives.models import Objective, Revision
from objectives.services import (
    Incomplete,
    milestone_done,
    objective_approve,
    objective_create,
    objective_submit,
    revision_approve,
    revision_propose,
)
from smsplan.records.services import NotAllowed
from tests.objectives.conftest import whole_fields, whole_rows

D = datetime.date
WHY = "The second site comes a quarter later."


@pytest.fixture
def running(compliance, contributor, manager) -> Objective:
    """Approved, with two milestones on its way."""
    rows = whole_rows() | {
        "milestones": [
            {"title": "Contract signed", "due": D(2026, 3, 31), "expected": Decimal("98.8")},
            {"title": "Second site runs", "due": D(2026, 9, 30), "expected": Decimal("99.2"), "owner_id": manager.pk},
        ]
    }
    one = objective_create(actor=compliance, owner=contributor, sponsor=manager, **whole_fields(rows=rows))
    return objective_approve(objective=objective_submit(objective=one, actor=compliance), actor=manager)


def propose(objective, actor, **changes) -> Revision:
    return revision_propose(objective=objective, actor=actor, reason=WHY, changes=changes)


def later(objective) -> list[dict]:
    """Its milestones, the second one a month later with less to reach, and a third."""
    first, second = objective.milestones.values("pk", "title", "due", "expected", "owner_id")
    return [
        first,
        second | {"due": D(2026, 10, 31), "expected": Decimal("99")},
        {"title": "Staff trained", "due": D(2026, 11, 30), "expected": None, "owner_id": None},
    ]


def changes_of(revision) -> list[tuple[str, str, str]]:
    (told,) = revising.told(revision.objective, [revision])
    return told.changes


def test_rows_stay_until_a_manager_approves_and_are_then_written_with_the_fields(running, compliance, manager):
    revision = propose(running, compliance, milestones=later(running), activities="Rent the site, then move")
    assert [str(one.due) for one in running.milestones.all()] == ["2026-03-31", "2026-09-30"]
    second = running.milestones.get(title="Second site runs")
    objective = revision_approve(revision=revision, actor=manager)
    assert [(one.title, str(one.due)) for one in objective.milestones.all()] == [
        ("Contract signed", "2026-03-31"),
        ("Second site runs", "2026-10-31"),
        ("Staff trained", "2026-11-30"),
    ]
    second.refresh_from_db()
    assert (second.due, second.expected, second.owner) == (D(2026, 10, 31), Decimal("99"), manager)
    assert objective.activities == "Rent the site, then move"
    assert objective.course == [["2026-03-31", "98.8"], ["2026-10-31", "99"]], "progress is held against the new course"
    newest = trail.saves(objective)[0]
    assert newest.reason == WHY
    assert {label for label, _old, _new in newest.changes} >= {"Activities", "Milestone"}, "one save in the history"


def test_before_and_after_are_told_in_words_row_by_row(running, compliance, manager):
    resources = [*running.committed.values("pk", "kind", "description", "committed_by_id", "committed_on")]
    resources[0]["description"] = "Four engineers"
    budget = {"kind": "budget", "description": "Rent", "amount": Decimal("1500000.00"), "unit": "IDR",
              "committed_by_id": manager.pk, "committed_on": D(2026, 2, 1)}  # fmt: skip
    revision = propose(
        running, compliance, committed=[*resources, budget], milestones=later(running)[1:], evaluation="Each quarter"
    )
    revision.refresh_from_db()
    assert changes_of(revision) == [
        ("How results are evaluated", "Service review each month", "Each quarter"),
        (
            "Resource",
            "Two engineers, People, Bambang Hartono, 1 Dec 2025",
            "Four engineers, People, Bambang Hartono, 1 Dec 2025",
        ),
        ("Resource", "–", "Rent, Budget, IDR 1,500,000, Bambang Hartono, 1 Feb 2026"),
        ("Milestone", "Contract signed, 31 Mar 2026, 98.8", "–"),
        (
            "Milestone",
            "Second site runs, 30 Sep 2026, 99.2, Bambang Hartono",
            "Second site runs, 31 Oct 2026, 99, Bambang Hartono",
        ),
        ("Milestone", "–", "Staff trained, 30 Nov 2026"),
    ]
    told_then = changes_of(revision)
    revision_approve(revision=revision, actor=manager)
    assert changes_of(revision) == told_then, "what was before stays told when the rows are gone"


def test_parts_that_stay_as_they_are_are_no_change(running, compliance):
    same = {part: list(getattr(running, part).values()) for part in ("committed", "consultations", "milestones")}
    with pytest.raises(ValidationError, match="Nothing is changed"):
        propose(running, compliance, **same)
    assert propose(running, compliance, **same, communicated_when="Monthly").after == {"communicated_when": "Monthly"}


def test_the_plan_must_stay_whole(running, compliance):
    with pytest.raises(Incomplete, match="List the resources"):
        propose(running, compliance, committed=[])
    with pytest.raises(Incomplete, match="Say who has committed: Rent"):
        propose(running, compliance, committed=[{"kind": "budget", "description": "Rent"}])
    with pytest.raises(Incomplete, match="business unit or customer"):
        propose(running, compliance, consultations=[{"group": "top_management", "who": "Board", "on": D(2026, 1, 5)}])
    with pytest.raises(Incomplete, match="Say to whom"):
        propose(running, compliance, communicated_to=" ")
    with pytest.raises(ValidationError):
        propose(running, compliance, milestones=[{"title": "", "due": D(2026, 3, 1)}])
    assert not Revision.objects.exists()


def test_milestones_stay_between_the_dates(running, compliance):
    with pytest.raises(ValidationError, match="between the start date and the due date"):
        propose(running, compliance, due_date=D(2026, 8, 31))
    with pytest.raises(ValidationError, match="between the start date and the due date"):
        propose(running, compliance, milestones=[{"title": "Too late", "due": D(2027, 1, 1)}])
    assert propose(running, compliance, due_date=D(2026, 8, 31), milestones=later(running)[:1])


def test_a_milestone_reached_meanwhile_stays_reached(running, compliance, contributor, manager):
    revision = propose(running, compliance, milestones=later(running))
    first = running.milestones.get(title="Contract signed")
    milestone_done(milestone=first, actor=contributor)
    objective = revision_approve(revision=revision, actor=manager)
    assert objective.milestones.get(title="Contract signed").done_on is not None


def test_rows_that_changed_meanwhile_are_not_overwritten(running, compliance, manager):
    revision = propose(running, compliance, milestones=later(running))
    running.milestones.filter(title="Contract signed").update(due=D(2026, 4, 30))
    with pytest.raises(NotAllowed, match="has changed since"):
        revision_approve(revision=revision, actor=manager)
    assert [str(one.due) for one in running.milestones.all()] == ["2026-04-30", "2026-09-30"]


def test_a_failed_approval_leaves_fields_and_rows_alone(running, compliance, manager, monkeypatch):
    revision = propose(running, compliance, milestones=later(running), activities="Another way")

    def broken(*_args, **_kwargs):
        raise RuntimeError("The connection broke.")

    monkeypatch.setattr("objectives.services.revisions.record_event", broken)
    with pytest.raises(RuntimeError):
        revision_approve(revision=revision, actor=manager)
    running.refresh_from_db()
    assert (running.activities, running.milestones.count()) == ("Move to the second site", 2)


def sent(form) -> dict:
    """What a browser sends of the form as it was opened."""
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    for part, rows in form.rows.items():
        data |= {f"{part}-TOTAL_FORMS": len(rows.forms), f"{part}-INITIAL_FORMS": rows.initial_form_count()}
        for row in rows.forms:
            data |= {row.add_prefix(name): row[name].value() or "" for name in row.fields if name != "DELETE"}
    return data


def test_on_the_page(running, as_person, compliance, manager):
    url = reverse("objectives:revise", args=[running.pk])
    client = as_person(compliance)
    page = client.get(url)
    data = sent(page.context["form"]) | {"change_reason": WHY}
    assert client.post(url, data).status_code == 422, "nothing is changed"
    again = client.post(url, data | {"add_row": "milestones"})
    assert again.status_code == 200 and len(again.context["form"].rows["milestones"].forms) == 3
    lacking = client.post(url, data | {"committed-0-committed_by": "", "committed-0-committed_on": ""})
    assert lacking.status_code == 422 and "Say who has committed" in lacking.content.decode()
    marks = client.post(reverse("objectives:revise_marks", args=[running.pk]), data | {"activities": ""})
    assert [mark.label for mark in marks.context["marks"] if not mark.met] == ["Achievable"]
    answer = client.post(url, data | {"milestones-1-due": "2026-10-31", "communicated_how": "Intranet"})
    assert answer.status_code == 302
    assert set(Revision.objects.get().after) == {"milestones", "communicated_how"}
    page = as_person(manager).get(answer.url).content.decode()
    assert "Second site runs, 31 Oct 2026" in page and "Town hall" in page and "committed_by" not in page


def test_a_text_of_several_lines_that_nobody_touched_is_no_change(running, as_person, compliance):
    Objective.objects.filter(pk=running.pk).update(description="By hand today.\n\nA fifth goes astray.")
    url = reverse("objectives:revise", args=[running.pk])
    client = as_person(compliance)
    data = sent(client.get(url).context["form"]) | {"change_reason": WHY, "communicated_how": "Intranet"}
    data["description"] = data["description"].replace("\n", "\r\n")
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert set(Revision.objects.get().after) == {"communicated_how"}


def reach(objective, title, day) -> None:
    objective.milestones.filter(title=title).update(done_on=day)


@pytest.mark.parametrize(
    "change", [{"due": D(2026, 4, 30)}, {"expected": Decimal("98.9")}, {"expected": None}, {"title": "Contract agreed"}]
)
def test_a_milestone_that_was_reached_is_not_planned_anew(running, compliance, change):
    reach(running, "Contract signed", D(2026, 3, 20))
    first, second, third = later(running)
    with pytest.raises(ValidationError, match="“Contract signed” was reached on 20 Mar 2026 and stays"):
        propose(running, compliance, milestones=[first | change, second, third])
    with pytest.raises(ValidationError, match="“Contract signed” was reached"):
        propose(running, compliance, milestones=[second, third])
    assert not Revision.objects.exists()


def test_the_others_are_revised_and_whoever_answers_for_a_reached_one(running, compliance, manager):
    reach(running, "Contract signed", D(2026, 3, 20))
    first, second, third = later(running)
    revision = propose(running, compliance, milestones=[first | {"owner_id": manager.pk}, second, third])
    objective = revision_approve(revision=revision, actor=manager)
    signed, runs, _trained = objective.milestones.all()
    assert (signed.owner, signed.done_on, signed.due) == (manager, D(2026, 3, 20), D(2026, 3, 31))
    assert runs.due == D(2026, 10, 31)


def test_a_revision_that_would_move_what_was_reached_meanwhile_is_proposed_anew(running, compliance, manager):
    revision = propose(running, compliance, milestones=later(running))
    reach(running, "Second site runs", D(2026, 9, 20))
    with pytest.raises(NotAllowed) as refusal:
        revision_approve(revision=revision, actor=manager)
    assert refusal.value.messages == [
        "“Second site runs” was reached on 20 Sep 2026 and stays as it was planned.",
        f"{running.reference} has changed since this revision was proposed. Reject it and have it proposed anew.",
    ]
    assert running.milestones.get(title="Second site runs").due == D(2026, 9, 30)


def test_the_form_shows_a_reached_milestone_and_lets_nobody_change_it(running, as_person, compliance):
    reach(running, "Contract signed", D(2026, 3, 20))
    page = as_person(compliance).get(f"/objectives/{running.pk}/revise/")
    reached, open_one = page.context["form"].rows["milestones"].forms
    assert {name for name, field in reached.fields.items() if field.widget.attrs.get("readonly")} == {
        "title", "due", "expected",
    }  # fmt: skip
    assert not open_one.fields["due"].widget.attrs.get("readonly")
    text = page.content.decode()
    assert "“Contract signed” was reached on 20 Mar 2026 and stays as it was planned." in text
    assert 'name="milestones-0-DELETE"' not in text and 'name="milestones-1-DELETE"' in text


def test_one_click_says_that_a_milestone_is_reached_and_another_takes_it_back(
    running, as_person, contributor, compliance
):
    first, other = running.milestones.all()
    address = f"/objectives/{running.pk}/milestones/{first.pk}/"
    page = as_person(contributor).post(address, follow=True)
    assert page.redirect_chain[-1][0] == f"{running.get_absolute_url()}#milestones"
    first.refresh_from_db()
    assert first.done_on and "“Contract signed” is done." in page.text
    assert as_person(contributor).post(address, {"undo": "1"}).status_code == 302
    first.refresh_from_db()
    assert first.done_on is None
    elsewhere = objective_create(actor=compliance, **whole_fields())
    assert as_person(compliance).post(f"/objectives/{elsewhere.pk}/milestones/{other.pk}/").status_code == 404

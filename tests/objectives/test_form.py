"""The form of an objective: what it takes, what it refuses beside which field, and the five marks beside it."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from objectives import smart
from objectives.models import Objective
from objectives.services import objective_plan
from smsplan.context.models import Organization
from smsplan.records.services import save_record
from tests.objectives.conftest import PRIORITY, make_person, whole_fields


@pytest.fixture
def as_compliance(client, compliance):
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    return client


def url(name: str, *args) -> str:
    return reverse(f"objectives:{name}", args=args)


def rows(part: str, *entries: dict) -> dict:
    """Rows of the plan as the form posts them."""
    data = {f"{part}-TOTAL_FORMS": len(entries), f"{part}-INITIAL_FORMS": 0}
    for place, entry in enumerate(entries):
        data |= {f"{part}-{place}-{name}": value for name, value in entry.items()}
    return data


def typed(**changes) -> dict:
    """Fields as people type them."""
    return {
        "title": "Reduce P1 resolution time", "metric": "MTTR", "unit": "hours", "baseline": "4", "target": "2",
        "direction": "at_most", "rule": "latest", "frequency": "monthly", "start_date": "2026-01-01",
        "due_date": "2026-12-31",
    } | changes  # fmt: skip


def everything(manager, contributor) -> dict:
    """A form in which nothing is missing."""
    fields = whole_fields(sms_wide="on")
    del fields["rows"]
    return (
        fields
        | {"owner": contributor.pk, "sponsor": manager.pk}
        | rows("committed", {"kind": "people", "description": "Two engineers", "committed_by": manager.pk})
        | rows(
            "consultations",
            {"group": "top_management", "who": "Board", "on": "2025-12-01"},
            {"group": "customers", "who": "Bank Cendana", "on": "2025-12-01"},
        )
        | rows("milestones", {"title": "Failover", "due": "2026-06-30", "expected": "99"})
    )


def errors_of(page) -> dict[str, str]:
    return {name: " ".join(errors) for name, errors in page.context["form"].errors.items()}


# Figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"target": "1 h 30 min"}, "target", "1.5"),
        ({"target": "90 menit"}, "target", "1.5"),
        ({"target": "1:30"}, "target", "1.5"),
        ({"target": "20 min"}, "target", "0.3333"),
        ({"target": "1,5"}, "target", "1.5"),
        ({"unit": "%", "direction": "at_least", "baseline": "98,5 %", "target": "99.5%"}, "baseline", "98.5"),
        ({"unit": "users", "baseline": "1.000,5", "target": "900"}, "baseline", "1000.5"),
        ({"unit": "per week", "baseline": "4 per week"}, "baseline", "4"),
        ({"rule": "reduction", "baseline": "2 jam", "target": "25"}, "baseline", "2"),
        ({"direction": "within", "target": "30 min", "upper": "2 h"}, "upper", "2"),
    ],
)
def test_figures_are_taken_as_people_write_them(as_compliance, changes, field, value):
    answer = as_compliance.post(url("create"), typed(**changes))
    assert answer.status_code == 302, errors_of(answer)
    assert getattr(Objective.objects.get(), field) == Decimal(value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": "5"}, "target"),
        ({"direction": "at_least", "baseline": "4", "target": "2"}, "target"),
        ({"direction": "within", "target": "4", "upper": "2"}, "upper"),
        ({"rule": "reduction", "target": "101"}, "target"),
        ({"rule": "reduction", "target": "0"}, "target"),
        ({"rule": "reduction", "baseline": "0", "target": "10"}, "baseline"),
        ({"due_date": "2025-12-31"}, "due_date"),
        ({"due_date": "2026-01-01"}, "due_date"),
        ({"target": "NaN"}, "target"),
        ({"target": "Infinity"}, "target"),
        ({"target": "1" + "0" * 30}, "target"),
        ({"target": "10^30"}, "target"),
        ({"target": "soon"}, "target"),
        ({"target": "2 h 90"}, "target"),
        ({"decimals": "9"}, "decimals"),
        ({"serves": ["Something that nobody wrote down"]}, "serves"),
    ],
)
def test_what_cannot_be_meant_is_refused_beside_its_field_and_kept(as_compliance, changes, field):
    page = as_compliance.post(url("create"), typed(**changes))
    assert page.status_code == 422
    assert set(errors_of(page)) == {field}
    assert 'value="MTTR"' in page.text and not Objective.objects.exists()


def test_an_upper_edge_without_a_band_is_not_kept(as_compliance):
    as_compliance.post(url("create"), typed(upper="9"))
    assert Objective.objects.get().upper is None


# Rows ---------------------------------------------------------------------------------------------


def test_the_whole_plan_is_saved_with_the_objective_as_one_save(as_compliance, manager, contributor):
    answer = as_compliance.post(url("create"), everything(manager, contributor))
    assert answer.status_code == 302, errors_of(answer)
    objective = Objective.objects.get()
    assert objective.serves == [PRIORITY] and objective.sms_wide
    assert objective.course == [["2026-06-30", "99"]]
    (resource,) = objective.committed.all()
    assert (resource.kind, resource.description, resource.committed_by) == ("people", "Two engineers", manager)
    assert [row.group for row in objective.consultations.all()] == ["top_management", "customers"]
    history = as_compliance.get(url("detail", objective.pk) + "?tab=history")
    (save,) = history.context["saves"]
    changed = {label: new for label, _old, new in save.changes}
    assert changed["Resource"].startswith("Two engineers") and changed["Milestone"].startswith("Failover")


def test_rows_are_changed_added_and_removed(as_compliance, draft, compliance):
    resource = draft.committed.get()
    fields = typed(revision=draft.revision, change_reason="More hands")
    data = fields | rows(
        "committed",
        {"row": resource.pk, "kind": "people", "description": "Three engineers"},
        {"kind": "budget", "description": "Second site", "amount": "1.500.000", "unit": "IDR"},
        {"kind": "tool", "description": "Left out again", "DELETE": "on"},
        {"kind": ""},
    )
    gone = draft.consultations.first()
    data |= rows("consultations", {"row": gone.pk, "group": "", "DELETE": "on"})
    assert as_compliance.post(url("update", draft.pk), data).status_code == 302
    kept, added = draft.committed.all()
    assert (kept.pk, kept.description, kept.committed_by) == (resource.pk, "Three engineers", None)
    assert (added.amount, added.unit) == (Decimal(1500000), "IDR")
    # What was not posted is gone, too: the form shows all rows there are.
    assert not draft.consultations.exists()
    save = as_compliance.get(url("detail", draft.pk) + "?tab=history").context["saves"][0]
    assert save.reason == "More hands" and save.actor.startswith(compliance.full_name)
    changes = [change for change in save.changes if change[0] in {"Resource", "Consultation"}]
    assert sorted(new == "–" for _label, _old, new in changes) == [False, False, True, True]
    assert draft.history.count() == 2


def test_rows_that_did_not_arrive_stay(as_compliance, draft):
    as_compliance.post(url("update", draft.pk), typed(revision=draft.revision, change_reason="x"))
    assert draft.committed.count() == 1 and draft.consultations.count() == 2


TODAY = datetime.date.today()


@pytest.mark.parametrize(
    ("part", "row", "field"),
    [
        ("committed", {"kind": "people"}, "description"),
        ("committed", {"description": "Money"}, "kind"),
        ("committed", {"kind": "budget", "description": "Money", "amount": "lots"}, "amount"),
        ("committed", {"kind": "budget", "description": "Money", "amount": "-5"}, "amount"),
        ("committed", {"kind": "budget", "description": "Money", "amount": "NaN"}, "amount"),
        ("committed", {"kind": "budget", "description": "Money", "committed_by": "999999"}, "committed_by"),
        ("committed", {"kind": "budget", "description": "Money", "committed_on": "2025-01-01"}, "committed_by"),
        ("consultations", {"group": "customers", "who": "Bank"}, "on"),
        ("consultations", {"group": "customers", "who": "B", "on": str(TODAY + datetime.timedelta(days=2))}, "on"),
        ("consultations", {"group": "nobody", "who": "B", "on": "2025-01-01"}, "group"),
        ("milestones", {"title": "Step", "due": "2025-12-31"}, "due"),
        ("milestones", {"title": "Step", "due": "2027-01-01"}, "due"),
        ("milestones", {"title": "Step", "due": "2026-05-01", "expected": "10^30"}, "expected"),
        ("milestones", {"due": "2026-05-01"}, "title"),
    ],
)
def test_a_row_that_is_not_in_order_is_refused_beside_its_field_and_kept(as_compliance, part, row, field):
    page = as_compliance.post(url("create"), typed() | rows(part, row))
    assert page.status_code == 422 and not Objective.objects.exists()
    (form,) = page.context["form"].rows[part].forms
    assert field in form.errors
    assert f"#id_{part}-0-{field}" in [entry["url"] for entry in page.context["error_summary"]]


def test_milestones_are_planned_in_the_unit_of_the_objective(as_compliance):
    step = {"title": "Half way", "due": "2026-06-30", "expected": "2 h 30 min"}
    as_compliance.post(url("create"), typed() | rows("milestones", step))
    assert Objective.objects.get().milestones.get().expected == Decimal("2.5")


def test_one_more_row_and_another_sentence_come_without_javascript_and_save_nothing(as_compliance):
    data = typed() | rows("committed", {"kind": "people", "description": "Two engineers"})
    page = as_compliance.post(url("create"), data | {"add_row": "committed"})
    assert page.status_code == 200 and 'name="committed-1-description"' in page.text
    assert 'value="Two engineers"' in page.text
    page = as_compliance.post(url("create"), data | {"use_sentence": "Reduce MTTR to 2 hours"})
    assert "Reduce MTTR to 2 hours</textarea>" in page.text
    assert not Objective.objects.exists()


def test_a_double_submit_makes_one_plan(as_compliance, manager, contributor):
    data = everything(manager, contributor) | {"submission": "1" * 32}
    first, second = as_compliance.post(url("create"), data), as_compliance.post(url("create"), data)
    assert first.url == second.url and Objective.objects.get().committed.count() == 1


def test_a_stale_save_shows_both_plans_and_may_overwrite_knowingly(as_compliance, draft, compliance):
    page = as_compliance.get(url("update", draft.pk))
    data = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    data = {name: value for name, value in data.items() if value is not None} | {"sms_wide": "on"}
    mine = rows("committed", {"row": draft.committed.get().pk, "kind": "people", "description": "Mine"})
    theirs = [{"kind": "tool", "description": "Theirs"}]
    objective_plan(objective=draft, actor=make_person("o@obj.test", "Other", "Compliance"), rows={"committed": theirs})
    refused = as_compliance.post(url("update", draft.pk), data | mine)
    assert refused.status_code == 409
    (conflict,) = refused.context["conflicts"]
    assert "Mine" in conflict.yours and "Theirs" in conflict.theirs
    assert draft.committed.get().description == "Theirs"
    again = data | mine | {"revision": refused.context["form"]["revision"].value()}
    assert as_compliance.post(url("update", draft.pk), again).status_code == 302
    assert draft.committed.get().description == "Mine"


def test_the_form_costs_the_same_however_many_rows_there_are(as_compliance, draft, compliance):
    as_compliance.get(url("update", draft.pk))
    with CaptureQueriesContext(
        connection,
    ) as few:
        as_compliance.get(url("update", draft.pk))
    day = datetime.date(2026, 5, 1)
    steps = [{"title": f"Step {number}", "due": day, "owner": compliance} for number in range(12)]
    more = [{"kind": "people", "description": f"Person {number}", "committed_by": compliance} for number in range(12)]
    objective_plan(objective=draft, actor=compliance, rows={"milestones": steps, "committed": more})
    with CaptureQueriesContext(connection) as many:
        as_compliance.get(url("update", draft.pk))
    assert len(many) <= len(few)


# Marks --------------------------------------------------------------------------------------------


def marks_of(page) -> dict[str, list[str]]:
    return {mark.criterion: [finding.field for finding in mark.findings] for mark in page.context["marks"]}


def test_the_marks_follow_what_is_typed_and_nothing_is_saved(as_compliance, manager, contributor):
    data = everything(manager, contributor)
    with CaptureQueriesContext(connection) as captured:
        page = as_compliance.post(url("marks"), data)
    assert page.status_code == 200 and marks_of(page) == {criterion: [] for criterion in smart.Criterion}
    written = [one["sql"] for one in captured if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == [] and not Objective.objects.exists()
    assert "All five criteria are met." in page.text


@pytest.mark.parametrize(
    ("changes", "criterion", "field"),
    [
        ({"title": ""}, "specific", "title"),
        ({"title": "Improve service quality"}, "specific", "title"),
        ({"sms_wide": ""}, "specific", "services"),
        ({"target": "ninety"}, "measurable", "target"),
        ({"target": "97"}, "measurable", "target"),
        ({"committed-0-committed_by": ""}, "achievable", "committed"),
        ({"committed-0-DELETE": "on"}, "achievable", "committed"),
        ({"owner": ""}, "achievable", "owner"),
        ({"consultations-0-group": "other"}, "relevant", "consultations"),
        ({"serves": []}, "relevant", "serves"),
        ({"communicated_how": " "}, "relevant", "communicated_how"),
        ({"due_date": "2025-01-01"}, "time_bound", "due_date"),
    ],
)
def test_each_mark_names_what_is_missing(as_compliance, manager, contributor, changes, criterion, field):
    page = as_compliance.post(url("marks"), everything(manager, contributor) | changes)
    assert {name: fields for name, fields in marks_of(page).items() if fields} == {criterion: [field]}
    assert f'href="#id_{field}"' in page.text


def test_what_cannot_be_read_is_said_instead_of_asked_for(as_compliance, manager, contributor):
    page = as_compliance.post(url("marks"), everything(manager, contributor) | {"target": "ninety"})
    assert "is not a number" in page.text and "Set the target" not in page.text


def test_vague_wording_is_answered_with_a_sentence_to_take(as_compliance, manager, contributor):
    data = everything(manager, contributor) | {"title": "Improve service quality"}
    page = as_compliance.post(url("marks"), data)
    sentence = "Raise availability from 98.5% to 99.5% by 31 December 2026"
    assert f'value="{sentence}"' in page.text and "Use this sentence" in page.text
    as_compliance.post(url("create"), data)
    objective = Objective.objects.get()
    detail = as_compliance.get(url("detail", objective.pk))
    (link,) = [part for part in detail.text.split('"') if part.startswith(url("update", objective.pk) + "?title=")]
    assert f"{sentence}</textarea>" in as_compliance.get(link.replace("&amp;", "&")).text


def test_the_suggestion_speaks_the_readers_language(as_compliance, compliance, manager, contributor):
    compliance.language = "id"
    compliance.save()
    page = as_compliance.post(url("marks"), everything(manager, contributor) | {"title": "Tingkatkan layanan"})
    assert "98,5%" in page.text and "31 Desember 2026" in page.text


def test_the_marks_are_for_those_who_write_objectives(client, draft, manager, auditor, compliance):
    for person in (manager, auditor):
        client.force_login(person, backend="smsplan.accounts.backends.WindowedBackend")
        assert client.post(url("marks"), {}).status_code == 403
        assert client.post(url("marks_of", draft.pk), {}).status_code == 403
    client.force_login(compliance, backend="smsplan.accounts.backends.WindowedBackend")
    assert client.get(url("marks")).status_code == 405
    assert client.post(url("marks_of", 10**9), {}).status_code == 404
    assert client.post(url("marks_of", draft.pk), {}).status_code == 200


def test_what_no_longer_stands_can_be_seen_and_taken_away(as_compliance, draft, compliance):
    organization = Organization.get()
    organization.name, organization.strategic_priorities = "Nusantara", ["Another priority"]
    save_record(organization, actor=compliance)
    page = as_compliance.get(url("update", draft.pk))
    groups = {label: [box.choice_label for box in boxes] for label, boxes in page.context["serves_groups"]}
    assert groups == {"Strategic priorities": ["Another priority"], "No longer stands": [PRIORITY]}
    assert marks_of(page)["relevant"] == ["serves"]


# The milestone of an approved objective -----------------------------------------------------------


def test_a_milestone_is_done_with_one_click(client, approved, contributor, manager):
    milestone = approved.milestones.create(title="Failover", due=datetime.date(2026, 6, 30))
    address = url("milestone", approved.pk, milestone.pk)
    client.force_login(manager, backend="smsplan.accounts.backends.WindowedBackend")
    assert client.post(address).status_code == 403
    client.force_login(contributor, backend="smsplan.accounts.backends.WindowedBackend")
    assert address in client.get(url("detail", approved.pk)).text
    assert client.get(address).status_code == 405
    assert client.post(url("milestone", approved.pk, 10**9)).status_code == 404
    for undo, done in ((False, True), (False, True), (True, False)):
        assert client.post(address, {"undo": "1"} if undo else {}).status_code == 302
        milestone.refresh_from_db()
        assert (milestone.done_on is not None) is done
    history = client.get(url("detail", approved.pk) + "?tab=history").text
    assert "done on" in history

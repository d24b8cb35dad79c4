"""The register of SMS changes: found by words, laid out and kept per person, and as it stood on a past day."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes import services
from changes.models import Change
from changes.services.logging import communication_log
from risks.services import risk_create
from smp.services import version_draft
from smsplan.context.models import Obligation, Service
from smsplan.records.services import save_record
from tests.changes.conftest import judge, plan, plan_rows, whole


def references(page) -> list[str]:
    return sorted(row.record.reference for row in page.context["table"].paginated_rows)


@pytest.fixture
def changes(draft, compliance, manager) -> list[Change]:
    """CHG-0001 of the contributor, CHG-0002 of the Manager."""
    other = Change(owner=manager, **whole(title="Move incidents to the e-mail desk", description="", purpose=""))
    return [draft, services.change_save(change=other, actor=compliance)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=adopt", [1]), ("q=chg 2", [2]), ("q=tickets adopt", [1]), ("q=e-mail", [2]), ("q=adapt", [1]),
        ("q=contributor", [1]), ("q=nothing+like+it", []),
        ("planned_after=2026-04-01&planned_before=2026-04-30", [1, 2]),
        ("planned_before=2026-04-29", []), ("state=draft&section=practices", [1, 2]), ("owner=null", []),
    ],
)  # fmt: skip
def test_what_is_found(as_person, changes, auditor, query, found):
    page = as_person(auditor).get(f"/changes/?{query}")
    assert page.status_code == 200
    assert references(page) == [f"CHG-{number:04d}" for number in found]


@pytest.mark.parametrize(
    "query",
    ["licence", "side by side", "managers weeks", "two-hour course", "ticket was lost", "count before after",
     "both run", "CHG-0001 customers agents", "tool licence contributor", "licnece"],
)  # fmt: skip
def test_by_what_the_rows_of_its_plan_say(as_person, changes, auditor, query):
    """Each word in the plan itself, in a row of it or in another row; the second change has no rows."""
    page = as_person(auditor).get("/changes/", {"q": query})
    assert references(page) == ["CHG-0001"]
    assert (query == "licnece") == ("Nothing is spelled like" in page.text)


def test_the_words_of_rows_follow_what_is_written_and_recorded(as_person, approved, draft, compliance, auditor):
    def found(query: str) -> list[str]:
        return references(as_person(auditor).get("/changes/", {"q": query}))

    communication_log(
        communication=approved.communications.get(),
        actor=compliance,
        done_on=datetime.date(2026, 3, 1),
        note="Applause",
    )
    assert found("applause") == [approved.reference]
    other = plan(compliance, rows=plan_rows(milestones=[{"title": "Pilot ends", "due": datetime.date(2026, 4, 1)}]))
    assert found("pilot") == [other.reference]
    other.title = "Smaller"
    services.change_save(change=other, actor=compliance, rows={"milestones": []})
    assert found("pilot") == []


def test_nobody_learns_from_a_search_what_rows_of_others_say(as_person, changes, contributor, compliance):
    plan(compliance, rows=plan_rows(milestones=[{"title": "Pilot ends", "due": datetime.date(2026, 4, 1)}]))
    client = as_person(contributor)
    assert references(client.get("/changes/?q=licence")) == ["CHG-0001"]
    for typed in ("pilot", "piolt"):
        page = client.get("/changes/", {"q": typed})
        assert references(page) == [] and "similar" not in page.text


def test_by_a_risk_that_it_is_linked_to(as_person, changes, auditor, compliance):
    risk = risk_create(actor=compliance, title="Tickets are lost", likelihood=2, impact=2)
    changes[1].risks.set([risk])
    assert references(as_person(auditor).get(f"/changes/?risk={risk.pk}")) == ["CHG-0002"]


def test_by_an_obligation_by_what_it_follows_and_by_what_did_not_work(as_person, changes, ineffective, compliance):
    obligation = save_record(Obligation(title="Personal data"), actor=compliance)
    changes[1].obligations.set([obligation])
    follow_up = services.change_follow_up(change=ineffective, actor=compliance)
    client = as_person(compliance)
    assert references(client.get(f"/changes/?obligation={obligation.pk}")) == [changes[1].reference]
    assert references(client.get(f"/changes/?follows={ineffective.pk}")) == [follow_up.reference]
    assert references(client.get("/changes/?not_effective=true")) == [ineffective.reference]
    page = client.get("/changes/?columns=milestones,follow_ups&not_effective=true").text
    assert "0 of 1" in page and follow_up.reference in page
    for face in ("", "board/"):
        page = client.get(f"/changes/{face}").text
        assert page.count("pill-red") == 1 and "Not effective" in page, "beside the state, without a column of its own"


@pytest.fixture
def significant(compliance, contributor, manager) -> Change:
    """A significant change that was verified."""
    change = plan(
        compliance,
        owner=contributor,
        significance="significant",
        significance_reason="Customers see it.",
        title="Take over a service",
    )
    change = services.change_submit(change=change, actor=compliance)
    change = services.change_approve(change=change, actor=manager)
    change = services.change_start(change=change, actor=contributor)
    change = services.change_implement(change=change, actor=contributor, reason="The rest follows.")
    judge(change, compliance)
    return services.change_verify(change=change, actor=compliance, effective=True, evidence="Report of May")


def test_a_significant_change_waits_until_a_version_in_force_names_it(as_person, significant, verified, compliance):
    client = as_person(compliance)
    waiting = "/changes/?waiting=true"
    assert references(client.get(waiting)) == [significant.reference], "not the minor one"
    assert client.get("/changes/").text.count("Waiting for the plan") == 1
    assert client.get("/changes/board/").text.count("Waiting for the plan") == 1
    page = client.get(significant.get_absolute_url()).text
    assert "no version in force takes it up yet" in page
    assert "Waiting for the plan" not in client.get(verified.get_absolute_url()).text
    version = version_draft(actor=compliance, reason_kind="initial", change_summary="First")
    version.changes.set([significant])
    assert references(client.get(waiting)) == [significant.reference], "a draft may still be discarded"
    page = client.get(significant.get_absolute_url()).text
    assert "not in force yet" in page and f'href="{version.get_absolute_url()}"' in page and "(Draft)" in page
    with connection.cursor() as cursor:  # How it came into force is told elsewhere.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            """UPDATE smp_version SET state = 'superseded', frozen = '{}', content_sha256 = 'f', submitted_by_id = %s,
               submitted_at = now(), approved_by_id = %s, approved_at = now(), effective_on = now() WHERE id = %s""",
            [compliance.pk, significant.approved_by_id, version.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert references(client.get(waiting)) == []
    page = client.get(significant.get_absolute_url()).text
    assert "has taken this change up" in page and "Waiting for the plan" not in page
    page = as_person(significant.owner).get(significant.get_absolute_url()).text
    assert "has taken this change up" in page, "also to who does not see every version"


def test_what_was_not_effective_is_followed_up_and_does_not_wait_for_the_plan(as_person, ineffective, compliance):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE changes_change SET significance = 'significant' WHERE id = %s", [ineffective.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    client = as_person(compliance)
    assert references(client.get("/changes/?waiting=true")) == []
    assert "Waiting for the plan" not in client.get(ineffective.get_absolute_url()).text


def test_more_rows_ask_no_more_of_the_database(as_person, changes, compliance, contributor):
    client = as_person(compliance)
    every = "/changes/?columns=services,practices,obligations,milestones,follow_ups,plan,effective"
    client.get(every)
    with CaptureQueriesContext(connection) as few:
        client.get(every)
    for number in range(4):
        plan(compliance, owner=contributor, title=f"Change {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(every)
    assert len(many) == len(few)


def test_columns_and_a_shared_view_are_kept(as_person, changes, compliance, auditor):
    changes[0].services.set([save_record(Service(title="Core banking"), actor=compliance)])
    client = as_person(compliance)
    client.post("/changes/preference/", {"columns": ["services", "created_at"]})
    page = client.get("/changes/")
    shown = [column.name for column in page.context["table"].columns.iterall() if column.visible]
    assert shown == ["reference", "title", "services", "created_at"] and "Core banking" in page.text
    client.post("/changes/views/new/", {"name": "Desk", "shared": "on", "query": "q=desk&sort=title"})
    page = as_person(auditor).get("/changes/")
    (link,) = page.context["view_menu"]["shared"]
    assert link["view"].name == "Desk" and references(client.get(link["url"])) == ["CHG-0001", "CHG-0002"]


def test_drafts_change_in_bulk_and_whoever_does_is_one_of_their_authors(as_person, changes, compliance, colleague):
    submitted = services.change_submit(change=plan(compliance, owner=changes[0].owner), actor=compliance)
    service = save_record(Service(title="Core banking"), actor=compliance)
    client = as_person(colleague)
    assert client.get("/changes/").context["selection"] and client.get("/changes/board/").context["selection"] is None
    page = client.get("/changes/bulk/", {"pk": [changes[0].pk, changes[1].pk, submitted.pk]})
    rows = re.search(r'name="rows" value="([^"]*)"', page.text)[1]
    wish = {"rows": rows, "owner_role": "Desk lead", "add_services": [service.pk]}
    shown = client.post("/changes/bulk/", wish | {"step": "preview"})
    assert [effect.record for effect in shown.context["changing"]] == changes
    assert [effect.record for effect in shown.context["refused"]] == [submitted] and "Only a draft" in shown.text
    assert client.post("/changes/bulk/", wish | {"step": "apply", "reason": "Reorganized"}).status_code == 302
    for change in changes:
        change.refresh_from_db()
        assert change.owner_role == "Desk lead" and list(change.services.all()) == [service]
        assert colleague in change.written_by.all() and compliance in change.written_by.all()
    submitted.refresh_from_db()
    assert submitted.owner_role == ""


def test_only_who_may_change_plans_gets_boxes(as_person, changes, auditor, contributor, manager):
    for person in (auditor, contributor, manager):
        client = as_person(person)
        assert client.get("/changes/").context["selection"] is None
        assert client.get("/changes/bulk/", {"pk": changes[0].pk}).status_code == 403


def test_the_register_and_a_plan_as_they_stood_on_a_day(as_person, compliance, contributor, manager):
    with time_machine.travel(datetime.datetime(2026, 2, 2, 3, tzinfo=datetime.UTC), tick=True):
        change = plan(compliance, owner=contributor)
    with time_machine.travel(datetime.datetime(2026, 5, 4, 3, tzinfo=datetime.UTC), tick=True):
        change = services.change_submit(change=change, actor=compliance)
        services.change_approve(change=change, actor=manager)
        services.change_save(change=Change(owner=contributor, **whole(title="Made later")), actor=compliance)
    with time_machine.travel(datetime.datetime(2026, 6, 1, 3, tzinfo=datetime.UTC), tick=True):
        client = as_person(compliance)
        page = client.get("/changes/?as_of=2026-03-01")
        assert references(page) == [change.reference] and "Draft" in page.text and "Approved" not in page.text
        assert references(client.get("/changes/?as_of=2026-03-01&q=desk&state=draft")) == [change.reference]
        assert references(client.get("/changes/?as_of=2026-03-01&q=licence")) == [change.reference]
        assert references(client.get("/changes/?as_of=2026-02-01&q=licence")) == []
        assert references(client.get("/changes/?as_of=2026-02-01")) == []
        page = client.get(f"{change.get_absolute_url()}?as_of=2026-03-01")
        assert page.status_code == 200 and f"{change.get_absolute_url()}submit/" not in page.text
        assert f"{change.get_absolute_url()}edit/" not in page.text


def test_a_search_in_the_past_reads_rows_as_they_were(as_person, compliance):
    with time_machine.travel(datetime.datetime(2026, 2, 2, 3, tzinfo=datetime.UTC), tick=True):
        milestone = {"title": "Dress rehearsal", "due": datetime.date(2026, 4, 1)}
        change = plan(compliance, rows=plan_rows(milestones=[milestone]))
    with time_machine.travel(datetime.datetime(2026, 5, 4, 3, tzinfo=datetime.UTC), tick=True):
        row = change.milestones.get()
        rows = {"milestones": [{"pk": row.pk, "title": "Pilot ends", "due": row.due}]}
        services.change_save(change=change, actor=compliance, rows=rows)
    with time_machine.travel(datetime.datetime(2026, 6, 1, 3, tzinfo=datetime.UTC), tick=True):
        client = as_person(compliance)
        for day, found, gone in (("&as_of=2026-03-01", "rehearsal", "pilot"), ("", "pilot", "rehearsal")):
            assert references(client.get(f"/changes/?q={found}{day}")) == [change.reference]
            assert references(client.get(f"/changes/?q={gone}{day}")) == []

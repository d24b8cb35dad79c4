"""Preparing and freezing a management review, and every way in which it is refused."""

import copy
import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from objectives.services import measurement_record
from risks.services import risk_create
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.audit.models import Action, Event
from smsplan.context.models import Organization
from smsplan.records.services import NotAllowed, StaleRevision, save_record
from smsplan.reviews import gather, services
from smsplan.reviews.due import due_items
from smsplan.reviews.exports import sheets
from smsplan.reviews.models import Review, ReviewDocument, Snapshot
from tests.reviews.conftest import falling, person, prepare
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db


def test_freezing_keeps_what_the_registers_say(frozen, chair, compliance):
    content = frozen.snapshot.content
    assert content["objectives"]["rows"][0]["title"] == "Achieve 99.5% uptime for critical business services"
    assert content["risks"]["top"][0]["level"] == "High"
    assert sum(cell["count"] for row in content["risks"]["matrix"]["rows"] for cell in row) == 1
    assert [row["reference"] for row in content["changes"]["in_flight"]] == ["CHG-0001"]
    assert content["smp"]["version"] is None
    assert content["review"]["actions"] == [
        "Order the hardware, Sari, 30 April", "Tell the customers, Ratna, 15 April"
    ]  # fmt: skip
    assert frozen.snapshot_sha256 == gather.fingerprint(content)
    assert (frozen.state, frozen.frozen_by) == ("frozen", chair)
    assert Event.objects.get(action=Action.FROZEN).detail == {"sha256": frozen.snapshot_sha256}
    assert frozen.document.work_state == "queued"

    risk_create(actor=compliance, title="Later", likelihood=3, impact=3)
    stored = Review.objects.get(pk=frozen.pk)
    assert gather.fingerprint(stored.snapshot.content) == stored.snapshot_sha256
    assert len(stored.snapshot.content["risks"]["top"]) == 1


def test_the_charts_of_what_needs_attention_are_kept_as_they_were(draft, chair, compliance):
    one = falling(compliance, chair, title="Availability of the desk of 99.5%")
    frozen = services.review_freeze(review=draft, actor=chair)
    kept = frozen.snapshot.content["objectives"]
    assert [row["reference"] for row in kept["charts"]] == [one.reference] and kept["without_chart"] == 0
    (drawn,) = kept["charts"]
    assert (drawn["verdict"], drawn["chart"]["heads"]) == (
        "Off track", ["Measured", "Planned course", "Target", "Forecast", "Range of the forecast"]
    )  # fmt: skip
    assert [row["cells"][0] for row in drawn["chart"]["rows"]][:4] == ["98.4%", "98.1%", "97.9%", "97.5%"]
    trend = {row["reference"]: bool(row["spark"]["data"]) for row in kept["rows"]}
    assert trend == {"OBJ-0001": False, one.reference: True}

    measurement_record(
        objective=one, period_start=datetime.date(2026, 3, 1), value="99.9", actor=compliance, reason="Mistyped"
    )
    stored = Review.objects.get(pk=frozen.pk)
    assert stored.snapshot.content["objectives"]["charts"] == [drawn]
    assert gather.fingerprint(stored.snapshot.content) == stored.snapshot_sha256


def test_at_most_so_many_are_drawn_the_worst_first(draft, compliance, chair, monkeypatch):
    monkeypatch.setattr(gather, "CHARTS", 1)
    mild = falling(compliance, chair, baseline="97.4", target="97.9", direction="at_least")
    worst = falling(compliance, chair)
    shown = gather.gather(draft)["objectives"]
    verdicts = {row["reference"]: row["verdict"] for row in shown["rows"]}
    assert (verdicts[mild.reference], verdicts[worst.reference]) == ("At risk", "Off track")
    assert [one["reference"] for one in shown["charts"]] == [worst.reference] and shown["without_chart"] == 1


def test_a_changed_snapshot_is_noticed(frozen):
    content = copy.deepcopy(frozen.snapshot.content)
    content["review"]["decisions"] += " "
    assert gather.fingerprint(content) != frozen.snapshot_sha256


def test_the_snapshot_speaks_the_organizations_language(draft, chair, compliance):
    organization = Organization.get()
    organization.language = "id"
    save_record(organization, actor=compliance)
    assert services.review_freeze(review=draft, actor=chair).snapshot.content["language"] == "id"


def test_the_next_review_begins_with_the_actions_of_this_one(frozen, compliance, chair):
    following = prepare(compliance, chair, held_on=datetime.date(2026, 7, 1))
    content = gather.gather(following)
    assert content["previous"]["reference"] == frozen.reference
    assert content["previous"]["actions"][0] == "Order the hardware, Sari, 30 April"
    assert gather.gather(prepare(compliance, chair, held_on=datetime.date(2026, 1, 1)))["previous"] is None


def test_what_is_gathered_is_json_and_comes_back_with_dates(draft):
    content = gather.gather(draft)
    assert json.loads(gather.canonical(content)) == content
    shown = gather.present(content)
    assert shown["review"]["held_on"] == datetime.date(2026, 4, 1)
    assert shown["gathered_at"].tzinfo is not None
    assert shown["objectives"]["rows"][0]["due_on"] == datetime.date(2026, 12, 31)


@pytest.mark.parametrize("who", ["compliance", "manager", "contributor", "auditor", "administrator"])
def test_only_the_chair_freezes(draft, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.review_freeze(review=draft, actor=actor)
    actor.is_superuser = True
    actor.save()
    with pytest.raises(PermissionDenied):
        services.review_freeze(review=draft, actor=User.objects.get(pk=actor.pk))
    assert not Snapshot.objects.exists() and not ReviewDocument.objects.exists()


def test_a_chair_who_is_no_manager_any_more_does_not_freeze(draft, chair):
    chair.groups.clear()
    with pytest.raises(PermissionDenied):
        services.review_freeze(review=draft, actor=User.objects.get(pk=chair.pk))


@pytest.mark.parametrize("who", ["manager", "contributor", "auditor", "administrator"])
def test_only_compliance_prepares(draft, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.review_save(review=draft, actor=actor)
    with pytest.raises(PermissionDenied):
        prepare(actor, draft.chair)


def test_the_chair_must_be_a_manager(compliance, auditor, chair):
    with pytest.raises(ValidationError, match="manager"):
        prepare(compliance, auditor)
    gone = person("gone@mrv.test", roles.MANAGER, access_until=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(ValidationError, match="manager"):
        prepare(compliance, gone)


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"held_on": datetime.date(2999, 1, 1)}, "lies ahead"),
        ({"decisions": "<p> </p>"}, "what was decided"),
        ({"guests": " "}, "who attended"),
    ],
)
def test_an_unfinished_review_is_not_frozen(compliance, chair, fields, words):
    review = prepare(compliance, chair, **fields)
    review.attendees.clear()
    with pytest.raises(ValidationError, match=words):
        services.review_freeze(review=review, actor=chair)
    assert not Snapshot.objects.exists()


def test_decisions_are_sanitized(compliance, chair):
    review = prepare(compliance, chair, decisions='<p onclick="x()">Yes<script>alert(1)</script></p>')
    assert review.decisions == "<p>Yes</p>"


def test_a_frozen_review_stays_as_it_is(frozen, compliance, chair):
    frozen.title = "Another title"
    with pytest.raises(NotAllowed):
        services.review_save(review=frozen, actor=compliance)
    with pytest.raises(NotAllowed):
        services.review_freeze(review=frozen, actor=chair)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews_review SET decisions = 'x'",
        "UPDATE reviews_review SET state = 'draft', frozen_at = NULL, frozen_by_id = NULL, snapshot_sha256 = ''",
        "DELETE FROM reviews_review",
        "UPDATE reviews_snapshot SET content = '{}'",
        "DELETE FROM reviews_snapshot",
        "TRUNCATE reviews_snapshot",
        "UPDATE reviews_historicalreview SET title = 'x'",
    ],
)
def test_a_frozen_review_is_not_changed_in_sql_either(frozen, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    frozen.refresh_from_db()
    assert frozen.title == "Management review, first quarter"


def test_a_stale_save_is_refused(draft, compliance):
    mine = Review.objects.get(pk=draft.pk)
    draft.actions = "First"
    services.review_save(review=draft, actor=compliance)
    mine.actions = "Second"
    with pytest.raises(StaleRevision):
        services.review_save(review=mine, actor=compliance)


def test_what_is_due(draft, chair, manager):
    item = due_items(today=datetime.date(2026, 3, 20))[0]
    assert (item.kind, item.owner_id, item.key) == ("review", chair.pk, f"review:{draft.pk}:2026-04-01")
    assert due_items(today=datetime.date(2026, 1, 1)) == []
    assert due_items(today=datetime.date(2026, 4, 20), user=manager) == []
    assert due_items(today=datetime.date(2026, 4, 20), user=chair)[0].overdue(datetime.date(2026, 4, 20))


def test_the_export_is_plain_text(frozen):
    assert due_items(today=datetime.date(2027, 1, 1)) == []
    (sheet,) = sheets()
    row = dict(zip(sheet.columns, next(iter(sheet.rows)), strict=True))
    assert row["Decisions"] == "The budget for the second site is released."
    assert row["SHA-256 of the record"] == frozen.snapshot_sha256


@pytest.mark.django_db(transaction=True)
def test_a_review_is_frozen_once(draft, chair):
    outcomes = at_once([lambda: services.review_freeze(review=draft, actor=chair)] * 6)
    assert refusals(outcomes) == {NotAllowed: 5}
    assert Snapshot.objects.count() == ReviewDocument.objects.count() == 1

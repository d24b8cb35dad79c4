"""Pure rules, and what the upper floors read."""

import datetime

import pytest

from smp import content, drift, due, exports, selectors, services
from smp.models import Publication, Version
from smp.publishing import publish
from smsplan.context.models import Service
from smsplan.records.services import save_record
from tests.people import PASSWORD


def test_ten_contents_answer_every_item_of_6_3():
    assert [section.key for section in content.SECTIONS] == [
        "scope",
        "objectives",
        "roles",
        "resources",
        "timeline",
        "governance",
        "practices",
        "alignment",
        "risks",
        "quality",
    ]
    assert {letter for section in content.SECTIONS for letter in section.letters} == set("abcdefgh")
    assert {block for section in content.SECTIONS for block in section.blocks} <= set(content.BLOCKS)


def test_coverage_wants_every_section_that_answers_an_item():
    written = {section.key: True for section in content.SECTIONS} | {"quality": False}
    lines = {line.clause: line for line in content.coverage(written)}
    assert lines["6.3 a)"].covered
    assert lines["6.3 h)"].missing == ("quality",) and not lines["6.3 h)"].covered


@pytest.mark.parametrize(
    ("taken", "major", "number"),
    [
        ([], False, (1, 0)),
        ([(1, 9), (1, 10)], False, (1, 11)),
        ([(2, 4)], True, (3, 0)),
        ([(1, 0), (2, 0)], False, (2, 1)),
    ],
)
def test_numbers(taken, major, number):
    assert content.next_number(taken, major=major) == number


def test_the_fingerprint_does_not_depend_on_the_order_of_keys():
    assert content.fingerprint({"a": 1, "b": "ä"}) == content.fingerprint({"b": "ä", "a": 1})
    assert content.fingerprint({"a": 1}) != content.fingerprint({"a": 2})


def test_drift_in_words():
    objective = {"title": "Uptime", "target": "99", "unit": "%", "due": "2026-12-31"}
    then = {"services": {"SRV-1": {"title": "Desk"}}, "objectives": {"OBJ-1": objective}, "high_risks": {}}
    now = {
        "services": {"SRV-2": {"title": "Cloud"}},
        "objectives": {"OBJ-1": objective | {"target": "99.5"}},
        "high_risks": {"RSK-1": {"title": "Outage"}},
        "verified_changes": {"CHG-1": {"title": "New desk"}},
    }
    assert [each.words for each in drift.compare(then, now)] == [
        "Service added: Cloud",
        "Service retired: Desk",
        "Target of “Uptime” changed: 99 % → 99.5 %",
        "New high risk: Outage",
        "SMS change verified: New desk",
    ]
    assert drift.compare(now, now) == []


@pytest.mark.django_db
class TestWhatIsDue:
    def test_the_approval_waits_for_managers_who_did_not_write(self, in_review, author, manager, second_manager):
        author.groups.set(manager.groups.all())
        items = due.due_items(today=datetime.date.today())
        assert {item.owner_id for item in items} == {manager.pk, second_manager.pk}
        assert {item.kind for item in items} == {"smp_approval"}

    def test_the_annual_review_waits_for_the_author(self, in_review, author, manager):
        services.version_approve(version=in_review, actor=manager, password=PASSWORD)
        assert due.due_items(today=datetime.date.today()) == []
        publish(Publication.objects.get(version=in_review))
        version = Version.objects.get(pk=in_review.pk)
        before = version.next_review_on - datetime.timedelta(days=61)
        assert not [item for item in due.due_items(today=before) if item.kind == "smp_review"]
        item, for_approver = [
            item for item in due.due_items(today=before + datetime.timedelta(days=1)) if item.kind == "smp_review"
        ]
        assert (item.key, item.owner_id, item.due) == (f"smp_review:{version.pk}", author.pk, version.next_review_on)
        assert (for_approver.owner_id, for_approver.due) == (manager.pk, version.next_review_on)
        author.is_active = False
        author.save()
        assert due.due_items(today=version.next_review_on)[0].owner_id is None

    def test_drift_and_exports_of_the_version_in_force(self, in_review, author, manager):
        services.version_approve(version=in_review, actor=manager, password=PASSWORD)
        publish(Publication.objects.get(version=in_review))
        assert selectors.drifts() == []
        save_record(Service(title="Cloud Hosting"), actor=author)
        assert [each.words for each in selectors.drifts()] == ["Service added: Cloud Hosting"]
        sheets = {sheet.name: list(sheet.rows) for sheet in exports.sheets()}
        assert sheets["smp-versions"][0][0] == "1.0"
        assert [row[1:3] for row in sheets["smp-decisions"]] == [(1, "Submitted"), (1, "Approved")]
        assert sheets["smp-sections"][0][2] == "How we do scope of the sms."

"""Drift: what counts, how grave it is, who did it; changes count until a version names them; a version from drift."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import strip_tags

from changes.models import Change
from smp import drift, drifting, selectors, services
from smp.freezing import snapshot
from smp.models import Version
from smp.taking_up import to_take_up
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.records.services import save_record
from tests.smp.conftest import approve, publish_now, submit


def facts(**kinds) -> dict:
    return {"services": {}, "objectives": {}, "high_risks": {}, "verified_changes": {}} | kinds


UPTIME = {"title": "Uptime", "target": "99", "upper": "", "unit": "%", "direction": "at_least", "due": "2026-12-31",
          "revised": 0, "owner": "Ani", "milestones": {"1": {"title": "Tool bought", "due": "2026-06-30"}}}  # fmt: skip
DESK = {"title": "Desk", "owner": "Ani", "targets": "99 %"}


def kinds(found) -> list[tuple[str, str, bool]]:
    return [(each.kind, each.reference, each.grave) for each in found]


class TestTheRules:
    def test_scope_portfolio_objectives_risks_and_changes_are_grave(self):
        then = facts(services={"SRV-1": DESK}, objectives={"OBJ-1": UPTIME},
                     organization={"organization": {"scope": "All", "policy": "Serve"}})  # fmt: skip
        now = facts(services={"SRV-2": DESK}, objectives={"OBJ-1": UPTIME | {"target": "99.5"}, "OBJ-2": UPTIME},
                    high_risks={"RSK-1": {"title": "Outage"}}, verified_changes={"CHG-1": {"title": "New desk"}},
                    organization={"organization": {"scope": "Half", "policy": "Serve well"}})  # fmt: skip
        assert kinds(drift.compare(then, now)) == [
            ("service_added", "SRV-2", True),
            ("service_retired", "SRV-1", True),
            ("objective_added", "OBJ-2", True),
            ("target_changed", "OBJ-1", True),
            ("high_risk", "RSK-1", True),
            ("change_verified", "CHG-1", True),
            ("scope_changed", "", True),
            ("policy_changed", "", True),
        ]

    def test_owners_details_milestones_and_ends_are_notes(self):
        practice, law = (
            {"title": "Incidents", "owner": "Ani"},
            {"title": "Law", "requirement": "Report", "services": []},
        )
        then = facts(services={"SRV-1": DESK}, objectives={"OBJ-1": UPTIME, "OBJ-2": UPTIME},
                     practices={"PRC-1": practice}, obligations={"OBL-1": law})  # fmt: skip
        later = {"1": {"title": "Tool bought", "due": "2026-07-31"}}
        now = facts(services={"SRV-1": DESK | {"owner": "Budi", "targets": "99.5 %"}},
                    objectives={"OBJ-1": UPTIME | {"milestones": later}}, practices={"PRC-1": practice | {"owner": ""}},
                    obligations={"OBL-1": law | {"services": ["Desk"]}, "OBL-2": law})  # fmt: skip
        found = drift.compare(then, now)
        assert kinds(found) == [
            ("service_changed", "SRV-1", False),
            ("objective_ended", "OBJ-2", False),
            ("objective_changed", "OBJ-1", False),
            ("practice_changed", "PRC-1", False),
            ("obligation_added", "OBL-2", False),
            ("obligation_changed", "OBL-1", False),
        ]
        assert found[0].words == "Service “Desk” changed: owner, service level targets"
        assert [(each.name, each.old, each.new) for each in found[0].details] == [
            ("owner", "Ani", "Budi"),
            ("targets", "99 %", "99.5 %"),
        ]

    def test_another_direction_is_another_target(self):
        found = drift.compare(
            facts(objectives={"OBJ-1": UPTIME}), facts(objectives={"OBJ-1": UPTIME | {"direction": "at_most"}})
        )
        assert [each.words for each in found] == ["Target of “Uptime” changed: at least 99 % → at most 99 %"]

    def test_of_what_an_older_version_does_not_know_nothing_is_said(self):
        old = {name: UPTIME[name] for name in ("title", "target", "unit", "due")}
        then = {"services": {"SRV-1": {"title": "Desk"}}, "objectives": {"OBJ-1": old}}
        now = facts(services={"SRV-1": DESK}, objectives={"OBJ-1": UPTIME}, practices={"PRC-1": {"title": "Incidents"}},
                    organization={"organization": {"scope": "All"}})  # fmt: skip
        assert drift.compare(then, now) == []

    def test_a_verified_change_counts_until_it_is_named(self):
        now = facts(verified_changes={"CHG-1": {"title": "New desk"}, "CHG-2": {"title": "New tool"}})
        assert kinds(drift.compare(now, now, carried=["CHG-1"])) == [("change_verified", "CHG-2", True)]
        assert drift.compare(now, now, carried=["CHG-1", "CHG-2"]) == []
        assert drift.compare(now, now) == [], "a version of the time before changes were named"

    @pytest.mark.parametrize(
        ("found", "reason"),
        [
            ((), ""),
            (("change_verified", "service_added"), "sms_change"),
            (("target_changed", "scope_changed"), "scope_change"),
            (("objective_ended", "practice_changed"), "objective_change"),
            (("obligation_added",), "correction"),
        ],
    )
    def test_what_it_suggests_as_the_reason(self, found, reason):
        assert drift.reason_for([drift.Drift(kind, "X-1", "") for kind in found]) == reason
        assert not reason or reason in Version.ReasonKind.values

    def test_every_kind_is_about_something(self):
        assert set(drift.ABOUT) >= drift.GRAVE


def verified_change(author, manager, *, effective=True, significance="significant", title="New service desk") -> Change:
    """A change that has been verified, as the register would have it."""
    change = save_record(Change(title=title, significance=significance, owner=author), actor=author)
    change.submitted_by, change.approved_by, change.verified_by = author, manager, manager
    change.submitted_at = change.approved_at = change.verified_at = change.created_at
    change.state, change.effective, change.evidence = Change.State.VERIFIED, effective, "Tickets are closed faster."
    return save_record(change, actor=manager)


@pytest.fixture
def in_force(draft, author, manager) -> Version:
    approve(submit(draft, author), manager)
    return publish_now(draft)


@pytest.mark.django_db
class TestChangesThatAVersionTakesUp:
    def test_named_in_a_version_it_is_drift_no_more(self, in_force, author, manager):
        change = verified_change(author, manager)
        assert [each.key for each in selectors.drifts()] == [f"change_verified:{change.reference}"]
        second = services.version_draft(
            actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change]
        )
        assert selectors.drifts(), "only a version in force takes it up"
        approve(submit(second, author), manager)
        second = publish_now(second)
        assert selectors.drifts() == []
        assert second.frozen["changes"] == [{"reference": change.reference, "title": "New service desk"}]
        third = services.version_draft(actor=author, reason_kind="correction", change_summary="A word")
        frozen = snapshot(third)
        assert (frozen["changes"], frozen["carried"]) == ([], [change.reference]), "it stays in the plan"

    def test_verified_before_the_version_and_not_named_it_still_counts(self, draft, author, manager):
        change = verified_change(author, manager)
        approve(submit(draft, author), manager)
        publish_now(draft)
        assert [each.reference for each in selectors.drifts()] == [change.reference]

    def test_what_cannot_be_taken_up(self, in_force, author, manager):
        wrong = [
            verified_change(author, manager, effective=False),
            save_record(Change(title="Only a draft"), actor=author),
        ]
        for change in wrong:
            with pytest.raises(ValidationError, match=change.reference):
                services.version_draft(
                    actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change]
                )
        assert not Version.objects.open().exists()
        assert selectors.drifts() == []

    def test_what_is_in_the_plan_already_is_no_choice(self, in_force, author, manager):
        change = verified_change(author, manager)
        second = services.version_draft(
            actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change]
        )
        assert list(to_take_up(in_force, of=second)) == [change]
        approve(submit(second, author), manager)
        assert list(to_take_up(publish_now(second))) == []

    def test_a_change_of_a_version_given_up_can_be_taken_up_again(self, in_force, author, manager):
        change = verified_change(author, manager)
        second = services.version_draft(
            actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change]
        )
        services.version_discard(version=second, actor=author, reason="Too early")
        assert list(to_take_up(in_force)) == [change]

    def test_the_form_offers_and_keeps_them(self, client, in_force, author, manager):
        change, minor = verified_change(author, manager), verified_change(author, manager, significance="minor")
        client.force_login(author)
        page = client.get(reverse("smp:create"))
        assert page.context["form"]["changes"].value() == [change.pk], (
            "the minor one can be chosen, and is not suggested"
        )
        data = {"number": "minor", "reason_kind": "sms_change", "change_summary": "The desk", "title": "Plan"}
        client.post(reverse("smp:create"), data | {"changes": [change.pk, minor.pk]})
        version = Version.objects.open().get()
        assert set(version.changes.all()) == {change, minor}
        update = reverse("smp:update", args=[version.pk])
        answer = client.post(update, data | {"changes": [change.pk], "revision": version.revision})
        assert answer.status_code == 302 and list(version.changes.all()) == [change]
        draft_page = client.get(version.get_absolute_url()).content.decode()
        assert change.reference in draft_page and minor.reference not in draft_page
        change_page = client.get(change.get_absolute_url()).content.decode()
        assert "SMP 1.1" in change_page


@pytest.mark.django_db
class TestWhoAndWhen:
    def test_each_difference_has_its_act(self, in_force, author, manager, second_manager):
        cloud = save_record(Service(title="Cloud Hosting", owner=author), actor=second_manager)
        desk = Service.objects.get(title="Service Desk")
        desk.owner, desk.criticality = manager, "critical"
        save_record(desk, actor=author)
        desk.description = "Said better."
        save_record(desk, actor=second_manager)
        law = save_record(Obligation(title="New law"), actor=author)
        organization = Organization.get()
        organization.scope = "Half of it."
        save_record(organization, actor=author)
        change = verified_change(author, second_manager)
        entries = {entry.drift.key: entry for entry in drifting.told(in_force)}
        assert {key: entry.by for key, entry in entries.items()} == {
            f"service_added:{cloud.reference}": "Second",
            f"change_verified:{change.reference}": "Second",
            "scope_changed:scope": "Author",
            f"service_changed:{desk.reference}": "Author",
            f"obligation_added:{law.reference}": "Author",
        }
        assert all(entry.at and entry.at >= in_force.submitted_at for entry in entries.values())
        changed = entries[f"service_changed:{desk.reference}"]
        assert changed.url == desk.get_absolute_url()
        assert changed.details == [("Criticality", "Medium", "Critical"), ("Owner", "Author", "Manager")]

    def test_in_a_few_queries_however_many_differ(self, in_force, author, django_assert_max_num_queries):
        for number in range(6):
            save_record(Service(title=f"Service {number}"), actor=author)
            save_record(Practice(title=f"Practice {number}"), actor=author)
        with django_assert_max_num_queries(16):
            assert len(drifting.told(in_force)) == 12

    def test_the_differences_alone_take_a_dozen_queries(self, in_force, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            selectors.drifts(in_force)


@pytest.mark.django_db
class TestThePage:
    def test_chosen_differences_begin_a_version(self, client, in_force, author, manager):
        change = verified_change(author, manager)
        cloud = save_record(Service(title="Cloud Hosting"), actor=author)
        client.force_login(author)
        page = client.get(reverse("smp:drift"))
        text = page.content.decode()
        assert cloud.get_absolute_url() in text and "2 differences" in text
        form = client.get(reverse("smp:create"), {"chosen": "1", "take": [f"service_added:{cloud.reference}"]}).context[
            "form"
        ]
        assert form["change_summary"].value() == "Service added: Cloud Hosting"
        assert form["reason_kind"].value() == "scope_change"
        assert form["changes"].value() == []
        form = client.get(
            reverse("smp:create"), {"chosen": "1", "take": [f"change_verified:{change.reference}"]}
        ).context["form"]
        assert (form["reason_kind"].value(), form["changes"].value()) == ("sms_change", [change.pk])

    def test_of_a_text_that_grew_only_the_new_words_are_marked(self, client, in_force, author):
        desk = Service.objects.get(title="Service Desk")
        desk.governed = "Monthly review with the customers"
        save_record(desk, actor=author)
        client.force_login(author)
        text = client.get(reverse("smp:drift")).content.decode()
        details = strip_tags(text.partition("Before and after")[2].partition("</dl>")[0])
        assert " ".join(details.split()) == "How it is governed Monthly review[inserted: with the customers ]"

    def test_an_open_version_is_gone_on_with(self, client, in_force, author, manager):
        change = verified_change(author, manager)
        services.version_draft(actor=author, reason_kind="sms_change", change_summary="The desk", changes=[change])
        client.force_login(author)
        text = client.get(reverse("smp:drift")).content.decode()
        assert "Named by SMP 1.1" in text and "Continue SMP 1.1" in text
        assert "Start a new version from these" not in text

    def test_without_a_version_and_without_drift(self, client, draft, author, manager):
        client.force_login(author)
        assert "No version is in force yet" in client.get(reverse("smp:drift")).content.decode()
        approve(submit(draft, author), manager)
        publish_now(draft)
        assert "have not moved away from SMP 1.0" in client.get(reverse("smp:drift")).content.decode()

    def test_who_may_see_it(self, client, in_force, auditor, contributor):
        save_record(Service(title="Cloud Hosting"), actor=auditor)
        client.force_login(auditor)
        text = client.get(reverse("smp:drift")).content.decode()
        assert "Cloud Hosting" in text and "Start a new version" not in text
        client.force_login(contributor)
        assert client.get(reverse("smp:drift")).status_code == 403

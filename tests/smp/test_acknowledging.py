"""Reading the version in force and acknowledging it: who has to, that once is once, and who is still missing."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from smp import due, readers, services
from smp.models import Acknowledgement, Distribution, Version
from smsplan.accounts import roles
from smsplan.audit.models import Action, Event
from smsplan.records.services import NotAllowed, StaleRevision
from tests.smp.conftest import approve, person, publish_now, write_all
from tests.threads import at_once

pytestmark = pytest.mark.django_db

IN_FORCE = "/smp/in-force/"


@pytest.fixture
def in_force(in_review, manager) -> Version:
    approve(in_review, manager)
    return publish_now(in_review)


def next_version(author, manager, summary: str = "Next") -> Version:
    version = services.version_draft(actor=author, reason_kind="correction", change_summary=summary)
    write_all(version, author)
    services.version_submit(version=version, actor=author)
    approve(version, manager)
    return publish_now(version)


def distribute(actor, *role_names: str, people=(), within_days: int = 14) -> Distribution:
    return services.distribution_change(
        actor=actor,
        roles=Group.objects.filter(name__in=role_names),
        people=people,
        within_days=within_days,
        revision=Distribution.get().revision,
    )


def asked(today: datetime.date | None = None) -> dict[int, datetime.date]:
    """Whom the due things ask to acknowledge, and by when."""
    items = due.due_items(today=today or timezone.localdate())
    return {item.owner_id: item.due for item in items if item.kind == "smp_acknowledgement"}


def acknowledge(client, version: Version):
    return client.post(reverse("smp:acknowledge"), {"version": version.pk}, follow=True)


class TestOnce:
    def test_a_reader_acknowledges_what_is_in_force(self, in_force, contributor):
        given = services.version_acknowledge(version=in_force, actor=contributor)
        assert (given.person, given.name, given.content_sha256) == (contributor, "Contributor", in_force.content_sha256)
        event = Event.objects.get(action=Action.ACKNOWLEDGED)
        assert (event.actor, event.target_label) == (contributor, "SMP 1.0")

    def test_twice_is_once(self, in_force, contributor):
        first = services.version_acknowledge(version=in_force, actor=contributor)
        assert services.version_acknowledge(version=in_force, actor=contributor) == first
        assert Event.objects.filter(action=Action.ACKNOWLEDGED).count() == 1

    def test_only_the_version_in_force(self, in_force, author, manager, contributor):
        draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        with pytest.raises(NotAllowed):
            services.version_acknowledge(version=draft, actor=contributor)
        services.version_discard(version=draft, actor=author, reason="Not now")
        after = next_version(author, manager)
        with pytest.raises(NotAllowed):
            services.version_acknowledge(version=in_force, actor=contributor)
        assert services.version_acknowledge(version=after, actor=contributor).version == after

    def test_who_reads_only_to_check_does_not_acknowledge(self, in_force, auditor):
        with pytest.raises(PermissionDenied):
            services.version_acknowledge(version=in_force, actor=auditor)
        assert not Acknowledgement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_ten_clicks_at_once_one_counts(in_force, contributor):
    given = at_once([lambda: services.version_acknowledge(version=in_force, actor=contributor)] * 10)
    assert given == [Acknowledgement.objects.get()] * 10
    assert Acknowledgement.objects.count() == 1
    assert Event.objects.filter(action=Action.ACKNOWLEDGED).count() == 1


class TestWhoHasTo:
    def test_everybody_in_the_roles_and_whoever_is_named(self, in_force, author, manager, second_manager, contributor):
        distribute(author, roles.CONTRIBUTOR, people=[second_manager])
        assert set(readers.expected_readers()) == {contributor, second_manager}
        assert set(asked()) == {contributor.pk, second_manager.pk}

    def test_a_person_in_two_ways_counts_once(self, in_force, author, contributor):
        contributor.groups.add(Group.objects.get(name=roles.MANAGER))
        distribute(author, roles.CONTRIBUTOR, roles.MANAGER, people=[contributor])
        assert list(readers.expected_readers()).count(contributor) == 1

    def test_who_cannot_acknowledge_is_not_asked(self, in_force, author, auditor):
        distribute(author, roles.AUDITOR)
        assert not readers.expected_readers().exists()
        with pytest.raises(ValidationError, match="cannot acknowledge"):
            distribute(author, people=[auditor])

    def test_who_leaves_is_not_counted_and_who_joins_is(self, in_force, author, contributor):
        distribute(author, roles.CONTRIBUTOR)
        services.version_acknowledge(version=in_force, actor=contributor)
        assert (readers.progress(in_force).acknowledged, readers.progress(in_force).expected) == (1, 1)
        newcomer = person("newcomer@example.test", roles.CONTRIBUTOR)
        assert readers.progress(in_force).percentage == 50
        contributor.is_active = False
        contributor.save()
        assert (readers.progress(in_force).acknowledged, readers.progress(in_force).expected) == (0, 1)
        assert list(readers.missing_readers(in_force)) == [newcomer]

    def test_not_all_is_not_a_hundred_percent(self):
        assert readers.Progress(acknowledged=199, expected=200).percentage == 99
        assert readers.Progress(acknowledged=0, expected=0).percentage == 0

    def test_only_compliance_says_who(self, in_force, manager, contributor):
        for who in (manager, contributor):
            with pytest.raises(PermissionDenied):
                distribute(who, roles.CONTRIBUTOR)

    def test_a_stale_choice_is_refused(self, in_force, author):
        distribute(author, roles.CONTRIBUTOR)
        with pytest.raises(StaleRevision):
            services.distribution_change(actor=author, roles=[], people=[], within_days=3, revision=0)
        assert Distribution.get().within_days == 14

    def test_its_history_tells_who_was_asked(self, author):
        distribute(author, roles.MANAGER)
        row = Distribution.history.latest()
        assert row.history_user == author
        assert [each.group.name for each in row.roles.all()] == [roles.MANAGER]


class TestWhatWaits:
    def test_until_it_is_done_and_again_for_the_next_version(self, in_force, author, manager, contributor):
        distribute(author, roles.CONTRIBUTOR, within_days=10)
        today = in_force.effective_on
        assert asked(today) == {contributor.pk: today + datetime.timedelta(days=10)}
        services.version_acknowledge(version=in_force, actor=contributor)
        assert asked(today) == {}
        next_version(author, manager)
        assert set(asked()) == {contributor.pk}

    def test_who_joins_later_has_as_many_days(self, in_force, author):
        distribute(author, roles.CONTRIBUTOR, within_days=10)
        later = timezone.now() + datetime.timedelta(days=100)
        with time_machine.travel(later, tick=False):
            newcomer = person("newcomer@example.test", roles.CONTRIBUTOR)
            assert asked()[newcomer.pk] == timezone.localdate() + datetime.timedelta(days=10)

    def test_whoever_is_asked_later_has_as_many_days_from_then(self, in_force, author, contributor):
        """By name, by their role being asked, by being given a role, or by being let in again: never late at once."""
        distribute(author, roles.COMPLIANCE, within_days=10)
        named, given, gone = (person(f"{name}@example.test", roles.MANAGER) for name in ("named", "given", "gone"))
        gone.groups.set(Group.objects.filter(name=roles.COMPLIANCE))
        gone.is_active = False
        gone.save()
        expected = {author.pk: in_force.effective_on + datetime.timedelta(days=10)}
        assert asked() == expected
        with time_machine.travel(timezone.now() + datetime.timedelta(days=40), tick=False):
            distribute(author, roles.COMPLIANCE, people=[named], within_days=10)
            expected[named.pk] = timezone.localdate() + datetime.timedelta(days=10)
            assert asked() == expected
        with time_machine.travel(timezone.now() + datetime.timedelta(days=60), tick=False):
            given.groups.add(Group.objects.get(name=roles.COMPLIANCE))
            gone.is_active = True
            gone.save()
            expected[given.pk] = expected[gone.pk] = timezone.localdate() + datetime.timedelta(days=10)
            assert asked() == expected
        with time_machine.travel(timezone.now() + datetime.timedelta(days=80), tick=False):
            distribute(author, roles.COMPLIANCE, roles.CONTRIBUTOR, people=[named], within_days=10)
            expected[contributor.pk] = timezone.localdate() + datetime.timedelta(days=10)
            assert asked() == expected

    def test_days_do_not_begin_again_for_who_is_asked_another_way(self, in_force, author, contributor):
        distribute(author, roles.CONTRIBUTOR, within_days=10)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=40), tick=False):
            distribute(author, people=[contributor], within_days=10)
            contributor.groups.add(Group.objects.get(name=roles.MANAGER))
            assert asked() == {contributor.pk: in_force.effective_on + datetime.timedelta(days=10)}

    def test_days_do_not_run_before_a_person_may_enter(self, in_force, author):
        entry = in_force.effective_on + datetime.timedelta(days=30)
        late = person("late@example.test", roles.CONTRIBUTOR, access_from=entry)
        distribute(author, roles.CONTRIBUTOR, within_days=10)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
            assert asked() == {late.pk: entry + datetime.timedelta(days=10)}

    def test_it_stands_in_their_work_and_on_their_first_page(self, client, in_force, contributor):
        client.force_login(contributor)
        for address in ("/work/", "/"):
            page = client.get(address).content.decode()
            assert "Read and acknowledge" in page and IN_FORCE in page
        acknowledge(client, in_force)
        for address in ("/work/", "/"):
            assert "Read and acknowledge" not in client.get(address).content.decode()


class TestReading:
    def test_readers_see_the_version_in_force_and_nothing_of_a_draft(self, client, in_force, author, contributor):
        draft = services.version_draft(actor=author, reason_kind="correction", change_summary="Secret plans")
        section = draft.sections.get(key="scope")
        services.section_save(section=section, actor=author, body="<p>Unpublished words</p>")
        client.force_login(contributor)
        page = client.get(IN_FORCE).content.decode()
        assert "How we do" in page and "SMP 1.0" in page
        assert "First plan" in page, "what changed in it, for who has read the one before"
        assert "Unpublished words" not in page and "SMP 1.1" not in page and "Secret plans" not in page

    def test_tables_stay_as_they_were_frozen(self, client, in_force, author, contributor):
        from smsplan.context.models import Service
        from smsplan.records.services import save_record

        save_record(Service(title="Cloud Hosting", owner=author), actor=author)
        client.force_login(contributor)
        page = client.get(IN_FORCE).content.decode()
        assert "Service Desk" in page and "Cloud Hosting" not in page

    def test_the_address_leads_to_the_next_version(self, client, in_force, author, manager, contributor):
        next_version(author, manager)
        client.force_login(contributor)
        assert "SMP 1.1" in client.get(IN_FORCE).content.decode()

    def test_before_there_is_one_it_says_so(self, client, contributor):
        client.force_login(contributor)
        page = client.get(IN_FORCE)
        assert page.status_code == 200 and "No version of the plan is in force yet" in page.content.decode()

    def test_one_click_acknowledges(self, client, in_force, contributor):
        client.force_login(contributor)
        assert "I have read SMP 1.0" in client.get(IN_FORCE).content.decode()
        page = acknowledge(client, in_force).content.decode()
        assert "You acknowledged SMP 1.0" in page and "I have read SMP 1.0" not in page
        acknowledge(client, in_force)
        assert Acknowledgement.objects.count() == 1

    def test_a_page_left_open_acknowledges_nothing_it_did_not_show(
        self, client, in_force, author, manager, contributor
    ):
        client.force_login(contributor)
        next_version(author, manager)
        page = acknowledge(client, in_force).content.decode()
        assert "Another version has come into force since you opened the page" in page
        assert not Acknowledgement.objects.exists()

    def test_who_cannot_is_not_asked(self, client, in_force, auditor):
        client.force_login(auditor)
        assert "I have read" not in client.get(IN_FORCE).content.decode()
        assert acknowledge(client, in_force).status_code == 403

    def test_who_sees_every_version_reads_what_was_in_force_on_a_day(
        self, client, registers, author, manager, auditor, contributor
    ):
        def on(month: int):
            return time_machine.travel(datetime.datetime(2026, month, 10, 3, tzinfo=datetime.UTC), tick=False)

        with on(2):
            first = next_version(author, manager, "First plan")
            distribute(author, roles.CONTRIBUTOR)
            services.version_acknowledge(version=first, actor=contributor)
        with on(4):
            next_version(author, manager, "Second plan")
        with on(6):
            client.force_login(auditor)
            assert "Second plan" in client.get(IN_FORCE).content.decode()
            page = client.get(f"{IN_FORCE}?as_of=2026-03-01").content.decode()
            assert "SMP 1.0" in page and "First plan" in page and "As of 1 March 2026" in page
            assert "Second plan" not in page and "SMP 1.1" not in page
            page = client.get(f"{reverse('smp:acknowledgements')}?as_of=2026-03-01").content.decode()
            assert "1 of 1 have acknowledged SMP 1.0" in page
            assert "0 of 1 have acknowledged SMP 1.1" in client.get(reverse("smp:acknowledgements")).content.decode()
            page = client.get(f"{IN_FORCE}?as_of=2026-02-09").content.decode()
            assert "Nothing was here on 9 February 2026" in page and "First plan" not in page
            client.force_login(contributor)
            assert client.get(f"{IN_FORCE}?as_of=2026-03-01").status_code == 403

    def test_outsiders_stay_outside(self, client, in_force):
        client.force_login(person("outsider@example.test"))
        assert client.get(IN_FORCE).status_code == 403
        assert acknowledge(client, in_force).status_code == 403

"""The sections of a draft: the organization's own, their order, taking out and bringing back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from smp import content, selectors, services
from smp.models import Section, Version
from smsplan.audit import diff
from smsplan.records.services import NotAllowed
from tests.smp.conftest import approve, publish_now

pytestmark = pytest.mark.django_db

TEN = [section.key for section in content.SECTIONS]


def keys(version: Version) -> list[str]:
    return [section.key for section in version.sections.standing()]


@pytest.fixture
def own(draft, author) -> Section:
    return services.section_add(version=draft, actor=author, title=" Cloud  exit plan ")


class TestOwnSections:
    def test_it_is_added_at_the_end_and_counts_for_nothing_required(self, draft, own):
        assert (own.key, own.title, own.position, own.own) == ("own-cloud-exit-plan", "Cloud exit plan", 11, True)
        assert not own.written
        assert content.missing(selectors.written(draft)) == []
        assert all("own-cloud-exit-plan" not in line.sections for line in selectors.coverage(draft))

    def test_the_history_says_in_words_which_content_a_section_is(self, draft, own):
        for section, words in ((draft.sections.get(key="risks"), "Risk management approach"), (own, "Own section")):
            assert ("Required content", "–", words) in diff.saves(section)[-1].changes

    def test_an_empty_own_section_does_not_stop_a_submission(self, draft, own, author):
        services.version_submit(version=draft, actor=author)
        assert Version.objects.get(pk=draft.pk).state == "in_review"

    @pytest.mark.parametrize("title", ["", "   ", "cloud EXIT plan", "Scope of the SMS"])
    def test_a_title_is_needed_and_stands_once(self, draft, own, author, title):
        with pytest.raises(ValidationError):
            services.section_add(version=draft, actor=author, title=title)
        assert len(keys(draft)) == 11

    def test_titles_without_latin_letters_get_an_address_too(self, draft, author):
        first = services.section_add(version=draft, actor=author, title="雲端")
        second = services.section_add(version=draft, actor=author, title="計画")
        assert [first.key, second.key] == ["own-section", "own-section-2"]
        reverse("smp:section", args=[draft.pk, second.key])

    def test_it_is_renamed_and_keeps_its_address(self, own, author):
        services.section_rename(section=own, actor=author, title="Leaving the cloud")
        stored = Section.objects.get(pk=own.pk)
        assert (stored.title, stored.key) == ("Leaving the cloud", "own-cloud-exit-plan")

    def test_required_ones_are_neither_renamed_nor_removed(self, draft, author):
        scope = draft.sections.get(key="scope")
        for act, rest in ((services.section_rename, {"title": "x"}), (services.section_remove, {})):
            with pytest.raises(NotAllowed, match="must have"):
                act(section=scope, actor=author, **rest)
        assert keys(draft) == TEN

    def test_the_next_version_begins_with_the_own_ones_that_stand(self, draft, own, author, manager):
        services.section_save(section=own, actor=author, body="<p>How we leave.</p>", blocks=["services"])
        gone = services.section_add(version=draft, actor=author, title="Gone")
        services.section_remove(section=gone, actor=author)
        services.section_move(section=own, actor=author, by=-10)
        services.version_submit(version=draft, actor=author)
        approve(Version.objects.get(pk=draft.pk), manager)
        publish_now(draft)
        following = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        assert keys(following) == [own.key, *TEN]
        copied = following.sections.get(key=own.key)
        assert (copied.title, copied.body, copied.blocks) == (own.title, "<p>How we leave.</p>", ["services"])


class TestTakingOut:
    def test_taken_out_and_brought_back_with_its_text(self, draft, own, author):
        services.section_save(section=own, actor=author, body="<p>Kept</p>")
        services.section_remove(section=own, actor=author, reason="Moved to the policy")
        assert keys(draft) == TEN
        with pytest.raises(NotAllowed, match="already"):
            services.section_remove(section=own, actor=author)
        services.section_bring_back(section=own, actor=author)
        assert keys(draft) == [*TEN, own.key]
        assert Section.objects.get(pk=own.pk).body == "<p>Kept</p>"
        services.section_bring_back(section=own, actor=author)  # It is there: nothing happens.
        assert keys(draft) == [*TEN, own.key]

    def test_its_reason_is_in_the_history(self, own, author):
        services.section_remove(section=own, actor=author, reason="Moved to the policy")
        assert own.history.first().history_change_reason == "Moved to the policy"

    def test_a_removed_section_is_not_saved_into(self, own, author):
        services.section_remove(section=own, actor=author)
        with pytest.raises(NotAllowed, match="took this section out"):
            services.section_save(section=own, actor=author, body="<p>late</p>")

    def test_nothing_is_arranged_outside_a_draft(self, draft, own, author):
        services.version_submit(version=draft, actor=author)
        with pytest.raises(NotAllowed):
            services.section_add(version=draft, actor=author, title="Late")
        for act in (services.section_remove, services.section_bring_back):
            with pytest.raises(NotAllowed):
                act(section=own, actor=author)
        with pytest.raises(NotAllowed):
            services.section_move(section=own, actor=author, by=-1)

    def test_who_may_not_write_arranges_nothing(self, draft, own, manager, auditor):
        for person in (manager, auditor):
            with pytest.raises(PermissionDenied):
                services.section_add(version=draft, actor=person, title="Mine")
            with pytest.raises(PermissionDenied):
                services.section_move(section=own, actor=person, by=-1)


class TestOrder:
    def test_up_down_and_no_further(self, draft, author):
        roles = draft.sections.get(key="roles")
        services.section_move(section=roles, actor=author, by=-1)
        assert keys(draft)[:3] == ["scope", "roles", "objectives"]
        services.section_move(section=roles, actor=author, by=-5)
        assert keys(draft)[0] == "roles"
        services.section_move(section=roles, actor=author, by=-1)
        assert keys(draft)[0] == "roles"
        services.section_move(section=roles, actor=author, by=1)
        assert keys(draft)[:2] == ["scope", "roles"]

    def test_all_at_once_and_only_when_they_are_all_there(self, draft, own, author):
        wanted = [own.key, *reversed(TEN)]
        services.sections_order(version=draft, actor=author, keys=wanted)
        assert keys(draft) == wanted
        for wrong in (TEN, [*wanted, "another"], [own.key, own.key, *TEN[1:]]):
            with pytest.raises(NotAllowed, match="meanwhile"):
                services.sections_order(version=draft, actor=author, keys=wrong)
        assert keys(draft) == wanted

    def test_an_order_that_others_changed_meanwhile_is_refused(self, draft, author, manager):
        shown = keys(draft)
        first = [shown[1], shown[0], *shown[2:]]
        services.sections_order(version=draft, actor=author, keys=first, read=shown)
        with pytest.raises(NotAllowed, match="changed meanwhile"):
            services.sections_order(version=draft, actor=author, keys=[*shown[1:], shown[0]], read=shown)
        with pytest.raises(NotAllowed, match="changed meanwhile"):
            services.section_move(section=draft.sections.get(key=shown[5]), actor=author, by=1, read=shown)
        assert keys(draft) == first
        # What was sent twice, because its answer did not come, is there already.
        assert services.sections_order(version=draft, actor=author, keys=first, read=shown)
        services.section_move(section=draft.sections.get(key=shown[0]), actor=author, by=-1, read=first)
        assert keys(draft) == shown

    def test_moving_does_not_make_the_text_of_others_stale(self, draft, author):
        scope = draft.sections.get(key="scope")
        services.section_move(section=scope, actor=author, by=3)
        services.section_save(section=scope, actor=author, body="<p>Typed</p>", revision=scope.revision)
        assert Section.objects.get(pk=scope.pk).body == "<p>Typed</p>"

    def test_each_that_moved_says_so_in_its_history_and_no_other(self, draft, author):
        counts = {section.key: section.history.count() for section in draft.sections.all()}
        services.section_move(section=draft.sections.get(key="objectives"), actor=author, by=1)
        moved = {s.key for s in draft.sections.all() if s.history.count() != counts[s.key]}
        assert moved == {"objectives", "roles"}

    def test_two_in_one_place_are_refused_by_the_database(self, draft):
        with pytest.raises(IntegrityError), transaction.atomic():
            Section.objects.filter(version=draft, key="scope").update(position=2)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestPages:
    def test_the_order_is_changed_by_buttons_without_script(self, client, draft, own, author):
        client.force_login(author)
        address = reverse("smp:outline", args=[draft.pk])
        assert "Cloud exit plan" in client.get(address).content.decode()
        assert client.post(address, {"move": f"up:{own.key}"}).url == address
        assert keys(draft)[-2:] == [own.key, TEN[-1]]

    def test_a_part_says_where_it_went(self, client, draft, own, author):
        services.section_remove(section=own, actor=author)
        client.force_login(author)
        order = ",".join(["objectives", "scope", *TEN[2:]])
        for moved, said in (
            ("objectives", "“How objectives will be achieved” is section 1 of 10."),
            ("", "The sections are in their new order."),
            (own.key, "The sections are in their new order."),  # Taken out a moment ago.
        ):
            answer = client.post(
                reverse("smp:outline", args=[draft.pk]),
                {"order": order, "moved": moved},
                headers={"HX-Request": "true"},
            )
            assert said in answer.content.decode()
        assert keys(draft)[:2] == ["objectives", "scope"]

    def test_who_comes_second_is_told_and_sees_the_order_that_stands(self, client, draft, author):
        client.force_login(author)
        address = reverse("smp:outline", args=[draft.pk])
        read = client.get(address).context["read"]
        assert f'name="read" value="{read}"' in client.get(address).content.decode()
        client.post(address, {"move": "up:roles", "read": read})
        stale = {"order": ",".join(reversed(read.split(","))), "moved": "", "read": read}
        answer = client.post(address, stale, headers={"HX-Request": "true"})
        assert answer.status_code == 409 and "changed meanwhile" in answer.content.decode()
        assert answer.context["read"] == ",".join(["scope", "roles", "objectives", *TEN[3:]]) == ",".join(keys(draft))
        page = client.post(address, {"move": "down:roles", "read": read}, follow=True).content.decode()
        assert "changed meanwhile" in page and keys(draft)[1] == "roles"

    def test_add_rename_take_out_bring_back(self, client, draft, author):
        client.force_login(author)
        answer = client.post(reverse("smp:section_add", args=[draft.pk]), {"title": "Cloud exit"})
        section = draft.sections.get(title="Cloud exit")
        assert answer.url == reverse("smp:section", args=[draft.pk, section.key])
        args = [draft.pk, section.key]
        client.post(reverse("smp:section_rename", args=args), {"title": "Leaving"})
        assert client.post(reverse("smp:section_remove", args=args), {"reason": ""}).status_code == 302
        assert section.key not in keys(draft)
        assert f'id="section-{section.key}"' not in client.get(draft.get_absolute_url()).content.decode()
        assert "Leaving" in client.get(reverse("smp:outline", args=[draft.pk])).content.decode()
        client.post(reverse("smp:section_bring_back", args=args))
        assert keys(draft)[-1] == section.key

    def test_a_required_section_has_no_page_to_take_it_out(self, client, draft, author):
        client.force_login(author)
        for name in ("section_remove", "section_rename"):
            assert client.get(reverse(f"smp:{name}", args=[draft.pk, "scope"])).status_code == 403

    def test_readers_arrange_nothing(self, client, draft, own, auditor, manager, contributor):
        for person, status in ((auditor, 403), (manager, 403), (contributor, 403)):
            client.force_login(person)
            for name in ("outline", "section_add"):
                assert client.get(reverse(f"smp:{name}", args=[draft.pk])).status_code == status
            args = [draft.pk, own.key]
            assert client.post(reverse("smp:section_remove", args=args)).status_code == 403
            assert client.post(reverse("smp:section_bring_back", args=args)).status_code == 403

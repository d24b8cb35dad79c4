"""What is typed and not saved: kept, offered again, never lost, whatever happens to the section meanwhile."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from smp import services
from smp.models import Section, SectionDraft, SectionLock
from smsplan.accounts import roles
from smsplan.records.services import StaleRevision
from smsplan.ui.richtext import LONGEST, marker
from tests.smp.conftest import person, write_all
from tests.threads import at_once, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    return person("colleague@example.test", roles.COMPLIANCE)


@pytest.fixture
def scope(draft) -> Section:
    return draft.sections.get(key="scope")


def keep(section, actor, body, **more):
    defaults = {"blocks": section.blocks, "read_at_revision": section.revision}
    return services.text_keep(section=section, actor=actor, body=body, **defaults | more)


class TestKeeping:
    def test_it_is_kept_clean_and_for_its_writer_alone(self, scope, author, colleague):
        keep(scope, author, "<p onclick=x()>Mine</p><script>1</script>")
        keep(scope, colleague, "<p>Theirs</p>")
        assert services.text_of(scope, author).body == "<p>Mine</p>"
        assert services.text_of(scope, colleague).body == "<p>Theirs</p>"
        assert "Mine" not in Section.objects.get(pk=scope.pk).body

    def test_what_arrives_late_does_not_undo_what_is_newer(self, scope, author):
        keep(scope, author, "<p>Newer</p>", sequence=7)
        for late in (7, 6, 1):
            assert keep(scope, author, "<p>Older</p>", sequence=late).body == "<p>Newer</p>"
        assert keep(scope, author, "<p>Newest</p>", sequence=8).body == "<p>Newest</p>"

    def test_typing_back_to_what_is_saved_leaves_nothing_unsaved(self, scope, author):
        keep(scope, author, "<p>Something</p>")
        assert keep(scope, author, scope.body) is None
        assert not SectionDraft.objects.exists()

    def test_saving_is_the_end_of_it_for_its_writer_only(self, scope, author, colleague):
        keep(scope, author, "<p>Mine</p>")
        keep(scope, colleague, "<p>Theirs</p>")
        services.section_save(section=scope, actor=author, body="<p>Mine</p>", revision=scope.revision)
        assert [draft.person for draft in SectionDraft.objects.all()] == [colleague]

    def test_an_endless_text_is_refused_in_words(self, scope, author):
        with pytest.raises(ValidationError, match="too long"):
            keep(scope, author, f"<p>{'a' * LONGEST}</p>")

    def test_readers_keep_nothing(self, scope, auditor, manager):
        for reader in (auditor, manager):
            with pytest.raises(PermissionDenied):
                keep(scope, reader, "<p>x</p>")

    def test_it_is_kept_after_the_section_was_taken_out_and_after_a_submission(self, draft, author, colleague):
        own = services.section_add(version=draft, actor=author, title="Own")
        services.section_remove(section=own, actor=author)
        assert keep(own, colleague, "<p>Late words</p>").body == "<p>Late words</p>"
        services.version_submit(version=draft, actor=author)
        assert keep(own, colleague, "<p>Later words</p>").body == "<p>Later words</p>"

    def test_a_submission_can_name_who_has_not_saved_what(self, draft, scope, author, colleague):
        gone = services.section_add(version=draft, actor=author, title="Gone")
        keep(gone, author, "<p>x</p>")
        services.section_remove(section=gone, actor=author)
        keep(draft.sections.get(key="risks"), author, "<p>x</p>")
        keep(scope, colleague, "<p>x</p>")
        named = [(text.section.key, text.person) for text in services.unsaved_texts(draft)]
        assert named == [("scope", colleague), ("risks", author)]


class TestTheEditor:
    def address(self, section, name="section"):
        return reverse(f"smp:{name}", args=[section.version_id, section.key])

    def test_a_closed_browser_loses_nothing(self, client, scope, author):
        client.force_login(author)
        client.get(self.address(scope))
        data = {"body": "<p>Typed before the crash</p>", "blocks": ["risks", "services"], "revision": scope.revision}
        answer = client.post(self.address(scope, "keep"), data | {"sequence": 1}).json()
        assert answer["state"] == "writing" and answer["at"] and not answer["late"]
        page = client.get(self.address(scope))
        assert page.context["form"]["body"].value() == "<p>Typed before the crash</p>"
        assert page.context["form"]["blocks"].value() == ["risks", "services"]
        assert "It is not saved yet" in page.content.decode()
        client.post(self.address(scope, "section_discard"))
        page = client.get(self.address(scope))
        assert page.context["form"]["body"].value() == scope.body
        assert "It is not saved yet" not in page.content.decode()

    def test_what_was_typed_before_somebody_saved_is_compared_when_it_is_saved(self, client, scope, author, colleague):
        keep(scope, author, "<p>What I typed</p>")
        services.section_save(section=scope, actor=colleague, body="<p>What they saved</p>")
        client.force_login(author)
        page = client.get(self.address(scope))
        assert "Colleague saved this section" in page.content.decode()
        revision = page.context["form"]["revision"].value()
        data = {"body": "<p>What I typed</p>", "blocks": scope.blocks, "revision": revision}
        page = client.post(self.address(scope), data)
        assert page.status_code == 409
        assert "What I typed" in page.content.decode() and "What they saved" in page.content.decode()
        assert services.text_of(scope, author).body == "<p>What I typed</p>"

    def test_the_window_opened_last_wins_and_the_other_is_told(self, client, scope, author):
        client.force_login(author)
        opened = timezone.now()
        with time_machine.travel(opened, tick=False) as clock:
            first = client.get(self.address(scope)).context["sequence"]
            clock.move_to(opened + datetime.timedelta(seconds=1))
            second = client.get(self.address(scope)).context["sequence"]
        data = {"blocks": scope.blocks, "revision": scope.revision}
        answer = client.post(self.address(scope, "keep"), data | {"body": "<p>b</p>", "sequence": second + 1}).json()
        assert answer["late"] is False
        answer = client.post(self.address(scope, "keep"), data | {"body": "<p>a</p>", "sequence": first + 1}).json()
        assert answer["late"] is True
        assert services.text_of(scope, author).body == "<p>b</p>"

    def test_too_much_is_answered_in_words(self, client, scope, author):
        client.force_login(author)
        answer = client.post(self.address(scope, "keep"), {"body": "a" * (LONGEST + 1), "sequence": 1})
        assert answer.status_code == 422 and "500,000" in answer.json()["words"]

    def test_a_draft_of_a_section_that_was_removed_meanwhile_is_shown_and_comes_back(
        self, client, draft, author, colleague
    ):
        own = services.section_add(version=draft, actor=author, title="Cloud exit")
        client.force_login(colleague)
        client.get(self.address(own))
        data = {"title": "Cloud exit", "body": "<p>Words of an hour</p>", "revision": own.revision}
        services.section_remove(section=own, actor=author)
        answer = client.post(self.address(own, "keep"), data | {"sequence": 1}).json()
        assert answer["state"] == "removed" and "Author took this section out" in answer["words"]
        # Saving is refused with the words still in the form, and with a way out.
        page = client.post(self.address(own), data)
        assert page.status_code == 422
        words = page.content.decode()
        assert "Words of an hour" in words and "Bring the section back" in words
        # So does opening it anew.
        page = client.get(self.address(own)).content.decode()
        assert "Words of an hour" in page and "Bring the section back" in page
        answer = client.post(self.address(own, "section_bring_back"))
        assert answer.url == self.address(own)
        page = client.get(answer.url)
        assert page.context["form"]["body"].value() == "<p>Words of an hour</p>"
        data["revision"] = page.context["form"]["revision"].value()
        # Taking out and bringing back were saves; the text between them is compared, and saved when it is meant.
        page = client.post(self.address(own), data)
        if page.status_code == 409:
            data["revision"] = page.context["form"]["revision"].value()
            page = client.post(self.address(own), data)
        assert page.status_code == 302
        assert Section.objects.get(pk=own.pk).body == "<p>Words of an hour</p>"

    def test_a_pasted_document_with_megabytes_of_styles_is_saved_by_its_words(self, client, scope, author):
        client.force_login(author)
        styles = "<!--[if gte mso 9]><xml><w:View>x</w:View></xml><![endif]--><style>" + "p{a:b}" * 500_000 + "</style>"
        body = f"<html><head>{styles}</head><body><p class=MsoNormal style='mso-x:1'>Words<o:p></o:p></p></body></html>"
        assert len(body) > 3_000_000
        data = {"body": body, "blocks": scope.blocks, "revision": scope.revision}
        answer = client.post(self.address(scope, "keep"), data | {"sequence": 1})
        assert answer.status_code == 200 and services.text_of(scope, author).body == "<p>Words</p>"
        assert client.post(self.address(scope), data).status_code == 302
        assert Section.objects.get(pk=scope.pk).body == "<p>Words</p>"

    def test_a_text_that_is_too_long_is_refused_and_stays_in_the_form(self, client, scope, author):
        client.force_login(author)
        body = "<p>" + "word " * (LONGEST // 5) + "end</p>"
        page = client.post(self.address(scope), {"body": body, "blocks": scope.blocks, "revision": scope.revision})
        assert page.status_code == 422
        assert "The text is too long" in page.context["form"].errors["body"][0]
        assert page.context["form"]["body"].value() == body
        assert Section.objects.get(pk=scope.pk).body == scope.body

    def test_a_request_that_was_cut_off_wipes_nothing(self, client, scope, author):
        keep(scope, author, "<p>Kept</p>")
        client.force_login(author)
        assert client.post(self.address(scope, "keep"), {"sequence": 99}).status_code == 422
        assert services.text_of(scope, author).body == "<p>Kept</p>"

    def test_typed_without_a_script_and_refused_is_kept_too(self, client, draft, scope, author):
        services.version_submit(version=draft, actor=author)
        client.force_login(author)
        data = {"body": "<p>Too late</p>", "blocks": scope.blocks, "revision": scope.revision}
        page = client.post(self.address(scope), data)
        assert page.status_code == 422 and "Too late" in page.content.decode()
        assert services.text_of(scope, author).body == "<p>Too late</p>"
        page = client.get(self.address(scope))
        assert page.status_code == 200 and "Too late" in page.content.decode()
        assert "its text is frozen" in page.content.decode()

    def test_blocks_are_arranged_without_a_script_and_nothing_typed_is_lost(self, client, scope, author):
        client.force_login(author)
        data = {"body": "<p>Typed</p>", "blocks": ["scope", "services"], "revision": scope.revision}
        page = client.post(self.address(scope), data | {"block_act": "up:services"})
        assert page.status_code == 200
        assert page.context["form"]["body"].value() == "<p>Typed</p>"
        assert [entry["key"] for entry in page.context["live_blocks"]] == ["services", "scope"]
        page = client.post(self.address(scope), data | {"block_act": "add:risks"})
        assert [entry["key"] for entry in page.context["live_blocks"]] == ["scope", "services", "risks"]
        assert Section.objects.get(pk=scope.pk).blocks == scope.blocks

    def test_an_inserted_block_is_shown_as_it_will_print(self, client, scope, author, manager, auditor):
        client.force_login(author)
        answer = client.get(reverse("smp:block", args=[scope.version_id, "practices"]))
        words = answer.content.decode()
        assert "<html" not in words and "MTTR &lt; 2 h" in words
        assert client.get(reverse("smp:block", args=[scope.version_id, "passwords"])).status_code == 404
        client.force_login(auditor)
        assert client.get(reverse("smp:block", args=[scope.version_id, "practices"])).status_code == 403

    def test_a_block_in_the_text_is_arranged_without_a_script_too(self, client, scope, author):
        client.force_login(author)
        data = {"body": f"<p>a</p>{marker('risks')}<p>b</p>", "blocks": ["risks", "services"]}
        data["revision"] = scope.revision
        page = client.post(self.address(scope), data | {"block_act": "up:services"})
        assert page.context["form"]["body"].value() == f"<p>a</p>{marker('services')}<p>b</p>"
        assert [entry["key"] for entry in page.context["live_blocks"]] == ["services", "risks"]
        page = client.post(self.address(scope), data | {"block_act": "remove:risks"})
        assert page.context["form"]["body"].value() == "<p>a</p><p>b</p>"
        assert [entry["key"] for entry in page.context["live_blocks"]] == ["services"]

    def test_a_block_moved_in_the_text_by_two_people_is_compared(self, client, scope, author, colleague):
        revision = scope.revision
        first = f"<p>a</p>{marker('services')}<p>b</p>"
        services.section_save(section=scope, actor=colleague, body=first, blocks=["services"])
        client.force_login(author)
        second = f"{marker('services')}<p>a</p><p>b</p>"
        page = client.post(self.address(scope), {"body": second, "revision": revision})
        assert page.status_code == 409
        [conflict] = page.context["conflicts"]
        name = "[Services: how each is governed, supported and improved]"
        assert (conflict.yours, conflict.theirs) == (f"{name}\na\nb", f"a\n{name}\nb")
        assert Section.objects.get(pk=scope.pk).body == first


class TestWhoWrites:
    def test_the_first_holds_it_and_the_second_reads(self, client, scope, author, colleague):
        client.force_login(author)
        client.get(reverse("smp:section", args=[scope.version_id, "scope"]))
        keep(scope, author, "<p>Growing words</p>")
        client.force_login(colleague)
        page = client.get(reverse("smp:section", args=[scope.version_id, "scope"])).content.decode()
        assert "Author is writing here since" in page and "Growing words" in page
        assert "entry-form" not in page and "Take over" in page

    def test_reading_along_ends_with_the_draft(self, client, draft, scope, author, colleague):
        client.force_login(colleague)
        address = reverse("smp:reading", args=[scope.version_id, "scope"])
        assert "Nobody is writing here any more" in client.get(address).content.decode()
        services.version_submit(version=draft, actor=author)
        assert client.get(address)["HX-Redirect"] == draft.get_absolute_url()

    def test_take_over_and_back(self, scope, author, colleague):
        services.section_open(section=scope, actor=author)
        assert services.section_open(section=scope, actor=colleague).person == author
        services.section_take_over(section=scope, actor=colleague)
        assert services.section_seen(section=scope, actor=author).person == colleague
        services.section_leave(section=scope, actor=author)  # What is not theirs stays.
        assert services.writer_of(scope).person == colleague
        services.section_take_over(section=scope, actor=author)
        assert services.writer_of(scope).person == author

    def test_who_was_not_heard_of_for_a_minute_holds_nothing(self, scope, author, colleague):
        opened = timezone.now()
        with time_machine.travel(opened, tick=False) as clock:
            services.section_open(section=scope, actor=author)
            clock.move_to(opened + datetime.timedelta(seconds=59))
            assert services.section_open(section=scope, actor=colleague).person == author
            clock.move_to(opened + datetime.timedelta(seconds=61))
            assert services.writer_of(scope) is None
            assert services.section_open(section=scope, actor=colleague).person == colleague

    def test_the_one_who_lost_it_is_told_within_a_heartbeat(self, client, scope, author, colleague):
        client.force_login(author)
        client.get(reverse("smp:section", args=[scope.version_id, "scope"]))
        services.section_take_over(section=scope, actor=colleague)
        address = reverse("smp:presence", args=[scope.version_id, "scope"])
        answer = client.post(address, {"revision": scope.revision}).json()
        assert answer["state"] == "taken" and "Colleague has taken over" in answer["words"]

    def test_the_holder_is_told_that_somebody_saved(self, client, scope, author, colleague):
        client.force_login(author)
        services.section_open(section=scope, actor=author)
        services.section_save(section=scope, actor=colleague, body="<p>Saved past the lock</p>")
        address = reverse("smp:presence", args=[scope.version_id, "scope"])
        answer = client.post(address, {"revision": scope.revision}).json()
        assert answer["state"] == "changed" and "Colleague saved this section" in answer["words"]

    def test_taking_over_asks_first(self, client, scope, author, colleague):
        services.section_open(section=scope, actor=author)
        client.force_login(colleague)
        address = reverse("smp:take_over", args=[scope.version_id, "scope"])
        assert "Take over from Author?" in client.get(address).content.decode()
        assert services.writer_of(scope).person == author
        client.post(address)
        assert services.writer_of(scope).person == colleague

    def test_both_save_and_nothing_is_lost(self, scope, author, colleague):
        services.section_open(section=scope, actor=author)
        services.section_take_over(section=scope, actor=colleague)
        keep(scope, author, "<p>First</p>")
        services.section_save(section=scope, actor=colleague, body="<p>Second</p>", revision=scope.revision)
        with pytest.raises(StaleRevision):
            services.section_save(section=scope, actor=author, body="<p>First</p>", revision=scope.revision)
        assert services.text_of(scope, author).body == "<p>First</p>"
        assert Section.objects.get(pk=scope.pk).body == "<p>Second</p>"

    def test_saving_frees_the_section(self, client, scope, author, colleague):
        client.force_login(author)
        address = reverse("smp:section", args=[scope.version_id, "scope"])
        revision = client.get(address).context["form"]["revision"].value()
        client.post(address, {"body": "<p>a</p>", "blocks": scope.blocks, "revision": revision})
        assert services.writer_of(scope) is None

    def test_readers_hold_nothing(self, scope, auditor, manager):
        for reader in (auditor, manager):
            for act in (services.section_open, services.section_take_over):
                with pytest.raises(PermissionDenied):
                    act(section=scope, actor=reader)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_and_take_over_at_once_one_holds_it():
    writers = [person(f"writer{number}@example.test", roles.COMPLIANCE) for number in range(8)]
    version = services.version_draft(actor=writers[0], reason_kind="initial", change_summary="First")
    write_all(version, writers[0])
    section = version.sections.get(key="scope")
    acts = [services.section_take_over, services.section_open] * (len(writers) // 2)
    holders = at_once(
        [lambda act=act, who=who: act(section=section, actor=who) for act, who in zip(acts, writers, strict=True)]
    )
    assert not refusals(holders)
    lock = SectionLock.objects.get()  # One row, and who took over was the holder when they did.
    took_over = [writer.pk for writer in writers[::2]]
    assert [held.person_id for held in holders[::2]] == took_over
    assert lock.person_id in took_over

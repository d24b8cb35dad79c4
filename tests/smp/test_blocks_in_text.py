"""A live block that stands in a section's text: saved, kept as it is typed, frozen, read and printed in its place."""

import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader

from smp import content, document, exports, selectors, services
from smp.compare import compare
from smp.models import Section, SectionDraft, Version
from smsplan.accounts import roles
from smsplan.audit import diff
from smsplan.ui.richtext import marker
from tests.smp.conftest import approve, person, publish_now, submit

pytestmark = pytest.mark.django_db

SERVICES, SCOPE = marker("services"), marker("scope")
WORDS = f"<p>Words before.</p>{SERVICES}<p>Words after.</p>"


@pytest.fixture
def scope(draft, author) -> Section:
    """A section with the services in its text, and the scope after it."""
    section = draft.sections.get(key="scope")
    return services.section_save(section=section, actor=author, body=WORDS)


def in_order(words: str, *parts: str) -> bool:
    places = [words.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


class TestSaving:
    def test_the_text_says_where_and_the_blocks_say_which(self, scope):
        assert (scope.body, scope.blocks) == (WORDS, ["services", "scope"])

    def test_the_text_alone_names_a_block_that_the_list_does_not(self, scope, author):
        saved = services.section_save(section=scope, actor=author, body=f"<p>a</p>{marker('roles')}<p>b</p>", blocks=[])
        assert saved.blocks == ["roles"]

    def test_what_is_saved_from_the_editor_unchanged_changes_nothing(self, draft, author):
        section = draft.sections.get(key="scope")
        body, revision = section.body, section.revision
        saved = services.section_save(section=section, actor=author, body=f"{body}{SCOPE}{SERVICES}<p></p>", blocks=[])
        assert (saved.body, saved.blocks, saved.revision) == (body, ["scope", "services"], revision)

    def test_nothing_dangerous_and_nothing_unknown_comes_in(self, scope, author):
        body = (
            '<div data-block="passwords"></div><ul><li><div data-block="roles"></div>x</li></ul>'
            f'{SERVICES}{SERVICES}<div data-block="scope" onclick="x()"><script>alert(1)</script></div><p>end</p>'
        )
        saved = services.section_save(section=scope, actor=author, body=body, blocks=[])
        assert saved.body == f"<ul><li>x</li></ul>{SERVICES}{SCOPE}<p>end</p>"
        assert saved.blocks == ["services", "scope"]

    def test_a_block_alone_is_no_text_yet(self, scope, author):
        saved = services.section_save(section=scope, actor=author, body=SERVICES, blocks=[])
        assert (saved.body, saved.blocks, saved.written) == ("", ["services"], False)
        assert not selectors.written(scope.version)["scope"]

    def test_what_is_typed_is_kept_in_the_same_way(self, scope, author):
        kept = services.text_keep(
            section=scope, actor=author, body=f"<p>New.</p>{SCOPE}<p>More.</p>{SERVICES}<p></p>", read_at_revision=1
        )
        assert (kept.body, kept.blocks) == (f"<p>New.</p>{SCOPE}<p>More.</p>", ["scope", "services"])
        unchanged = f"{WORDS}{SCOPE}<p></p>"
        assert services.text_keep(section=scope, actor=author, body=unchanged, read_at_revision=1) is None
        assert not SectionDraft.objects.exists()

    def test_moving_it_alone_is_told_in_the_history(self, scope, author):
        moved = f"{SERVICES}<p>Words before.</p><p>Words after.</p>"
        services.section_save(section=scope, actor=author, body=moved)
        name = "[Services: how each is governed, supported and improved]"
        [(label, old, new)] = diff.saves(Section.objects.get(pk=scope.pk))[0].changes
        assert label == "Text"
        assert in_order(old, "before", name, "after") and in_order(new, name, "before", "after")


class TestReading:
    def test_every_page_shows_it_where_it_stands(self, client, scope, author, manager):
        client.force_login(author)
        version = scope.version
        order = ("Words before.", "Monthly review", "Words after.", "From Jakarta.")
        page = client.get(reverse("smp:detail", args=[version.pk])).content.decode()
        assert in_order(page, *order)
        # In the editor the blocks are in the list under the text until its script takes them up.
        page = client.get(reverse("smp:section", args=[version.pk, "scope"])).content.decode()
        assert in_order(page, "Words before.", "Monthly review", "From Jakarta.")
        colleague = person("colleague@example.test", roles.COMPLIANCE)
        services.text_keep(section=scope, actor=colleague, body=f"{WORDS}<p>x</p>", read_at_revision=1)
        page = client.get(reverse("smp:side_by_side", args=[version.pk, "scope"])).content.decode()
        assert in_order(page, "Words before.", "Services: how each", "Words after.", "Scope and policy")
        approve(submit(version, author), manager)
        publish_now(version)
        client.force_login(author)
        assert in_order(client.get(reverse("smp:in_force")).content.decode(), *order)

    def test_the_document_prints_it_where_it_stands(self, scope):
        pdf = document.render(scope.version)
        words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
        assert in_order(words, "Words before.", "Monthly review", "Words after.", "From Jakarta.")

    def test_the_table_of_the_text_names_it(self, scope, author, manager):
        approve(submit(scope.version, author), manager)
        publish_now(scope.version)
        rows = list(exports.section_sheet().rows)
        text = next(text for _number, title, text in rows if title == "Scope of the SMS")
        assert text == "Words before.\n[Services: how each is governed, supported and improved]\nWords after."


class TestFrozen:
    def test_it_is_frozen_with_its_place_and_copied_into_the_next_version(self, scope, author, manager):
        version = submit(scope.version, author)
        frozen = next(each for each in version.frozen["sections"] if each["key"] == "scope")
        assert frozen["html"] == WORDS
        assert [block["key"] for block in frozen["blocks"]] == ["services", "scope"]
        approve(version, manager)
        publish_now(version)
        following = services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        copied = following.sections.get(key="scope")
        assert (copied.body, copied.blocks) == (WORDS, ["services", "scope"])

    def test_a_version_frozen_before_there_were_markers_reads_as_it_did(self, client, draft, author, manager):
        """Its canonical content and its hash stay; a draft that begins from it says the same."""
        version = submit(draft, author)
        before, sha256 = json.dumps(version.frozen, sort_keys=True), version.content_sha256
        approve(version, manager)
        version = publish_now(version)
        services.version_draft(actor=author, reason_kind="correction", change_summary="Next")
        section = Section.objects.get(version__state="draft", key="scope")
        services.section_save(section=section, actor=author, body=f"{section.body}{SCOPE}{SERVICES}<p></p>", blocks=[])
        stored = Version.objects.get(pk=version.pk)
        assert json.dumps(stored.frozen, sort_keys=True) == before
        assert content.fingerprint(stored.frozen) == stored.content_sha256 == sha256
        client.force_login(author)
        page = client.get(reverse("smp:in_force")).content.decode()
        assert in_order(page, "How we do scope of the sms.", "From Jakarta.", "Monthly review")
        draft = Version.objects.get(state="draft")
        page = client.get(f"{reverse('smp:compare')}?from={version.pk}&to={draft.pk}")
        assert "scope" not in [drawn.section.key for drawn in page.context["sections"]]


class TestCompared:
    def drafted(self, html: str, *keys: str) -> dict:
        blocks = [{"key": key, "title": key.title(), "parts": []} for key in keys]
        section = {"key": "s", "title": "S", "html": html, "blocks": blocks}
        return {"title": "Plan", "language": "en", "sections": [section]}

    def section(self, old, new):
        [section] = compare(self.drafted(*old), self.drafted(*new)).sections
        return section, [chunk.place or chunk.html for chunk in section.text]

    def test_a_moved_block_is_told_in_a_word_and_no_word_of_the_text_changed(self):
        section, read = self.section(
            ("<p>one two</p><p>three four</p>", "services"),
            (f"<p>one two</p>{SERVICES}<p>three four</p>", "services"),
        )
        assert section.notes() == ["Moved in the text: Services"]
        assert section.changed and not section.text_changed and not section.reformatted
        assert read == ["<p>one two</p>", "services", "<p>three four</p>"]

    def test_words_added_around_it_move_nothing(self):
        section, read = self.section(
            ("<p>one two</p>", "services", "scope"),
            (f"<p>one two</p>{SERVICES}<p>three four</p>", "services", "scope"),
        )
        assert section.notes() == ["Text changed"]
        assert read == ["<p>one two</p>", "services", "<p><ins>three four</ins></p>", "scope"]

    def test_what_is_gone_stands_where_it_was_and_what_is_new_where_it_is(self):
        section, read = self.section(
            (f"<p>one two</p>{SERVICES}<p>three four</p>", "services"),
            (f"<p>one two</p>{SCOPE}<p>three four</p>", "scope"),
        )
        assert section.notes() == ["Added: Scope", "Removed: Services"]
        assert read[0] == "<p>one two</p>" and set(read[1:3]) == {"services", "scope"}

    def test_nothing_is_nothing(self):
        section, _read = self.section((WORDS, "services", "scope"), (WORDS, "services", "scope"))
        assert not section.changed and section.notes() == []

"""Two versions compared: no word is lost or invented, tables go by their rows' keys, and the page says what differs."""

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from smp import services
from smp.blocks.parts import items, prose, table
from smp.compare import compare, worded
from smp.compare.texts import chunks
from smp.models import Section, Version
from smsplan.context.models import Service
from smsplan.records.services import save_record
from smsplan.ui.richtext import clean_html
from tests.browser import sign_in
from tests.smp.conftest import approve, publish_now, submit


def words_of(html: str) -> list[str]:
    """The words of HTML as they are read: blocks and line breaks set apart, emphasis, links and marks do not."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:a|strong|em|u|ins|del)\b[^>]*>", "", html))).split()


def without(mark: str, html: str) -> str:
    return re.sub(rf"<{mark}>.*?</{mark}>", "", html, flags=re.DOTALL)


def marked(old: str, new: str) -> str:
    return "".join(chunk.html for chunk in chunks(old, new))


# A small language of words, so that texts have much in common and differ in between.
WORDS = st.sampled_from(["we", "review", "the", "risks", "99.0", "99.5", "monthly", "yearly", "&lt;b&gt;", "“so”"])
INLINE = st.lists(
    st.one_of(
        WORDS,
        WORDS.map(lambda word: f"<strong>{word}</strong>"),
        WORDS.map(lambda word: f"<em>{word} <u>{word}</u></em>"),
        WORDS.map(lambda word: f'<a href="https://example.test">{word}</a>'),
        st.just("<br>"),
    ),
    max_size=8,
).map(" ".join)
ROW = st.lists(INLINE, min_size=1, max_size=3).map(
    lambda cells: "<tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr>"
)
BLOCK = st.one_of(
    INLINE.map(lambda text: f"<p>{text}</p>"),
    INLINE.map(lambda text: f"<h3>{text}</h3>"),
    st.lists(INLINE, min_size=1, max_size=4).map(
        lambda lines: "<ul>" + "".join(f"<li>{each}</li>" for each in lines) + "</ul>"
    ),
    st.tuples(INLINE, INLINE).map(lambda pair: f"<ol><li><p>{pair[0]}</p><ul><li>{pair[1]}</li></ul></li></ol>"),
    st.lists(ROW, min_size=1, max_size=3).map(lambda rows: f"<table><tbody>{''.join(rows)}</tbody></table>"),
    st.just("<hr>"),
    INLINE,
)
TEXT = st.lists(BLOCK, max_size=6).map("".join).map(clean_html)


@given(TEXT, TEXT)
@example("<strong>we</strong><strong>we</strong>", "")
@settings(max_examples=150)
def test_what_is_not_inserted_is_the_old_text_and_what_is_not_deleted_the_new_one(old, new):
    html = marked(old, new)
    assert words_of(without("ins", html)) == words_of(old)
    assert words_of(without("del", html)) == words_of(new)


@given(TEXT)
@settings(max_examples=100)
def test_a_text_does_not_differ_from_itself(text):
    assert not any(chunk.changed for chunk in chunks(text, text))
    assert "<ins>" not in marked(text, text)


@given(TEXT, TEXT)
@settings(max_examples=100)
def test_the_structure_stays_sound(old, new):
    """A table has only rows, a row only cells: a browser would throw anything else out of it."""
    html = marked(old, new)
    for table_html in re.findall(r"<table>(.*?)</table>", html, re.DOTALL):
        between = re.sub(r"<(td)\b.*?</\1>", "", table_html, flags=re.DOTALL)
        assert set(re.findall(r"<[^>]*>", between)) <= {"<tbody>", "</tbody>", "<tr>", "</tr>"}
    assert html.count("<ins>") == html.count("</ins>") and html.count("<del>") == html.count("</del>")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150)
def test_plain_texts_keep_every_character(old, new):
    pieces = worded(old, new)
    assert "".join(piece.text for piece in pieces if piece.mark != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.mark != "del") == new


def test_a_figure_is_one_word():
    assert [(piece.mark, piece.text) for piece in worded("at least 99.0 %", "at least 99.5 %")] == [
        ("", "at least "),
        ("del", "99.0"),
        ("ins", "99.5"),
        ("", " %"),
    ]


def test_a_cell_changes_in_its_row():
    old = "<table><tbody><tr><td>Desk</td><td>8 to 17</td></tr></tbody></table>"
    new = "<table><tbody><tr><td>Desk</td><td>8 to 20</td></tr><tr><td>Cloud</td><td>always</td></tr></tbody></table>"
    assert marked(old, new) == (
        "<table><tbody><tr><td>Desk</td><td>8 to <del>17</del><ins>20</ins></td></tr>"
        "<tr><td><ins>Cloud</ins></td><td><ins>always</ins></td></tr></tbody></table>"
    )


def test_a_link_that_leads_elsewhere_differs():
    html = marked('<p>See <a href="https://a.test">this</a></p>', '<p>See <a href="https://b.test">this</a></p>')
    assert html.count("<del><a ") == 1 and html.count("<ins><a ") == 1


def test_nothing_is_drawn_but_the_plan_s_tags():
    html = marked(
        "",
        '<p onclick="x()">a<script>alert(1)</script><a href="javascript:x()">b</a><img src="https://x.test/i.png"></p>',
    )
    assert html == "<p><ins>ab</ins></p>"


def test_a_huge_text_is_compared_in_time():
    old = "".join(f"<p>{' '.join(f'word{n % 50}' for n in range(200))} {line}</p>" for line in range(100))
    new = old.replace(" 50</p>", " 50 now</p>").replace(" 99</p>", "</p>")
    changed = [chunk for chunk in chunks(old, new) if chunk.changed]
    assert [re.findall(r"<(ins|del)>(.*?)</", chunk.html) for chunk in changed] == [
        [("ins", " now")],
        [("del", " 99")],
    ]


# Sections and blocks ------------------------------------------------------------------------------


def frozen(*sections, **more) -> dict:
    return (
        {"title": "Plan", "organization": "NMS", "classification": "", "language": "en"}
        | more
        | {
            "sections": [
                {"key": key, "title": title, "html": html, "blocks": blocks} for key, title, html, *blocks in sections
            ]
        }
    )


def block(key: str, *parts) -> dict:
    return {"key": key, "title": key.title(), "parts": list(parts)}


def services_block(*rows, columns=("Service", "Target")) -> dict:
    return block("services", table(columns, rows, caption="Portfolio"))


def test_rows_go_together_by_their_keys():
    old = services_block(("SRV-1", ["Desk", "99.0"]), ("SRV-2", ["Fax", "90"]), ("SRV-3", ["Mail", "99"]))
    new = services_block(("SRV-1", ["Desk", "99.5"]), ("SRV-3", ["Mail", "99"]), ("SRV-4", ["Cloud", "99.9"]))
    result = compare(frozen(("scope", "Scope", "<p>a</p>", old)), frozen(("scope", "Scope", "<p>a</p>", new)))
    rows = result.sections[0].blocks[0].parts[0].rows
    assert [row.mark for row in rows] == ["changed", "removed", "", "added"]
    assert [(piece.mark, piece.text) for piece in rows[0].cells[1]] == [("del", "99.0"), ("ins", "99.5")]
    assert result.summary() == ["1 section changed", "1 row added", "1 row removed", "1 row changed"]


def test_a_new_column_changes_no_row():
    old = services_block(("SRV-1", ["Desk", "99.0"]))
    new = services_block(("SRV-1", ["Desk", "Ani", "99.0"]), columns=("Service", "Owner", "Target"))
    part = compare(frozen(("s", "S", "", old)), frozen(("s", "S", "", new))).sections[0].blocks[0].parts[0]
    assert [(piece.mark, piece.text) for piece in part.columns] == [("", "Service"), ("ins", "Owner"), ("", "Target")]
    assert [row.mark for row in part.rows] == [""] and part.changed


def test_versions_of_two_languages_go_together_by_place():
    old = services_block(("SRV-1", ["Desk", "99.0"]))
    new = block("services", table(["Layanan", "Sasaran"], [("SRV-1", ["Desk", "99.5"])], caption="Portofolio"))
    result = compare(frozen(("s", "S", "", old)), frozen(("s", "S", "", new), language="id"))
    assert result.languages_differ
    assert [row.mark for row in result.sections[0].blocks[0].parts[0].rows] == ["changed"]


def test_a_block_of_other_parts_than_today_s_is_compared_as_far_as_it_goes():
    old = block("roles", table(["Role"], [("m", ["Manager"])], caption="Authorities"), items("Held", ["Ani"]))
    new = block("roles", table(["Role"], [("m", ["Manager"])], caption="Authorities"), prose("Note", "New"))
    parts = compare(frozen(("r", "R", "", old)), frozen(("r", "R", "", new))).sections[0].blocks[0].parts
    assert [(part.kind, part.heading, part.changed) for part in parts] == [
        ("table", "Authorities", False),
        ("text", "Note", True),
        ("text", "Held", True),
    ]


def test_sections_added_removed_renamed_and_moved():
    old = frozen(
        ("a", "Scope", "<p>1</p>"), ("b", "Roles", "<p>2</p>"), ("c", "Old", "<p>3</p>"), ("d", "Risks", "<p>4</p>")
    )
    new = frozen(
        ("d", "Risks", "<p>4</p>"),
        ("a", "Scope", "<p>1</p>"),
        ("b", "Roles and duties", "<p>2</p>"),
        ("e", "New", "<p>5</p>"),
    )
    result = compare(old, new)
    assert [(section.key, section.mark, section.renamed, section.moved) for section in result.sections] == [
        ("d", "", False, True),
        ("a", "", False, False),
        ("b", "", True, False),
        ("c", "removed", False, False),
        ("e", "added", False, False),
    ]
    assert result.sections[0].notes() == ["Moved from 4 to 1"]
    assert result.summary() == ["2 sections changed", "1 section added", "1 section removed"]


def test_only_the_formatting_changed():
    old, new = frozen(("a", "A", "<p>We review.</p>")), frozen(("a", "A", "<p>We <strong>review</strong>.</p>"))
    section = compare(old, new).sections[0]
    assert section.reformatted and not section.text_changed and section.changed


# The page -----------------------------------------------------------------------------------------


@pytest.fixture
def two_versions(draft, author, manager) -> tuple[Version, Version]:
    """1.0 in force; 1.1 drafted, with a sentence more, a service more and a section of its own."""
    approve(submit(draft, author), manager)
    first = publish_now(draft)
    second = services.version_draft(actor=author, reason_kind="scope_change", change_summary="Cloud hosting")
    scope = Section.objects.get(version=second, key="scope")
    services.section_save(section=scope, actor=author, body="<p>How we do scope of the sms and the cloud.</p>")
    save_record(Service(title="Cloud Hosting", owner=author), actor=author)
    return first, second


@pytest.mark.django_db
class TestThePage:
    def address(self, older: Version, newer: Version, more: str = "") -> str:
        return f"{reverse('smp:compare')}?from={older.pk}&to={newer.pk}{more}"

    def test_it_says_what_differs_and_leaves_out_what_does_not(self, client, two_versions, auditor):
        client.force_login(auditor)
        page = client.get(self.address(*two_versions)).content.decode()
        assert re.search(r"<ins><span[^>]*>\[inserted: </span> and the cloud<span", page)
        assert re.search(r"<ins><span[^>]*>\[inserted: </span>Cloud Hosting", page)
        assert "rows added" in page
        assert "How we do required resources" not in page
        whole = client.get(self.address(*two_versions, "&whole=1")).content.decode()
        assert "How we do required resources" in whole

    def test_without_a_choice_the_draft_is_compared_with_what_it_came_from(self, client, two_versions, author):
        client.force_login(author)
        page = client.get(reverse("smp:compare"))
        assert (page.context["older"], page.context["newer"]) == two_versions

    def test_the_same_version_twice_and_a_single_one(self, client, draft, author):
        client.force_login(author)
        assert "no second version" in client.get(reverse("smp:compare")).content.decode()
        assert "two different versions" in client.get(self.address(draft, draft)).content.decode()

    def test_bad_keys(self, client, two_versions, author):
        client.force_login(author)
        for query in ("from=0", "to=nonsense", "from=99999999999999999999"):
            assert client.get(f"{reverse('smp:compare')}?{query}").status_code == 404

    def test_who_may_not_see_drafts_compares_nothing(self, client, two_versions, contributor):
        client.force_login(contributor)
        assert client.get(self.address(*two_versions)).status_code == 403

    def test_its_queries_do_not_grow_with_the_registers(
        self, client, two_versions, author, django_assert_max_num_queries
    ):
        client.force_login(author)
        client.get(self.address(*two_versions))
        for number in range(5):
            save_record(Service(title=f"Service {number}", owner=author), actor=author)
        with django_assert_max_num_queries(90):
            client.get(self.address(*two_versions))


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_no_row_is_read_sideways_and_paper_is_always_light(new_context, two_versions, author):
    page = new_context(color_scheme="dark").new_page()
    sign_in(page, author)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{reverse('smp:compare')}?from={two_versions[0].pk}&to={two_versions[1].pk}")
    tables = page.locator(".smp-table-frame")
    expect(tables.first).to_be_visible()
    assert tables.evaluate_all("all => all.every(each => each.scrollWidth <= each.clientWidth)")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

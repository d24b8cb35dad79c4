"""Live blocks stand in the text where a marker says so, and after it; without the editor a list arranges them."""

import pytest

from smp.arranging import arranged, in_words, named, placed, said_of, settled, spread
from smsplan.ui.richtext import marker

THREE = ["scope", "services", "risks"]
SERVICES, RISKS = marker("services"), marker("risks")


@pytest.mark.parametrize(
    ("act", "after"),
    [
        ("add:roles", ["scope", "services", "risks", "roles"]),
        ("add:scope", THREE),
        ("add:nonsense", THREE),
        ("remove:services", ["scope", "risks"]),
        ("remove:roles", THREE),
        ("up:risks", ["scope", "risks", "services"]),
        ("up:scope", THREE),
        ("down:scope", ["services", "scope", "risks"]),
        ("down:risks", THREE),
        ("burn:scope", THREE),
        ("", THREE),
        ("up", THREE),
    ],
)
def test_one_act(act, after):
    assert arranged("<p>a</p>", list(THREE), act) == ("<p>a</p>", after)


def test_what_is_no_block_and_what_stands_twice_is_left_out():
    assert arranged("", ["scope", "nonsense", "scope", "risks"], "") == ("", ["scope", "risks"])


def test_moved_in_the_list_they_change_places_in_the_text():
    body = f"<p>a</p>{SERVICES}<p>b</p>"
    assert arranged(body, ["services", "risks"], "up:risks") == (f"<p>a</p>{RISKS}<p>b</p>", ["risks", "services"])
    assert arranged(body, ["services", "risks"], "remove:services") == ("<p>a</p><p>b</p>", ["risks"])
    typed = "<p>a</p><DIV data-block='services'> </div><p>b</p>"
    assert arranged(typed, ["services", "risks"], "down:services")[0] == f"<p>a</p>{RISKS}<p>b</p>"


def test_it_is_said_what_was_done():
    assert said_of("add:risks", THREE) == "“Risk summary and matrix” is inserted, as number 3 of 3."
    assert said_of("up:scope", THREE) == "“Scope and policy” is number 1 of 3."
    assert said_of("remove:roles", THREE) == "“Roles and authorities” is taken out."
    assert said_of("order:", THREE) == ""


class TestAsKept:
    @pytest.mark.parametrize(
        ("body", "blocks", "kept"),
        [
            ("<p>a</p>", THREE, ("<p>a</p>", THREE)),
            ("", ["scope"], ("", ["scope"])),
            # What stands in the text is one of the blocks, whether or not the list says so, and comes first.
            (f"<p>a</p>{SERVICES}<p>b</p>", ["scope"], (f"<p>a</p>{SERVICES}<p>b</p>", ["services", "scope"])),
            (f"<p>a</p>{SERVICES}<p>b</p>", THREE, (f"<p>a</p>{SERVICES}<p>b</p>", ["services", "scope", "risks"])),
            # After the last word no marker is needed: so does a text that was saved before there were any.
            (f"<p>a</p>{SERVICES}{RISKS}<p></p>", [], ("<p>a</p>", ["services", "risks"])),
            (f"<p>a</p>{RISKS}<p>b</p>{SERVICES}", [], (f"<p>a</p>{RISKS}<p>b</p>", ["risks", "services"])),
            (f"<p></p>{SERVICES}<p></p>{RISKS}<p></p>", [], ("", ["services", "risks"])),
            # Lines to write on are no text.
            (f"<p></p>{SERVICES}<p></p>{RISKS}<p>b</p>", [], (f"{SERVICES}{RISKS}<p>b</p>", ["services", "risks"])),
            ("<p>a</p><p></p><p>b</p>", [], ("<p>a</p><p></p><p>b</p>", [])),
        ],
    )
    def test_text_and_blocks(self, body, blocks, kept):
        assert settled(body, blocks) == kept
        assert settled(*kept) == kept

    def test_spread_and_settled_undo_each_other(self):
        kept = (f"<p>a</p>{RISKS}<p>b</p>", ["risks", "services"])
        assert settled(spread(*kept), []) == kept


class TestAsRead:
    BLOCKS = ({"key": "services", "title": "Services"}, {"key": "risks", "title": "Risks"})

    def read(self, html):
        return [(text, [block["key"] for block in blocks]) for text, blocks in placed(html, self.BLOCKS)]

    def test_without_a_marker_they_follow_the_text(self):
        assert self.read("<p>a</p>") == [("<p>a</p>", ["services", "risks"])]
        assert self.read("") == [("", ["services", "risks"])]

    def test_each_stands_once_where_it_was_put(self):
        assert self.read(f"<p>a</p>{RISKS}<p>b</p>") == [("<p>a</p>", ["risks"]), ("<p>b</p>", ["services"])]
        assert self.read(f"{RISKS}{SERVICES}<p>b</p>") == [("", ["risks", "services"]), ("<p>b</p>", [])]
        assert self.read(f"<p>a</p>{RISKS}<p>b</p>{RISKS}") == [("<p>a</p>", ["risks"]), ("<p>b</p>", ["services"])]

    def test_a_marker_of_what_is_not_there_is_nothing(self):
        assert self.read(f"<p>a</p>{marker('roles')}<p>b</p>") == [
            ("<p>a</p>", []),
            ("<p>b</p>", ["services", "risks"]),
        ]

    def test_nothing_is_nothing(self):
        assert placed("", []) == []

    def test_names_stand_for_blocks_where_none_are_drawn(self):
        html = named(f"<p>a</p>{RISKS}<p>b</p>", ["risks", "roles"])
        assert html.index("Risk summary and matrix") < html.index("<p>b</p>") < html.index("Roles and authorities")
        assert in_words(f"<p>a</p>{RISKS}<p>b</p>") == "a\n[Risk summary and matrix]\nb"
        assert in_words(f"<p>a</p>{RISKS}", {"risks": "Risks <then>"}) == "a\n[Risks <then>]"

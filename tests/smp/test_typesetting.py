"""A section's text on paper: headings and tables in order, and no word lost."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smp.typesetting import typeset
from smsplan.ui.richtext import clean_html, plain_text


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("", []),
        ("<p>none</p>", []),
        ("<h2>a</h2><h3>b</h3><h4>c</h4><h2>d</h2>", [3, 4, 5, 3]),
        ("<h4>a</h4><h4>b</h4>", [3, 3]),
        ("<h3>a</h3><h2>b</h2><h4>c</h4>", [3, 3, 4]),
        ("<h2>a</h2><h4>b</h4><h3>c</h3>", [3, 4, 4]),
    ],
)
def test_headings_skip_no_level(html, levels):
    text = typeset(html)
    assert [int(level) for level in re.findall(r"<h(\d)", text)] == levels
    assert re.findall(r"<h(\d)", text) == re.findall(r"</h(\d)", text), "each is closed as it was opened"


def test_a_row_of_heads_repeats_and_a_head_beside_cells_is_of_its_row():
    table = "<table><tbody><tr><th>A</th><th>B</th></tr><tr><th>x</th><td>1</td></tr></tbody></table>"
    assert typeset(table) == (
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td>1</td></tr></tbody></table>'
    )


def test_tables_without_heads_and_with_their_own_stay_as_they_are():
    for table in (
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
        '<table><tbody><tr><th scope="col">alone</th></tr></tbody></table>',
    ):
        assert typeset(table) == table


def test_an_image_without_a_description_says_that_it_is_one():
    assert typeset('<p><img src="attachment:3" alt=" "></p>') == (
        '<p><img src="attachment:3" alt="Image without a description"></p>'
    )
    assert typeset('<img src="attachment:3" alt="Sites">') == '<img src="attachment:3" alt="Sites">'


_BITS = (
    "<h2>a</h2>",
    "<h4>b &amp; c</h4>",
    "<p>d<br>e</p>",
    "tail",
    "<ul><li>f<ul><li>g</li></ul></li></ul>",
    "<table><tbody><tr><th>h</th></tr><tr><td>i</td></tr></tbody></table>",
    "<p>ü “x”</p>",
)
PARTS = st.lists(st.sampled_from(_BITS), max_size=8)


@given(PARTS)
def test_no_word_is_lost_and_no_level_skipped(parts):
    text = clean_html("".join(parts))
    once = typeset(text)
    assert plain_text(once).split() == plain_text(text).split()
    levels = [2, *(int(level) for level in re.findall(r"<h(\d)", once))]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

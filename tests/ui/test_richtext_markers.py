"""Markers in rich text: which come through, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsplan.ui.richtext import MARKER, clean_html, is_blank, marker, plain_text

KNOWN = {"services", "top_risks"}


def cleaned(html: str) -> str:
    return clean_html(html, markers=KNOWN)


def test_a_known_one_stands_where_it_was_put():
    html = f"<p>before</p>{marker('services')}<p>after</p>{marker('top_risks')}"
    assert cleaned(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<p>a</p><div data-block="passwords"></div>', "<p>a</p>"),
        ('<p>a</p><div data-block="services"></div><div data-block="services"></div>', f"<p>a</p>{marker('services')}"),
        ('<ul><li>a<div data-block="services"></div></li></ul>', "<ul><li>a</li></ul>"),
        ('<blockquote><div data-block="services"></div>a</blockquote>', "<blockquote>a</blockquote>"),
        (
            '<table><tbody><tr><td><div data-block="services"></div>a</td></tr></tbody></table>',
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ('<div class="x" data-block="services" onclick="x()" style="color:red"></div>', marker("services")),
        ('<div data-block="services"><script>alert(1)</script></div>', marker("services")),
        ('<div data-block="services"><p>words</p></div>', f"{marker('services')}<p>words</p>"),
        ('<div data-block="services"><iframe src="//evil"></iframe></div>', marker("services")),
        ("<div data-block='services\"><script>'></div>a", "a"),
        ("<div><div>a</div></div>", "a"),
        ('<div class="card"><div data-block="services"></div></div>', marker("services")),
        ('<p title="<div data-block=services></div>">a</p>', None),
        ('&lt;div data-block="services"&gt;&lt;/div&gt;', '&lt;div data-block="services"&gt;&lt;/div&gt;'),
    ],
)
def test_any_other_does_not_and_leaves_its_words(html, left):
    if left is None:
        assert not MARKER.search(cleaned(html))
    else:
        assert cleaned(html) == left


def test_the_second_stands_when_the_first_was_nested():
    html = '<ul><li><div data-block="services"></div>a</li></ul><div data-block="services"></div>'
    assert cleaned(html) == f"<ul><li>a</li></ul>{marker('services')}"


def test_where_a_text_takes_none_there_is_none():
    assert clean_html(f"<p>a</p>{marker('services')}") == "<p>a</p>"


def test_it_is_kept_beside_images():
    html = f'<p><img src="attachment:7" alt="x"></p>{marker("services")}<p>b</p>'
    assert clean_html(html, {7}, KNOWN) == html


def test_alone_it_is_kept_and_is_no_writing():
    assert cleaned(f"<p></p>{marker('services')}") == f"<p></p>{marker('services')}"
    assert is_blank(marker("services")) and plain_text(f"<p>a</p>{marker('services')}") == "a"


@given(st.text(alphabet="<>/ divpulbockqte=\"'-&;services\n", max_size=80))
def test_cleaning_twice_is_cleaning_once(html):
    once = cleaned(html)
    assert cleaned(once) == once
    assert "<div" not in MARKER.sub("", once)

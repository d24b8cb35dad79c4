"""Rich text: what comes in is safe, and what is blank is blank."""

import nh3
import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from smsplan.ui.richtext import TAGS, RichTextField, clean_html, is_blank

BAD = [
    "<script>alert(1)</script>",
    "<p onclick='x()'>a</p>",
    "<p style='position:fixed'>a</p>",
    "<p class='btn'>a</p>",
    "<img src='http://evil.example/x.png'>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='data:text/html,x'>a</a>",
    "<iframe src='//evil'></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<style>*{}</style>",
    "<object data='file:///etc/passwd'></object>",
    "<form action='/x'><input name=y></form>",
    "<!-- <b> --><p>a</p>",
]


@pytest.mark.parametrize("html", BAD)
def test_nothing_dangerous_comes_through(html):
    clean = clean_html(html).lower()
    for part in ("<script", "onclick", "onerror", "style", "class=", "<img", "javascript:", "data:", "<iframe", "<svg",
                 "<object", "<form", "<input", "alert(", "<!--"):  # fmt: skip
        assert part not in clean


def test_what_a_plan_is_written_with_stays():
    html = (
        "<h2>A</h2><h3>B</h3><h4>C</h4><p>a <strong>b</strong> <em>c</em> <u>d</u> <s>e</s> <code>f</code><br>g</p>"
        '<ul><li>x</li></ul><ol start="3"><li>y</li></ol><blockquote><p>q</p></blockquote><hr>'
        '<table><thead><tr><th scope="col">h</th></tr></thead><tbody><tr><td colspan="2">d</td></tr></tbody></table>'
    )
    assert clean_html(html) == html


def test_links_lead_out_only_by_web_and_mail():
    assert clean_html('<p><a href="https://a.example">a</a></p>') == (
        '<p><a href="https://a.example" rel="noopener">a</a></p>'
    )
    assert 'href="mailto:a@b.example"' in clean_html('<a href="mailto:a@b.example">a</a>')
    assert "href" not in clean_html('<a href="file:///etc/passwd">a</a>')


def test_other_headings_and_old_tags_become_ours():
    assert clean_html("<h1>a</h1><h6>b</h6><p><b>c</b><i>d</i></p>") == (
        "<h2>a</h2><h4>b</h4><p><strong>c</strong><em>d</em></p>"
    )


@pytest.mark.parametrize(
    "html", ["", None, "<p></p>", "<p>&nbsp;</p>", "<p><br></p>", "<ul><li><p> </p></li></ul>", "\u200b"]
)
def test_blank_is_blank(html):
    assert is_blank(html)
    assert clean_html(html or "") == ""


@pytest.mark.parametrize("html", ["<p>a</p>", "a", "<hr>", "<table><tbody><tr><td>1</td></tr></tbody></table>"])
def test_written_is_not_blank(html):
    assert not is_blank(html)


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean_html(text)
    assert clean_html(once) == once


@given(st.text(alphabet="<>/=\"' abhpijsrcimgonle:;&#x"))
def test_no_tag_or_attribute_escapes(text):
    cleaned = clean_html(text)
    assert nh3.clean(cleaned, tags=TAGS, link_rel="noopener") == cleaned


class Form(forms.Form):
    text = RichTextField()


def test_required_means_written():
    assert not Form({"text": "<p><br></p>"}).is_valid()
    form = Form({"text": "<p onclick=x>a</p>"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "<p>a</p>"


def test_the_widget_brings_files_and_no_inline_script():
    media = str(Form().media)
    assert "ui/editor.js" in media and 'type="module"' in media
    assert "importmap" not in media
    html = str(Form()["text"])
    assert "<script" not in html and "style=" not in html
    assert 'role="toolbar"' in html

"""Rich text with images, and what word processors bring along."""

import re

import pytest
from django import forms
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smsplan.ui.richtext import LONGEST, RichTextField, clean_html, is_blank, pictures_in, plain_text, with_addresses

# What a word processor puts into the clipboard, shortened.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:///C:/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style><!-- @font-face {font-family:Calibri;} p.MsoNormal {mso-style-unhide:no; margin:0cm;} %s --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='mso-list:l0 level1 lfo1'><span style='font-family:"Calibri Light"'>1. Scope</span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>All managed services</b><o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>-<span
style='font:7.0pt "Times New Roman"'>&nbsp;</span></span></span><![endif]>Service Desk</p>
<!--[if gte vml 1]><v:shape id="P1" type="#_x0000_t75" style='width:300pt'><v:imagedata
src="file:///C:/Temp/msohtmlclip1/01/clip_image001.png"/></v:shape><![endif]-->
<![if !vml]><img width=400 height=200 src="file:///C:/Temp/msohtmlclip1/01/clip_image002.jpg" v:shapes="P1"><![endif]>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'>
<td width=200 style='width:150pt' colspan=2><p class=MsoNormal>Jakarta<o:p></o:p></p></td></tr></table>
<p><a href="file:///S:/Plans/plan.docx">The plan</a> <a href="https://example.test/a">site</a></p>
<!--EndFragment--></body></html>"""


def test_a_word_document_with_two_megabytes_of_styles_leaves_its_words():
    styles = "".join(f"p.Mso{number} {{mso-style-priority:{number}; font-size:11pt;}}\n" for number in range(45_000))
    document = WORD % styles
    assert len(document) > 2_000_000
    clean = clean_html(document)
    assert len(clean) < 1_000
    for part in ("style", "class", "mso", "file:", "<img", "<o:", "<v:", "<!--", "Normal</", "font", "xml"):
        assert part not in clean
    assert plain_text(clean).split("\n") == [
        "1. Scope",
        "All managed services",
        "-\xa0Service Desk",
        "Jakarta",
        "The plan site",
    ]
    assert clean.startswith("<h2>1. Scope</h2>") and "<strong>All managed services</strong>" in clean
    assert '<td colspan="2">' in clean and 'href="https://example.test/a"' in clean


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://evil.example/x.png">',
        '<img src="//evil.example/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="file:///etc/passwd">',
        '<img src="/smp/1/images/7/">',
        '<img src="attachment:8">',
        '<img src="attachment:07">',
        '<img src="attachment:7/../8">',
        '<img src="ATTACHMENT:7">',
        '<img srcset="https://evil.example/x.png 2x">',
        '<img alt="none">',
        '<picture><source srcset="https://evil.example/x.png"></picture>',
        '<video src="attachment:7" poster="https://evil.example/x.png"></video>',
        '<a href="attachment:7">file</a>',
        '<input type="image" src="attachment:7">',
    ],
)
def test_only_known_attachments_are_shown_as_images(html):
    clean = clean_html(f"<p>a{html}</p>", {7})
    assert not re.search(r"<img|src|href|attachment", clean)


def test_an_image_keeps_its_text_and_nothing_else():
    html = '<p>a<img alt="A &quot;b&quot; &gt; c" width="9" style="x" onerror="x()" src="attachment:7"></p>'
    clean = clean_html(html, {7})
    assert clean == '<p>a<img src="attachment:7" alt="A &quot;b&quot; &gt; c"></p>'
    assert clean_html(clean, {7}) == clean
    assert clean_html('<img src="attachment:7">', {7}) == '<img src="attachment:7" alt="">'
    assert clean_html(clean) == "<p>a</p>"


def test_an_image_alone_is_no_blank_text():
    assert not is_blank('<p><img src="attachment:7" alt=""></p>')
    assert clean_html('<p><img src="attachment:7" alt=""></p>', {7})
    assert clean_html('<p><img src="attachment:8" alt=""></p>', {7}) == ""


def test_images_are_found_and_get_an_address():
    html = '<p><img src="attachment:7" alt="a"><img src="attachment:12" alt="">src="attachment:3" as words</p>'
    clean = clean_html(html, {7, 12})
    assert pictures_in(clean) == {7, 12}
    shown = with_addresses(clean, "/smp/3/images/0/")
    assert 'src="attachment:3" as words' in shown
    assert '<img src="/smp/3/images/7/" alt="a">' in shown and '<img src="/smp/3/images/12/" alt="">' in shown


def test_a_text_that_is_too_long_is_refused_in_words_after_cleaning():
    class Form(forms.Form):
        text = RichTextField()

    padded = "<p style='" + "x" * (LONGEST * 2) + "'>short</p>"
    assert Form({"text": padded}).is_valid()
    form = Form({"text": "<p>" + "x" * LONGEST + "</p>"})
    assert not form.is_valid()
    assert "500,007 characters" in form.errors["text"][0] and "500,000" in form.errors["text"][0]


_NAMES = st.sampled_from(
    [
        "p",
        "a",
        "img",
        "IMG",
        "b",
        "h1",
        "table",
        "td",
        "svg",
        "script",
        "style",
        "iframe",
        "xml",
        "o:p",
        "math",
        "object",
    ]
)
_VALUES = st.sampled_from(
    [
        "attachment:7",
        "attachment:8",
        " attachment:7",
        "http://e.test/",
        "javascript:x()",
        "data:text/html,x",
        "file:///x",
        "x",
        '"',
        ">",
        "&quot;",
        "'",
    ]
)
_ATTRIBUTES = st.tuples(
    st.sampled_from(["src", "href", "alt", "style", "onclick", "onerror", "class", "srcset", "xlink:href"]), _VALUES
)
_TAGS = st.builds(
    lambda name, attributes, close, quote: f"<{'/' if close else ''}{name} "
    + " ".join(f"{key}={quote}{value}{quote}" for key, value in attributes)
    + ">",
    _NAMES, st.lists(_ATTRIBUTES, max_size=3), st.booleans(), st.sampled_from(["'", '"', ""]),
)  # fmt: skip
_PIECES = st.one_of(
    _TAGS, st.text(max_size=8), st.sampled_from(["<!--", "-->", "<![if x]>", "<![endif]>", "<![CDATA[", "]]>"])
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=12).map("".join))
@example("<p >0<h1 ><table ><h1 >")
def test_whatever_comes_in_nothing_dangerous_goes_out(html):
    clean = clean_html(html, {7})
    for tag in re.findall(r"<[a-zA-Z/][^>]*>", clean):
        name = re.match(r"</?([a-zA-Z0-9]+)", tag)[1]
        assert name not in {"script", "style", "svg", "iframe", "math", "object", "xml"}
        assert not re.search(r"\s(?:on\w+|style|class|srcset)=", re.sub(r'"[^"]*"', '""', tag))
        source = re.search(r'\ssrc="([^"]*)"', tag)
        assert (source[1] if source else None) == ("attachment:7" if name == "img" else None)
        target = re.search(r'\shref="([^"]*)"', tag)
        assert target is None or target[1].startswith("http://")
    assert clean_html(clean, {7}) == clean

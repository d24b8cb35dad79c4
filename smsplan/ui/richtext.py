"""Rich text: sanitized on the way in, edited with Tiptap where there is JavaScript, a plain textarea where not."""

import re
from html import unescape
from typing import Any

import nh3
from django import forms
from django.utils.html import strip_tags

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    # What these hold is never text a person meant to write.
    clean_content_tags={"script", "style", "template", "svg", "math", "iframe", "object", "noscript", "title"},
    attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    strip_comments=True,
)
_RENAMED = re.compile(r"<(/?)(h1|h5|h6|b|i|del|strike)(?=[\s>/])", re.IGNORECASE)
_NEW_NAME = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "del": "s", "strike": "s"}


def clean_html(html: str) -> str:
    """Safe HTML: headings 2 to 4, paragraphs, lists, tables, plain emphasis and links (http, https, mailto).

    No images, styles, classes, scripts or relative addresses; blank text becomes the empty string.
    """
    html = _RENAMED.sub(lambda found: f"<{found[1]}{_NEW_NAME[found[2].lower()]}", str(html or ""))
    cleaned = _CLEANER.clean(html).strip()
    return "" if is_blank(cleaned) else cleaned


def is_blank(html: str | None) -> bool:
    """Whether nothing is written: no letter, no rule. Empty paragraphs and table cells do not count."""
    if not html:
        return True
    if re.search(r"<hr\b", html):
        return False
    return not unescape(strip_tags(html)).replace("\u200b", "").replace("\ufeff", "").strip()


_BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|tr|blockquote|pre)>|<(?:br|hr)\b[^>]*>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]>", re.IGNORECASE)


def plain_text(html: str | None) -> str:
    """The words of sanitized HTML for a cell or a history line: a line for each block, cells set apart."""
    whole = re.sub(r"</p>\s*(</(?:td|th|li)>)", r"\1", html or "")
    text = unescape(strip_tags(_CELL_END.sub(" | ", _BLOCK_END.sub("\n", whole))))
    return "\n".join(line for line in (part.strip(" |\t") for part in text.split("\n")) if line)


class RichTextWidget(forms.Textarea):
    """A textarea that `ui/editor.js` turns into an editor."""

    template_name = "ui/richtext.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, "data-richtext": ""} | (attrs or {}))

    @property
    def media(self) -> forms.Media:
        """The editor's styles and module: ordinary files, so that the content security policy stays closed."""
        return forms.Media(
            css={"all": ["ui/editor.css"]},
            js=[forms.Script("ui/editor.js", type="module")],
        )

    def use_required_attribute(self, initial: Any) -> bool:
        """Never: the browser cannot point at the hidden textarea; the server says what is missing."""
        return False


class RichTextField(forms.CharField):
    """Rich text, sanitized when cleaned. Required means that something is written, not that a tag is there."""

    widget = RichTextWidget

    def clean(self, value: Any) -> str:
        """The sanitized HTML. Raises ValidationError when it is required and blank."""
        return super().clean(clean_html(value if isinstance(value, str) else ""))

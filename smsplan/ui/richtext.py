"""Rich text: sanitized on the way in, edited with Tiptap where there is JavaScript, a plain textarea where not."""

import re
from collections.abc import Collection
from html import unescape
from typing import Any

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
#: The longest text that is kept, in characters of its sanitized HTML.
LONGEST = 500_000

# What these hold is never text a person meant to write.
_NEVER_TEXT = {"script", "style", "template", "svg", "math", "iframe", "object", "noscript", "title", "xml"}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "ol": {"start"}}
_ADDRESSES = {"http", "https", "mailto"}
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_NEVER_TEXT,
    attributes=_ATTRIBUTES,
    url_schemes=_ADDRESSES,
    link_rel="noopener",
    strip_comments=True,
)
_RENAMED = re.compile(r"<(/?)(h1|h5|h6|b|i|del|strike)(?=[\s>/])", re.IGNORECASE)
_NEW_NAME = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em", "del": "s", "strike": "s"}
_PICTURE = re.compile(r"<img((?:\s+[a-z]+=\"[^\"]*\")*)\s*/?>")
_PICTURE_SRC = re.compile(r"\bsrc=\"attachment:([1-9][0-9]{0,17})\"")
_PICTURE_ALT = re.compile(r"\balt=\"([^\"]*)\"")

_MOST_READINGS = 5


def clean_html(html: str, pictures: Collection[int] = (), markers: Collection[str] = ()) -> str:
    """Safe HTML: headings 2 to 4, paragraphs, lists, tables, plain emphasis and links (http, https, mailto).

    No styles, classes, scripts or relative addresses; blank text becomes the empty string. Of images only those whose
    address is `attachment:` and one of the keys in `pictures`, each with a text for who cannot see it. Of markers,
    which say where something stands that is no text, only the keys in `markers`: each once, empty, and in nothing.
    """
    cleaned = _RENAMED.sub(lambda found: f"<{found[1]}{_NEW_NAME[found[2].lower()]}", str(html or ""))
    # What was nested against the rules may be read otherwise the next time: until it reads as it is written.
    for _reading in range(_MOST_READINGS):
        before, cleaned = cleaned, _cleaned_once(cleaned, pictures, markers)
        if cleaned == before:
            break
    return "" if is_blank(cleaned) and not MARKER.search(cleaned) else cleaned


def _cleaned_once(html: str, pictures: Collection[int], markers: Collection[str]) -> str:
    cleaned = (_with_more(html, pictures, markers) if pictures or markers else _CLEANER.clean(html)).strip()
    return _with_markers(cleaned, markers) if markers else cleaned


def _with_more(html: str, pictures: Collection[int], markers: Collection[str]) -> str:
    addresses = {f"attachment:{key}" for key in pictures}

    def attribute(element: str, name: str, value: str) -> str | None:
        if element == "img" and name == "src":
            return value if value in addresses else None
        # A link leads to no attachment: the scheme is let in for images alone.
        return None if name == "href" and value.strip().lower().startswith("attachment:") else value

    cleaned = nh3.clean(
        html,
        tags=TAGS | ({"img"} if pictures else set()) | ({"div"} if markers else set()),
        clean_content_tags=_NEVER_TEXT,
        attributes=_ATTRIBUTES | {"img": {"src", "alt"}, "div": {"data-block"}},
        attribute_filter=attribute,
        url_schemes=_ADDRESSES | {"attachment"},
        link_rel="noopener",
        strip_comments=True,
    )
    return _PICTURE.sub(_one_picture, cleaned)


def _one_picture(found: re.Match[str]) -> str:
    src, alt = _PICTURE_SRC.search(found[1]), _PICTURE_ALT.search(found[1])
    return f'<img src="attachment:{src[1]}" alt="{alt[1] if alt else ""}">' if src else ""


#: A marker as `clean_html` writes it; in the words of a text a `<` never stands by itself.
MARKER = re.compile(r'<div data-block="([a-z_]+)"></div>')
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+=\"[^\"]*\")*)\s*/?>")
_HOLDS_NOTHING = {"br", "hr", "img"}


def marker(key: str) -> str:
    """What stands in a text for the thing of that key."""
    return f'<div data-block="{key}"></div>'


def _with_markers(html: str, markers: Collection[str]) -> str:
    """Sanitized HTML whose divs are markers and nothing else; what stood in another one stands there without it."""
    left, depth = set(markers), 0

    def judged(found: re.Match[str]) -> str:
        nonlocal depth
        closes, tag, attributes = found.groups()
        if tag != "div":
            depth += 0 if tag in _HOLDS_NOTHING else -1 if closes else 1
            return found[0]
        key = attributes.removeprefix(' data-block="').removesuffix('"')
        if closes or depth or key not in left:
            return ""
        left.discard(key)
        return marker(key)

    return _TAG.sub(judged, html)


#: As `clean_html` writes it; in the words of a text a `<` never stands by itself.
_CLEAN_PICTURE = re.compile(r'<img src="attachment:([1-9][0-9]*)"')


def pictures_in(html: str | None) -> set[int]:
    """The keys of the attachments that sanitized HTML shows as images."""
    return {int(found[1]) for found in _CLEAN_PICTURE.finditer(html or "")}


def with_addresses(html: str | None, address: str) -> str:
    """Sanitized HTML for the screen: each image gets an address that can be fetched; `address` has `0` for the key."""
    return _CLEAN_PICTURE.sub(lambda found: f'<img src="{address.replace("/0/", f"/{found[1]}/")}"', html or "")


def is_blank(html: str | None) -> bool:
    """Whether nothing is written: no letter, no rule, no image. Empty paragraphs and table cells do not count."""
    if not html:
        return True
    if re.search(r"<(?:hr|img)\b", html):
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
    #: Where images are uploaded, and where one is fetched, with `0` for its key. Without them the text takes none.
    upload_url = ""
    picture_url = ""
    picture_bytes = 0
    #: What may stand in the text without being text: what it is called, choices of (key, title, what it shows), where
    #: one is fetched as it is drawn (with `0` for its key), and the language in which it is drawn.
    blocks_label: Any = ""
    blocks: Collection[tuple[str, Any, Any]] = ()
    block_url = ""
    block_language = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 10, "data-richtext": ""} | (attrs or {}))

    def takes_pictures(self, *, upload_url: str, picture_url: str, largest: int) -> None:
        """Let the text show images: uploaded there, fetched there, of at most so many bytes."""
        self.upload_url, self.picture_url, self.picture_bytes = upload_url, picture_url, largest

    def takes_blocks(
        self, *, label: Any, choices: Collection[tuple[str, Any, Any]], block_url: str, language: str
    ) -> None:
        """Let what registers draw stand in the text, chosen from a menu of that name."""
        self.blocks_label, self.blocks, self.block_url, self.block_language = label, choices, block_url, language

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context, with where images and drawn blocks come from."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "upload_url": self.upload_url,
            "picture_url": self.picture_url,
            "picture_bytes": self.picture_bytes,
            "blocks_label": self.blocks_label,
            "blocks": self.blocks,
            "block_url": self.block_url,
            "block_language": self.block_language,
        }
        return context

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
    """Rich text, sanitized when cleaned. Required means that something is written, not that a tag is there.

    `pictures` are the keys of the attachments that the text may show, `markers` those of what may stand in it.
    """

    widget = RichTextWidget
    pictures: Collection[int] = ()
    markers: Collection[str] = ()

    def clean(self, value: Any) -> str:
        """The sanitized HTML. Raises ValidationError when it is required and blank, or too long."""
        cleaned = clean_html(value if isinstance(value, str) else "", self.pictures, self.markers)
        not_too_long(cleaned)
        return super().clean(cleaned)


def not_too_long(html: str) -> None:
    """Raises ValidationError when sanitized HTML is longer than what is kept."""
    if len(html) > LONGEST:
        raise ValidationError(
            _("The text is too long: %(now)s characters, of which formatting is a part; at most %(most)s are kept."),
            params={
                "now": number_format(len(html), force_grouping=True),
                "most": number_format(LONGEST, force_grouping=True),
            },
            code="too_long",
        )

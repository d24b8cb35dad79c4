"""Rich texts compared: paragraphs, list items and table cells brought together first, then word by word inside them.

What is drawn keeps the structure of the new text, so that a table stays a table; deleted parts stand where they were.
Only the tags and addresses that the plan's texts may have are drawn, whatever the frozen content holds.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape

from lxml import html as parsed

from smp.compare.words import DELETED, INSERTED, SAME, WORD, steps

_BLOCKS = {
    "p", "h2", "h3", "h4", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "hr",
}  # fmt: skip
#: A live block's place in the text.
_PLACE = "div"
_INLINE = {"a", "strong", "em", "u", "s", "code"}
_ATTRIBUTES = {
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"), "ol": ("start",), _PLACE: ("data-block",),
}  # fmt: skip
_ADDRESS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_IMAGE = re.compile(r"attachment:[1-9][0-9]*")
_NEVER_TEXT = {"script", "style", "iframe", "object", "template"}
#: Parts of a table stand for themselves: they are brought together whatever they say.
_ALWAYS = {"thead", "tbody", "td", "th"}
_ALIKE = 0.3
#: So many pairs of paragraphs are weighed against each other; beyond, they are brought together in order.
_MOST_PAIRS = 4_000


@dataclass(frozen=True)
class _Word:
    """A word, a line break or an image in the text, and how it is formatted. Equal when it says the same."""

    text: str
    href: str = ""
    image: tuple[str, str] | None = None
    tags: tuple[str, ...] = field(default=(), compare=False)

    def drawn(self) -> str:
        """Without its formatting."""
        if self.image is not None:
            return f'<img src="{escape(self.image[0])}" alt="{escape(self.image[1])}">'
        return "<br>" if self.text == "\n" and self.is_break else escape(self.text, quote=False)

    is_break: bool = False


@dataclass
class _Node:
    """A block of the text: either with blocks in it, or with words. Without a tag: words that stand among blocks."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    nodes: list["_Node"] = field(default_factory=list)
    words: list[_Word] = field(default_factory=list)

    def key(self) -> tuple:
        """What it says and how it is formatted: two nodes with the same key are the same."""
        return (
            self.tag,
            self.attributes,
            tuple(node.key() for node in self.nodes),
            tuple((word, word.tags) for word in self.words),
        )

    def said(self) -> Counter:
        """How often it says which word."""
        count = Counter(word for word in self.words if not _blank(word))
        for node in self.nodes:
            count.update(node.said())
        return count


@dataclass(frozen=True)
class Chunk:
    """A block of the compared text with its marks. `heading`: it is one.

    `place`: here stands the live block of that key, and no text; in the older text alone when it is `left`, in the
    newer alone when it is `taken`.
    """

    html: str
    changed: bool
    heading: bool = False
    place: str = ""
    left: bool = False
    taken: bool = False


def _blank(word: _Word) -> bool:
    return word.image is None and not re.search(r"\w", word.text)


# Reading ----------------------------------------------------------------------------------------------


def _read(html: str) -> list[_Node]:
    if not html.strip():
        return []
    return _nodes_of(parsed.fragment_fromstring(html, create_parent="div"))


def _nodes_of(element) -> list[_Node]:
    """The blocks of an element; words that stand beside blocks become blocks without a tag."""
    nodes: list[_Node] = []
    loose: list[_Word] = []

    def close() -> None:
        if any(not _blank(word) for word in loose):
            nodes.append(_Node("", words=list(loose)))
        loose.clear()

    loose += _words(element.text, (), "")
    for child in element:
        if child.tag in _BLOCKS or (child.tag == _PLACE and child.get("data-block")):
            close()
            nodes.append(_node(child))
        else:
            loose += _inline(child, (), "")
        loose += _words(child.tail, (), "")
    close()
    return nodes


def _node(element) -> _Node:
    attributes = tuple((name, element.get(name)) for name in _ATTRIBUTES.get(element.tag, ()) if element.get(name))
    node = _Node(element.tag, attributes)
    if any(child.tag in _BLOCKS for child in element.iterdescendants()):
        node.nodes = _nodes_of(element)
        return node
    node.words = _words(element.text, (), "")
    for child in element:
        node.words += [*_inline(child, (), ""), *_words(child.tail, (), "")]
    return node


def _inline(element, tags: tuple[str, ...], href: str) -> list[_Word]:
    if not isinstance(element.tag, str) or element.tag in _NEVER_TEXT:
        return []
    if element.tag == "br":
        return [_Word("\n", href=href, tags=tags, is_break=True)]
    if element.tag == "img":
        src = element.get("src", "")
        image = (src, element.get("alt", "")) if _IMAGE.fullmatch(src) else None
        return [_Word("", href=href, image=image, tags=tags)] if image else []
    if element.tag == "a":
        address = element.get("href", "")
        href = address if _ADDRESS.match(address) else ""
    elif element.tag in _INLINE:
        tags = (*tags, element.tag)
    words = _words(element.text, tags, href)
    for child in element:
        words += [*_inline(child, tags, href), *_words(child.tail, tags, href)]
    return words


def _words(text: str | None, tags: tuple[str, ...], href: str) -> list[_Word]:
    return [_Word(word, href=href, tags=tags) for word in WORD.findall(text or "")]


# Bringing together ------------------------------------------------------------------------------------

_Pair = tuple[_Node | None, _Node | None]


def _pairs(old: Sequence[_Node], new: Sequence[_Node]) -> list[_Pair]:
    """Old and new blocks side by side, in an order in which both can be read; None where one has no counterpart."""
    result: list[_Pair] = []
    matcher = SequenceMatcher(None, [node.key() for node in old], [node.key() for node in new], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            result += zip(old[a:b], new[c:d], strict=True)
        else:
            result += _alike(old[a:b], new[c:d])
    return result


def _alike(old: Sequence[_Node], new: Sequence[_Node]) -> list[_Pair]:
    """The pairing of blocks that keeps the most in common, in order."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [*((node, None) for node in old), *((None, node) for node in new)]
    said = [node.said() for node in old], [node.said() for node in new]
    gain = [[_likeness(one, other, said[0][i], said[1][j]) for j, other in enumerate(new)] for i, one in enumerate(old)]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = gain[i][j] + best[i + 1][j + 1] if gain[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    result: list[_Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if gain[i][j] and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            result.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            result.append((old[i], None))
            i += 1
        else:
            result.append((None, new[j]))
            j += 1
    return [*result, *((node, None) for node in old[i:]), *((None, node) for node in new[j:])]


def _likeness(old: _Node, new: _Node, says: Counter, says_now: Counter) -> float:
    """How much two blocks have in common, from 0 to 1; 0 when they are no pair."""
    if old.tag != new.tag or bool(old.nodes) != bool(new.nodes):
        return 0.0
    if old.tag == _PLACE and old.attributes != new.attributes:
        return 0.0
    both, common = sum(says.values()) + sum(says_now.values()), sum((says & says_now).values())
    share = 2 * common / both if both else 1.0
    if old.tag in _ALWAYS:
        return max(share, 0.01)
    return share if share >= _ALIKE else 0.0


# Drawing ----------------------------------------------------------------------------------------------


def _draw_pairs(pairs: Iterable[_Pair]) -> tuple[str, bool]:
    drawn = [_draw(old, new) for old, new in pairs]
    return "".join(html for html, _changed in drawn), any(changed for _html, changed in drawn)


def _draw(old: _Node | None, new: _Node | None) -> tuple[str, bool]:
    """A block with its marks, and whether it has any."""
    node = new or old
    if node is None:
        return "", False
    if old is None or new is None:
        mark = DELETED if new is None else INSERTED
        if node.tag == "hr":
            return f"<{mark}><hr></{mark}>", True
        inside = "".join(_draw(*((each, None) if new is None else (None, each)))[0] for each in node.nodes)
        return _tagged(node, inside + _runs([(mark, word) for word in node.words])), True
    if node.nodes or old.nodes:
        inside, changed = _draw_pairs(_pairs(old.nodes, new.nodes))
        return _tagged(node, inside), changed
    marked: list[tuple[str, _Word]] = []
    for what, a, b, c, d in steps(old.words, new.words, blank=_blank):
        if what == "equal":
            marked += [(SAME, word) for word in new.words[c:d]]
        else:
            marked += [(DELETED, word) for word in old.words[a:b]]
            marked += [(INSERTED, word) for word in new.words[c:d]]
    return _tagged(node, _runs(marked)), any(mark for mark, _word in marked)


def _tagged(node: _Node, inside: str) -> str:
    if not node.tag:
        return inside
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes)
    return f"<{node.tag}{attributes}>" + ("" if node.tag == "hr" else f"{inside}</{node.tag}>")


def _runs(marked: Sequence[tuple[str, _Word]]) -> str:
    """Words in a row with the same mark, and among them those with the same formatting, share their tags."""
    html: list[str] = []
    at = 0
    while at < len(marked):
        mark = marked[at][0]
        until = at
        while until < len(marked) and marked[until][0] == mark:
            until += 1
        inside = _formatted([word for _mark, word in marked[at:until]])
        html.append(f"<{mark}>{inside}</{mark}>" if mark else inside)
        at = until
    return "".join(html)


def _formatted(words: Sequence[_Word]) -> str:
    html: list[str] = []
    at = 0
    while at < len(words):
        first = words[at]
        until = at
        while until < len(words) and (words[until].tags, words[until].href) == (first.tags, first.href):
            until += 1
        inside = "".join(word.drawn() for word in words[at:until])
        for tag in reversed(first.tags):
            inside = f"<{tag}>{inside}</{tag}>"
        if first.href:
            inside = f'<a href="{escape(first.href)}" rel="noopener">{inside}</a>'
        html.append(inside)
        at = until
    return "".join(html)


def chunks(old: str, new: str) -> list[Chunk]:
    """The blocks of two sanitized rich texts, brought together, their differences in `<ins>` and `<del>`.

    The places of live blocks are among them.
    """
    result = []
    for before, after in _pairs(_read(old), _read(new)):
        there = after or before
        if there is not None and there.tag == _PLACE:
            key = dict(there.attributes).get("data-block", "")
            result.append(Chunk("", changed=False, place=key, left=after is None, taken=before is None))
            continue
        html, changed = _draw(before, after)
        result.append(Chunk(html, changed, heading=there is not None and there.tag in {"h2", "h3", "h4"}))
    return result

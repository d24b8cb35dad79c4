"""Where the live blocks of a section stand: in its text, where a marker says so, and after it.

`Section.blocks` names all of them in the order in which they print. A text with no marker has them all after it, as
every text had that was written before there were markers.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from smp.content import BLOCKS
from smsplan.ui.richtext import MARKER, is_blank, marker, plain_text

#: A marker as somebody may have typed it, who writes the text without the editor.
_TYPED = re.compile(r"<div\s+data-block\s*=\s*[\"']?([a-z_]+)[\"']?\s*>\s*</div>", re.IGNORECASE)


def settled(body: str, blocks: Sequence[str]) -> tuple[str, list[str]]:
    """A section's sanitized text and its live blocks as they are kept.

    The blocks that stand in the text come first, in its order; the others stand after it, and so do those after which
    nothing is written: they need no marker.
    """
    # Texts and keys by turns: the pattern's one group is the key.
    parts = MARKER.split(body)
    texts, inside = parts[::2], parts[1::2]
    blocks = [*inside, *(key for key in dict.fromkeys(blocks) if key not in inside)]
    while inside and is_blank(texts[-1]):
        texts.pop()
        inside.pop()
    texts = ["" if is_blank(text) else text for text in texts]  # An empty line to write on is none of the text.
    return texts[0] + "".join(marker(key) + text for key, text in zip(inside, texts[1:], strict=True)), blocks


def spread(body: str, blocks: Sequence[str]) -> str:
    """The text with a marker for each of its blocks, also for those that stand after it."""
    inside = set(MARKER.findall(body))
    return body + "".join(marker(key) for key in blocks if key not in inside)


Block = Mapping[str, Any]


def placed(html: str, blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """A section as it is read: pieces of its text, each with the blocks that follow it.

    `blocks` are drawn or frozen ones, with a `key`. A marker of a block that is not there stands for nothing.
    """
    by_key = {block["key"]: block for block in blocks}
    pieces: list[tuple[str, list[Block]]] = []
    parts = MARKER.split(spread(html, list(by_key)))
    for text, key in zip_longest(parts[::2], parts[1::2]):
        text = "" if is_blank(text) else text
        if text or not pieces:
            pieces.append((text, []))
        if key in by_key:
            pieces[-1][1].append(by_key.pop(key))
    return [piece for piece in pieces if piece[0] or piece[1]]


def named(body: str, blocks: Sequence[str] = ()) -> str:
    """The text with the name of each block where it stands, for pages that compare texts and draw no blocks."""
    return MARKER.sub(_name, spread(body, blocks))


def _name(found: re.Match[str]) -> str:
    title = escape(str(BLOCKS.get(found[1], found[1])))
    return f'<div data-block="{found[1]}" class="smp-block-name">{title}</div>'


def in_words(body: str, titles: Mapping[str, Any] = BLOCKS) -> str:
    """The words of a text, with the name of each block on a line of its own where it stands in the text."""
    return plain_text(MARKER.sub(lambda found: f"<p>[{escape(str(titles.get(found[1], found[1])))}]</p>", body))


# Without the editor: a list of the blocks under the text ------------------------------------------


def arranged(body: str, blocks: Sequence[str], act: str) -> tuple[str, list[str]]:
    """Text and live blocks after one act: `add:`, `remove:`, `up:` or `down:` and a block's key.

    Another changes nothing. The places in the text stay where they are and are taken by the first blocks of the list.
    """
    verb, _colon, key = act.partition(":")
    present = [each for each in dict.fromkeys(blocks) if each in BLOCKS]
    if verb == "add" and key in BLOCKS and key not in present:
        return body, [*present, key]
    if key not in present or verb not in {"up", "down", "remove"}:
        return body, present
    place = present.index(key)
    present.remove(key)
    if verb == "remove":
        return _TYPED.sub(lambda found: "" if found[1] == key else found[0], body), present
    present.insert(max(place - 1, 0) if verb == "up" else place + 1, key)
    keys = iter(present)
    return _TYPED.sub(lambda found: marker(next(keys, found[1])) if found[1] in present else found[0], body), present


def said_of(act: str, blocks: Sequence[str]) -> str:
    """What an act did, for who does not see it."""
    verb, _colon, key = act.partition(":")
    if key not in BLOCKS:
        return ""
    title = str(BLOCKS[key])
    if key not in blocks:
        return _("“%(title)s” is taken out.") % {"title": title}
    words = {"title": title, "place": blocks.index(key) + 1, "of": len(blocks)}
    if verb == "add":
        return _("“%(title)s” is inserted, as number %(place)d of %(of)d.") % words
    return _("“%(title)s” is number %(place)d of %(of)d.") % words

"""The live blocks of a section while somebody arranges them: insert, move, take out. Pure."""

from django.utils.translation import gettext as _

from smp.content import BLOCKS


def arranged(blocks: list[str], act: str) -> list[str]:
    """The live blocks after one act: `add:`, `remove:`, `up:` or `down:` and a block's key; another changes nothing."""
    verb, _colon, key = act.partition(":")
    blocks = [each for each in dict.fromkeys(blocks) if each in BLOCKS]
    if verb == "add" and key in BLOCKS and key not in blocks:
        return [*blocks, key]
    if key not in blocks:
        return blocks
    place = blocks.index(key)
    blocks.remove(key)
    if verb in {"up", "down"}:
        blocks.insert(max(place - 1, 0) if verb == "up" else place + 1, key)
    elif verb != "remove":
        blocks.insert(place, key)
    return blocks


def said_of(act: str, blocks: list[str]) -> str:
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

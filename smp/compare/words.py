"""Plain texts compared word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, INSERTED, DELETED = "", "ins", "del"

#: What is compared as one: a run of blanks, a word or a figure with what joins its parts (99.5, sign-off), a sign.
WORD = re.compile(r"\s+|\w+(?:[.,:/'’-]\w+)*|[^\w\s]")
#: Texts of more words than this are told as one replaced by the other: a comparison would take too long.
MOST_WORDS = 20_000
#: From here on, words that are found everywhere in a text do not count when its parts are brought together.
MANY_WORDS = 2_000
#: Below this share of words in common a text counts as replaced, since single kept words would be an accident.
_IN_COMMON = 0.25


@dataclass(frozen=True)
class Piece:
    """Some words of a comparison: in both texts (SAME), only in the new one (INSERTED) or the old one (DELETED)."""

    mark: str
    text: str


#: What happened (equal, insert, delete, replace), and where in the old and in the new sequence.
Step = tuple[str, int, int, int, int]


def steps(old: Sequence[Any], new: Sequence[Any], *, blank: Any) -> list[Step]:
    """How to get from one sequence of words to the other; `blank(word)` says whether a word is none by itself.

    Blanks and signs between two changes belong to the change, so that a phrase is told as a phrase.
    """
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [("equal" if list(old) == list(new) else "replace", 0, len(old), 0, len(new))]
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > MANY_WORDS)
    found: list[Step] = []
    codes = matcher.get_opcodes()
    kept = 0
    for number, (what, a, b, c, d) in enumerate(codes):
        words = [] if what != "equal" else [word for word in old[a:b] if not blank(word)]
        between = 0 < number < len(codes) - 1
        if what == "equal" and (words or not between):
            kept += len(words)
            found.append((what, a, b, c, d))
        elif found and found[-1][0] != "equal":
            found[-1] = ("replace", found[-1][1], b, found[-1][3], d)
        else:
            found.append((what, a, b, c, d))
    most = max(sum(not blank(word) for word in old), sum(not blank(word) for word in new))
    if any(step[0] != "equal" for step in found) and kept < most * _IN_COMMON and old and new:
        return [("replace", 0, len(old), 0, len(new))]
    return found


def _blank(word: str) -> bool:
    return not re.search(r"\w", word)


def worded(old: str, new: str) -> list[Piece]:
    """The words of both texts in order; those that differ are marked, deleted ones before inserted ones."""
    if old == new:
        return [Piece(SAME, new)] if new else []
    before, after = WORD.findall(old), WORD.findall(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in steps(before, after, blank=_blank):
        if what == "equal":
            pieces.append(Piece(SAME, "".join(after[c:d])))
            continue
        if a < b:
            pieces.append(Piece(DELETED, "".join(before[a:b])))
        if c < d:
            pieces.append(Piece(INSERTED, "".join(after[c:d])))
    return pieces


def differing(pieces: Sequence[Piece]) -> bool:
    """Whether anything was inserted or deleted."""
    return any(piece.mark for piece in pieces)

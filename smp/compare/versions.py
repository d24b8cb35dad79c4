"""Two versions of the plan compared, section by section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smp.arranging import spread
from smp.compare.blocks import ADDED, CHANGED, REMOVED, BlockDifference, compare_blocks
from smp.compare.texts import Chunk, chunks
from smp.compare.words import DELETED, INSERTED, Piece, differing, worded
from smsplan.ui.richtext import MARKER

Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class SectionDifference:
    """A section on both sides: `mark` is added or removed when one of them lacks it."""

    key: str
    title: list[Piece]
    #: Where it stands in the newer and in the older version, from 1; None where it is not.
    number: int | None
    old_number: int | None
    mark: str = ""
    renamed: bool = False
    moved: bool = False
    #: Its text with the places of its live blocks: each of `blocks` has one.
    text: list[Chunk] = field(default_factory=list)
    #: The words are the same, and headings, emphasis or lists are not.
    reformatted: bool = False
    blocks: list[BlockDifference] = field(default_factory=list)

    @property
    def text_changed(self) -> bool:
        """Whether words were inserted or deleted."""
        return any(chunk.changed for chunk in self.text)

    @property
    def changed(self) -> bool:
        """Whether anything of it differs."""
        return bool(
            self.mark
            or self.renamed
            or self.moved
            or self.text_changed
            or self.reformatted
            or any(block.changed or block.moved for block in self.blocks)
        )

    @property
    def plain_title(self) -> str:
        """Its title in the newer version, or the only one it has."""
        return "".join(piece.text for piece in self.title if piece.mark != DELETED or self.mark == REMOVED)

    def notes(self) -> list[str]:
        """What happened to it, in words."""
        said = []
        if self.mark == ADDED:
            said.append(_("Section added"))
        if self.mark == REMOVED:
            said.append(_("Section removed"))
        if self.renamed:
            said.append(_("Renamed"))
        if self.moved:
            said.append(_("Moved from %(old)d to %(new)d") % {"old": self.old_number, "new": self.number})
        if not self.mark and self.text_changed:
            said.append(_("Text changed"))
        if self.reformatted:
            said.append(_("Only the formatting of the text changed"))
        for block in self.blocks if not self.mark else []:
            if block.mark:
                words = _("Added: %(block)s") if block.mark == ADDED else _("Removed: %(block)s")
                said.append(words % {"block": block.title})
            elif block.changed:
                said.append(_("Changed: %(block)s") % {"block": block.title})
            if block.moved:
                said.append(block.moved_words())
        return said


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions; `facts` are the words on the cover that do."""

    facts: list[tuple[str, list[Piece]]]
    sections: list[SectionDifference]
    #: The texts were written in two languages; nearly every word differs.
    languages_differ: bool

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return bool(self.facts) or any(section.changed for section in self.sections)

    def summary(self) -> list[str]:
        """How many sections and rows were added, removed and changed, each count in a phrase; without zeros."""
        sections, rows = self.sections, self._rows()
        counted = (
            (
                sum(section.changed and not section.mark for section in sections),
                lambda n: ngettext("%(n)d section changed", "%(n)d sections changed", n),
            ),
            (
                sum(section.mark == ADDED for section in sections),
                lambda n: ngettext("%(n)d section added", "%(n)d sections added", n),
            ),
            (
                sum(section.mark == REMOVED for section in sections),
                lambda n: ngettext("%(n)d section removed", "%(n)d sections removed", n),
            ),
            (rows[ADDED], lambda n: ngettext("%(n)d row added", "%(n)d rows added", n)),
            (rows[REMOVED], lambda n: ngettext("%(n)d row removed", "%(n)d rows removed", n)),
            (rows[CHANGED], lambda n: ngettext("%(n)d row changed", "%(n)d rows changed", n)),
        )
        return [words(n) % {"n": n} for n, words in counted if n]

    def _rows(self) -> dict[str, int]:
        # The rows of a block that came or went as a whole are told with it.
        parts = [
            part
            for section in self.sections
            for block in section.blocks
            for part in block.parts
            if not section.mark and not block.mark
        ]
        return {mark: sum(part.count(mark) for part in parts) for mark in (ADDED, REMOVED, CHANGED)}


def compare(old: Frozen, new: Frozen) -> Comparison:
    """The older against the newer version, each as `smp.freezing.snapshot` makes it."""
    labels = (("title", _("Title")), ("organization", _("Organization")), ("classification", _("Classification")))
    facts = [(label, worded(str(old.get(name) or ""), str(new.get(name) or ""))) for name, label in labels]
    return Comparison(
        facts=[(label, pieces) for label, pieces in facts if differing(pieces)],
        sections=_sections(old["sections"], new["sections"]),
        languages_differ=old.get("language") != new.get("language"),
    )


def _sections(old: Sequence[Frozen], new: Sequence[Frozen]) -> list[SectionDifference]:
    """The newer version's sections in its order; those it has no more stand where they were."""
    before = {section["key"]: (number, section) for number, section in enumerate(old, start=1)}
    after = {section["key"]: (number, section) for number, section in enumerate(new, start=1)}
    common = [key for key in after if key in before]
    stayed = _in_order([before[key][0] for key in common])
    order = list(after)
    for number, key in enumerate(keys := list(before)):
        if key not in after:
            place = next((order.index(each) + 1 for each in reversed(keys[:number]) if each in order), 0)
            order.insert(place, key)
    return [
        _section(key, before.get(key), after.get(key), moved=key in common and before[key][0] not in stayed)
        for key in order
    ]


def _in_order(numbers: Sequence[int]) -> set[int]:
    """The longest run of numbers, not necessarily side by side, that rises: what stayed while others moved."""
    best: list[list[int]] = []
    for number in numbers:
        longest = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*longest, number])
    return set(max(best, key=len, default=[]))


def _section(
    key: str, old: tuple[int, Frozen] | None, new: tuple[int, Frozen] | None, *, moved: bool
) -> SectionDifference:
    was, now = (old[1] if old else None), (new[1] if new else None)
    old_html, new_html = (MARKER.sub("", each["html"]) if each else "" for each in (was, now))
    if was is not None and now is not None:
        mark, title = "", worded(was["title"], now["title"])
    elif now is not None:
        mark, title = ADDED, [Piece(INSERTED, now["title"])]
    else:
        mark, title = REMOVED, [Piece(DELETED, was["title"] if was else "")]
    blocks = compare_blocks(was["blocks"] if was else [], now["blocks"] if now else [])
    text = [
        chunk
        for chunk in chunks(*(spread(each["html"], _keys(each)) if each else "" for each in (was, now)))
        if not (chunk.place and chunk.left and now is not None and chunk.place in _keys(now))
    ]
    taken = {chunk.place for chunk in text if chunk.taken}
    return SectionDifference(
        key=key,
        title=title,
        number=new[0] if new else None,
        old_number=old[0] if old else None,
        mark=mark,
        renamed=not mark and differing(title),
        moved=moved,
        text=text,
        reformatted=not mark and old_html != new_html and not any(chunk.changed for chunk in text),
        blocks=[replace(block, moved=block.key in taken) if not block.mark else block for block in blocks],
    )


def _keys(section: Frozen) -> list[str]:
    return [block["key"] for block in section["blocks"]]

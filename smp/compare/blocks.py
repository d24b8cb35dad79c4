"""Live blocks compared: tables row by row by the rows' keys, lists and paragraphs by words, matrices cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from smp.compare.texts import Chunk, chunks
from smp.compare.words import DELETED, INSERTED, SAME, Piece, differing, worded

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

#: A frozen part, row or block, as `smp.blocks.parts` makes it.
Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class RowDifference:
    """A row of a table: added, removed, changed in some cells, or the same (mark "")."""

    mark: str
    cells: list[list[Piece]]


@dataclass
class PartDifference:
    """A part of a block on both sides. `kind` says what is drawn: table, text, matrix, or other."""

    kind: str
    heading: str
    changed: bool = False
    #: Of a table: labels with the mark of a column that is new or gone, and the rows.
    columns: list[Piece] = field(default_factory=list)
    rows: list[RowDifference] = field(default_factory=list)
    #: Of paragraphs and lists.
    text: list[Chunk] = field(default_factory=list)
    #: Of a matrix: the newer one, each cell with `was`, the count before where it differs.
    matrix: dict[str, Any] = field(default_factory=dict)

    @property
    def reshaped(self) -> bool:
        """Whether a table has columns on one side only: each row has something to show then."""
        return any(piece.mark for piece in self.columns)

    def count(self, mark: str) -> int:
        """How many rows carry the mark."""
        return sum(row.mark == mark for row in self.rows)


@dataclass(frozen=True)
class BlockDifference:
    """A live block on both sides; added or removed as a whole, or its parts compared."""

    key: str
    title: str
    mark: str
    parts: list[PartDifference]
    #: It stands elsewhere in the section's text.
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything of what it says differs."""
        return bool(self.mark) or any(part.changed for part in self.parts)

    def moved_words(self) -> str:
        """That it was moved, in words."""
        return _("Moved in the text: %(block)s") % {"block": self.title}


def compare_blocks(old: Sequence[Frozen], new: Sequence[Frozen]) -> list[BlockDifference]:
    """The blocks of a section: those of the newer version in its order, then those that it has no more."""
    before, after = {block["key"]: block for block in old}, {block["key"]: block for block in new}
    return [
        BlockDifference(
            key,
            str(block.get("title", key)),
            "" if key in before else ADDED,
            _parts(before[key]["parts"] if key in before else [], block["parts"]),
        )
        for key, block in after.items()
    ] + [
        BlockDifference(key, str(block.get("title", key)), REMOVED, _parts(block["parts"], []))
        for key, block in before.items()
        if key not in after
    ]


def _parts(old: Sequence[Frozen], new: Sequence[Frozen]) -> list[PartDifference]:
    return [_part(before, after) for before, after in _brought_together(old, new)]


def _heading(part: Frozen) -> str:
    return str(part.get("caption") or part.get("heading") or "")


def _brought_together(old: Sequence[Frozen], new: Sequence[Frozen]) -> list[tuple[Frozen | None, Frozen | None]]:
    """Parts by their headings; by their places when all kinds are the same, as in versions of two languages."""
    if [part["kind"] for part in old] == [part["kind"] for part in new]:
        return list(zip(old, new, strict=True))
    left = list(old)
    pairs: list[tuple[Frozen | None, Frozen | None]] = []
    for part in new:
        same = next((each for each in left if (each["kind"], _heading(each)) == (part["kind"], _heading(part))), None)
        if same is not None:
            left.remove(same)
        pairs.append((same, part))
    return pairs + [(part, None) for part in left]


def _part(old: Frozen | None, new: Frozen | None) -> PartDifference:
    there = new if new is not None else old
    if there is None:  # pragma: no cover - there is always one of both
        raise ValueError("nothing to compare")
    kind, heading = there["kind"], _heading(there)
    if kind == "table":
        return _table(heading, old or _EMPTY_TABLE, new or _EMPTY_TABLE)
    if kind == "matrix":
        return _matrix(heading, old, there)
    if kind in {"prose", "items"}:
        text = chunks(_html(old), _html(new))
        return PartDifference("text", heading, any(chunk.changed for chunk in text), text=text)
    return PartDifference("other", heading, old != new)


_EMPTY_TABLE: dict[str, Any] = {"columns": [], "rows": []}


def _html(part: Frozen | None) -> str:
    """The paragraphs or the list as the rich text comparison reads them."""
    if part is None:
        return ""
    if part["kind"] == "items":
        entries = "".join(f"<li>{escape(entry)}</li>" for entry in part["entries"])
        return f"<ul>{entries}</ul>" if entries else ""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in part["paragraphs"])


# Tables -----------------------------------------------------------------------------------------------


def _table(heading: str, old: Frozen, new: Frozen) -> PartDifference:
    columns, from_old, from_new = _columns(old["columns"], new["columns"])
    before, after = _keyed(old["rows"]), _keyed(new["rows"])
    # Rows that are gone stand where they were: after the last row before them that is still there.
    order = list(after)
    for number, key in enumerate(keys := list(before)):
        if key not in after:
            place = next((order.index(each) + 1 for each in reversed(keys[:number]) if each in order), 0)
            order.insert(place, key)
    both = [at for at, piece in enumerate(columns) if not piece.mark] if old["rows"] and new["rows"] else []
    rows = []
    for key in order:
        was = [_at(before[key], at) for at in from_old] if key in before else None
        now = [_at(after[key], at) for at in from_new] if key in after else None
        if was is None or now is None:
            mark, cells = (INSERTED, now) if was is None else (DELETED, was)
            rows.append(
                RowDifference(
                    ADDED if was is None else REMOVED,
                    [[Piece(mark, cell)] if cell else [] for cell in cells or []],
                )
            )
        else:
            pairs = [worded(one, other) for one, other in zip(was, now, strict=True)]
            rows.append(RowDifference(CHANGED if any(differing(pairs[at]) for at in both) else "", pairs))
    changed = any(row.mark for row in rows) or (bool(both) and any(piece.mark for piece in columns))
    return PartDifference("table", heading, changed, columns=columns, rows=rows)


def _at(row: Frozen, at: int | None) -> str:
    cells = row["cells"]
    return str(cells[at]) if at is not None and at < len(cells) else ""


def _keyed(rows: Sequence[Frozen]) -> dict[tuple[str, int], Frozen]:
    """Rows by their keys; of rows with the same key the first goes with the first, the second with the second."""
    keyed: dict[tuple[str, int], Frozen] = {}
    count: dict[str, int] = {}
    for row in rows:
        count[row["key"]] = count.get(row["key"], 0) + 1
        keyed[row["key"], count[row["key"]]] = row
    return keyed


def _columns(old: Sequence[str], new: Sequence[str]) -> tuple[list[Piece], list[int | None], list[int | None]]:
    """The labels with their marks, and for each where its cells are in the old and in the new rows.

    Columns go together by their labels; by their places when no label is the same, as in versions of two languages.
    """
    if not old or not new:
        places: list[int | None] = list(range(len(old or new)))
        return [Piece(SAME, label) for label in old or new], places, places
    if len(old) == len(new) and not set(old) & set(new):
        places = list(range(len(new)))
        return [Piece(SAME, label) for label in new], places, places
    labels = [Piece(SAME if label in old else INSERTED, label) for label in new]
    gone = [label for label in old if label not in new]
    from_old: list[int | None] = [old.index(label) if label in old else None for label in new]
    from_new: list[int | None] = list(range(len(new)))
    return (
        labels + [Piece(DELETED, label) for label in gone],
        from_old + [old.index(label) for label in gone],
        from_new + [None for _label in gone],
    )


# Matrices ---------------------------------------------------------------------------------------------


def _matrix(heading: str, old: Frozen | None, there: Frozen) -> PartDifference:
    """The newer matrix with the counts that differ; as a whole when the scales are not the same."""
    if old is None or old is there or _scales(old) != _scales(there):
        return PartDifference("matrix", heading, True, matrix=dict(there))
    rows = [
        [
            cell | ({"was": was["count"]} if was["count"] != cell["count"] else {})
            for cell, was in zip(*row, strict=True)
        ]
        for row in zip(there["rows"], old["rows"], strict=True)
    ]
    changed = any("was" in cell for row in rows for cell in row)
    return PartDifference("matrix", heading, changed, matrix=dict(there) | {"rows": rows})


def _scales(matrix: Frozen) -> list[int]:
    return [len(row) for row in matrix["rows"]]

"""Two versions of the plan compared: text by words, live blocks row by row. Pure: frozen contents in, words out."""

from smp.compare.blocks import BlockDifference
from smp.compare.versions import Comparison, SectionDifference, compare
from smp.compare.words import DELETED, INSERTED, SAME, Piece, differing, worded

__all__ = [
    "DELETED",
    "INSERTED",
    "SAME",
    "BlockDifference",
    "Comparison",
    "Piece",
    "SectionDifference",
    "compare",
    "differing",
    "worded",
]

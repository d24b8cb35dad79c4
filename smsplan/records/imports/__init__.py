"""Importing a table into a register: matched, checked row by row, then all rows or none.

A register gives an `Importer`: its columns, and how a row becomes a record. See docs/architecture.md.
"""

from smsplan.records.imports.bringing_in import Refused
from smsplan.records.imports.columns import Column, Difference, Problem, Row
from smsplan.records.imports.importer import Importer, importer_for
from smsplan.records.imports.memory import folded
from smsplan.records.imports.runs import (
    Unmatched,
    check_again,
    confirm,
    decide,
    decide_all,
    equal_headings,
    keep_upload,
    matching_problems,
    work,
)

__all__ = [
    "Column",
    "Difference",
    "Importer",
    "Problem",
    "Refused",
    "Row",
    "Unmatched",
    "check_again",
    "confirm",
    "decide",
    "decide_all",
    "equal_headings",
    "folded",
    "importer_for",
    "keep_upload",
    "matching_problems",
    "work",
]

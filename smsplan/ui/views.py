"""The pages every register is made of. Import them from here."""

from smsplan.ui.details import DetailPage
from smsplan.ui.edits import ConfirmPage, FormPage
from smsplan.ui.entry import EVERYONE, SIGNED_IN, Entry
from smsplan.ui.lists import ListPage
from smsplan.ui.parts import Action, Cell, Conflict, Crumb, Empty, Fact, Matrix, Move, Page, Pill, Step, Tab, Work

__all__ = [
    "EVERYONE",
    "SIGNED_IN",
    "Action",
    "Cell",
    "ConfirmPage",
    "Conflict",
    "Crumb",
    "DetailPage",
    "Empty",
    "Entry",
    "Fact",
    "FormPage",
    "ListPage",
    "Matrix",
    "Move",
    "Page",
    "Pill",
    "Step",
    "Tab",
    "Work",
]

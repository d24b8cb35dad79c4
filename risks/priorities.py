"""How benefit and effort of an opportunity give its priority (6.1): pure rules, steps in and words out."""

from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class Priority(IntEnum):
    """What to do with an opportunity, by benefit against effort."""

    LATER = 1
    PLAN = 2
    FIRST = 3


#: See smsplan.ui.parts.COLOURS.
COLOURS = {Priority.LATER: "grey", Priority.PLAN: "yellow", Priority.FIRST: "green"}


def priority_of(benefit: int, effort: int) -> Priority:
    """The priority of steps 1 (low) to 3 (high): what brings more than it takes comes first."""
    return Priority(max(1, min(3, 2 + benefit - effort)))


def priority_words(priority: int) -> str:
    """A priority as it is read."""
    return {
        Priority.LATER: _("Later"),
        Priority.PLAN: pgettext("priority of an opportunity", "Plan"),
        Priority.FIRST: _("Do first"),
    }[Priority(priority)]


def priority_reason(priority: int) -> str:
    """Why a priority is what it is."""
    return {
        Priority.LATER: _("It takes more effort than the benefit is worth at present."),
        Priority.PLAN: _("Benefit and effort balance: it is worth planning."),
        Priority.FIRST: _("It brings more than it takes."),
    }[Priority(priority)]

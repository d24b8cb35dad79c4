"""Words of the risk register that several of its pages use."""

from django.utils.translation import gettext as _


def dimension_labels() -> dict[str, str]:
    """The dimensions that impact is described by (see risks.presets.DIMENSIONS), in the reader's language."""
    return {
        "customer": _("Customers"),
        "service": _("Service"),
        "cost": _("Cost"),
        "regulatory": _("Regulation"),
    }


def colour_labels() -> dict[str, str]:
    """The colours that a level may have, in the reader's language."""
    return {
        "grey": _("Grey"),
        "blue": _("Blue"),
        "green": _("Green"),
        "yellow": _("Yellow"),
        "orange": _("Orange"),
        "red": _("Red"),
    }

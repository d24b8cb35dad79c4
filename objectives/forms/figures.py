"""Figures of an objective as people type them: numbers in either format, and times where the unit is one."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from objectives.durations import NoDuration, parse_duration, seconds_of
from smsplan.ui.numbers import PLACES, NumberField, check_number, parse_number


def parse_figure(text: str, unit: str) -> Decimal:
    """The figure a person wrote, in `unit`: 99,5 or 99.5 or 99.5%, and where the unit is a time also "1 h 30 min".

    The unit itself may stand behind the number. Raises ValidationError.
    """
    bare, unit = text.strip(), unit.strip()
    if seconds_of(unit) is None:
        if unit and bare.casefold().endswith(unit.casefold()):
            bare = bare[: -len(unit)]
        return parse_number(bare)
    if not any(character.isalpha() or character == ":" for character in bare):
        return parse_number(bare)
    try:
        return check_number(round(parse_duration(bare, unit, parse_number), PLACES))
    except NoDuration:
        error = _("“%(text)s” is no time. Write it as 1.5 or 1 h 30 min.") % {"text": bare[:40]}
        raise ValidationError(error) from None


class FigureField(NumberField):
    """A form field for a figure in the objective's unit, which the form sets as `unit` (see parse_figure)."""

    unit = ""

    def to_python(self, value: Any) -> Decimal | None:
        """The figure, or None. Raises ValidationError."""
        if isinstance(value, str) and value.strip():
            return parse_figure(value, self.unit)
        return super().to_python(value)

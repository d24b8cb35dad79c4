"""Numbers and amounts of money as people write them: 99,5 and 99.5, 1.000,5 and 1,000.5."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

#: Numbers of this size or more are refused: the column keeps 14 digits before the decimal sign.
LIMIT = Decimal(10) ** 14
#: How many digits are kept after the decimal sign.
PLACES = 4
#: The same for money.
MONEY_PLACES = 2

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_SHAPE = re.compile(r"[+-]?[0-9][0-9.,]*|[+-]?[.,][0-9]+")


def parse_number(text: str, *, places: int = PLACES) -> Decimal:
    """The number a person wrote, with at most `places` decimals.

    A percent sign at the end and blanks between thousands are ignored. Where both separators stand, the last one is the
    decimal sign. One separator before exactly three digits is read as in the reader's language: 1.500 is one and a half
    in English, one thousand five hundred in Indonesian; where fewer than three decimals are kept, as of money, it can
    only part thousands. Raises ValidationError for anything else, infinity, too many digits or decimals.
    """
    bare = text.strip().removesuffix("%").replace("\u2212", "-")
    bare = _SPACES.sub("", bare)
    if not _SHAPE.fullmatch(bare):
        raise ValidationError(_("“%(text)s” is not a number. Write it as 99.5 or 99,5."), params={"text": text[:40]})
    sign = -1 if bare.startswith("-") else 1
    whole, fraction = _split(bare.lstrip("+-"), text, places)
    return check_number(sign * Decimal(f"{whole or 0}.{fraction or 0}"), places=places)


def _split(digits: str, text: str, places: int) -> tuple[str, str]:
    """Digits before and after the decimal sign."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, ""
    mark = digits[last]
    other = "," if mark == "." else "."
    whole, fraction = digits[:last], digits[last + 1 :]
    grouped = re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(other)}[0-9]{{3}})*")
    if other in whole:
        if grouped.fullmatch(whole) and mark not in whole:
            return whole.replace(other, ""), fraction
    elif mark in whole:
        # The same sign more than once: thousands, and no decimals.
        if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", digits):
            return digits.replace(mark, ""), ""
    elif re.fullmatch(r"[1-9][0-9]{0,2}", whole) and len(fraction) == 3:
        if places < 3 or mark == get_format("THOUSAND_SEPARATOR"):
            return whole + fraction, ""
        return whole, fraction
    else:
        return whole, fraction
    raise ValidationError(
        _("“%(text)s” can't be read as a number: the thousands are not in groups of three."), params={"text": text[:40]}
    )


def check_number(value: Any, *, places: int = PLACES) -> Decimal:
    """The number itself, if it can be kept. Raises ValidationError for NaN, infinity, too many digits or decimals."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ValidationError(_("Enter a finite number."))
    if abs(number) >= LIMIT:
        raise ValidationError(_("The number is too large: it may have at most 14 digits before the decimal sign."))
    kept = round(number, places)
    if kept != number:
        raise ValidationError(_("The number may have at most %(places)d decimals."), params={"places": places})
    return kept


def figure(value: Decimal | None, unit: str = "", decimals: int | None = None) -> str:
    """A number with its unit in the reader's format. A dash for nothing.

    With as many decimals as are asked for; else without zeros that say nothing.
    """
    if value is None:
        return "–"
    text = number_format(trimmed(value), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def money(value: Decimal | None, currency: str = "") -> str:
    """An amount with its currency in the reader's format: IDR 1,500,000. Cents show when there are any."""
    if value is None:
        return "–"
    whole = value == value.to_integral_value()
    text = number_format(value, decimal_pos=0 if whole else MONEY_PLACES, use_l10n=True, force_grouping=True)
    return f"{currency} {text}".strip()


def trimmed(value: Decimal) -> Decimal:
    """The number rounded to the decimals we keep, without trailing zeros and never as 1E+3."""
    value = round(Decimal(value), PLACES).normalize()
    return value if value.as_tuple().exponent <= 0 else value.quantize(Decimal(1))


class NumberField(forms.Field):
    """A form field for a number as people write it (see parse_number)."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    places = PLACES

    def to_python(self, value: Any) -> Decimal | None:
        """The number, or None. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return check_number(value, places=self.places)
        text = str(value).strip()
        return parse_number(text, places=self.places) if text else None

    def prepare_value(self, value: Any) -> Any:
        """The number as the reader would type it; what was typed stays as it was."""
        if isinstance(value, Decimal) and value.is_finite():
            return number_format(trimmed(value), use_l10n=True, force_grouping=False)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class MoneyField(NumberField):
    """A form field for an amount of money, without its currency: 1.500.000 and 1,500,000 alike, never negative."""

    places = MONEY_PLACES

    def to_python(self, value: Any) -> Decimal | None:
        """The amount, or None. Raises ValidationError."""
        amount = super().to_python(value)
        if amount is not None and amount < 0:
            raise ValidationError(_("An amount of money can't be negative."))
        return amount

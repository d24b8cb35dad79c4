import contextlib
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from smsplan.ui.numbers import MoneyField, NumberField, figure, money, parse_number


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("99.5", "99.5"), ("99,5", "99.5"), ("1.000,5", "1000.5"), ("1,000.5", "1000.5"), ("-3,25", "-3.25"),
        ("1.234.567", "1234567"), ("1,234,567.89", "1234567.89"), ("1 000,5", "1000.5"), ("99,5%", "99.5"),
        ("0,500", "0.5"), ("\u22125", "-5"), ("1000,500", "1000.5"), (" 42 ", "42"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(language, text, value):
    with translation.override(language):
        assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [("en", "1,500", "1500"), ("en", "1.500", "1.5"), ("id", "1.500", "1500"), ("id", "1,500", "1.5")],
)
def test_one_separator_before_three_digits_is_read_as_the_reader_writes(language, text, value):
    with translation.override(language):
        assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["NaN", "nan", "inf", "-Infinity", "1e30", "1" + "0" * 30, "ninety", "", "1,00,5", "1.00.5", "--5", "1.2.3,4", "٩٩",
     "0.00001", "=1+1", "5 hours", "."],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_message(text):
    with pytest.raises(ValidationError) as refusal:
        parse_number(text)
    assert all(refusal.value.messages)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**13), max_value=10**13),
    st.sampled_from(["en", "id"]),
)
def test_what_a_form_shows_is_read_back_as_the_same_number(number, language):
    with translation.override(language):
        field = NumberField()
        assert field.clean(field.prepare_value(number)) == number
        assert not field.has_changed(number, field.prepare_value(number))
        assert parse_number(figure(number)) == number


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(ValidationError):
        assert parse_number(text).is_finite()


def test_figures_carry_their_unit():
    assert figure(Decimal("99.5000"), "%") == "99.5%"
    assert figure(Decimal("1200.0000"), "hours") == "1,200 hours"
    assert figure(None, "%") == "–"
    with translation.override("id"):
        assert figure(Decimal("99.5000"), "%") == "99,5%"


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.500.000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500", "1500"),
        ("1,500", "1500"),
        ("1.500,50", "1500.50"),
        ("1,500.50", "1500.50"),
        ("12,5", "12.5"),
        ("0", "0"),
    ],
)
def test_an_amount_of_money_reads_the_same_in_either_language(language, text, amount):
    with translation.override(language):
        assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "1e5", "1" + 30 * "0", "1.2345", "12.34.56", "ten"])
def test_no_amount_of_money(text):
    with pytest.raises(ValidationError):
        MoneyField().clean(text)


def test_money_is_shown_in_the_readers_format():
    with translation.override("en"):
        assert money(Decimal("1500000.00"), "IDR") == "IDR 1,500,000"
        assert money(Decimal("12.5"), "USD") == "USD 12.50"
    with translation.override("id"):
        assert money(Decimal("1500000.00"), "IDR") == "IDR 1.500.000"
    assert money(None, "IDR") == "–"

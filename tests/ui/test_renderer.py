"""Selects: written without a template per option, and yet what Django's templates would write."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from smsplan.ui.renderer import Renderer

GROUPED = [
    ("", "Any"),
    ("Fruit", [("a", 'An "apple" & more'), ("b", "Banana")]),
    (3, "<b>Three</b>"),
    (None, "Nothing"),
]


def squeezed(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize("value", ["", "a", 3, None, "unknown"])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=GROUPED),
        forms.Select(choices=GROUPED, attrs={"class": "form-select", "required": True, "hidden": False, "title": '"<'}),
        forms.SelectMultiple(choices=GROUPED),
        forms.NullBooleanSelect(),
    ],
)
def test_select_is_what_djangos_template_writes(widget, value):
    value = [value] if isinstance(widget, forms.SelectMultiple) else value
    quick = widget.render("it", value, attrs={"id": "id_it"}, renderer=Renderer())
    assert squeezed(quick) == squeezed(widget.render("it", value, attrs={"id": "id_it"}, renderer=TemplatesSetting()))


def test_options_with_a_template_of_their_own_are_left_to_it():
    class Fancy(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    html = Fancy(choices=[("a", "A")]).render("it", "a", renderer=Renderer())
    assert 'type="' in html or "<input" in html

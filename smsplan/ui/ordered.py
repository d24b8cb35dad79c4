"""Choosing several records whose order counts."""

from typing import Any

from django import forms
from django.db import models
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe


class OrderedChoices(forms.SelectMultiple):
    """Boxes to tick; what is ticked stands on top, with buttons that move it up and down.

    For an OrderedChoiceField. The order of the page is the order that is sent.
    """

    #: Several controls under one heading, for `{% field %}`.
    is_group = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """What is chosen in its order, then the others."""
        chosen = [str(getattr(each, "pk", each)) for each in value or ()]
        options = {str(key): label for key, label in self.choices}
        order = [key for key in chosen if key in options] + [key for key in options if key not in chosen]
        context = {
            "name": name,
            "options": [{"value": key, "label": options[key], "chosen": key in chosen} for key in order],
        }
        return mark_safe(get_template("ui/ordered_choices.html").render(context))

    class Media:
        css = {"all": ("ui/ordered.css",)}
        js = ("ui/ordered.js",)


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """Several records in the order in which they were chosen, as a list."""

    widget = OrderedChoices

    def clean(self, value: Any) -> list[models.Model]:
        """The records, in the order sent. Raises ValidationError."""
        found = {str(record.pk): record for record in super().clean(value)}
        return [found[key] for key in dict.fromkeys(map(str, value or ())) if key in found]

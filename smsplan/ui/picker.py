"""Choosing several records out of many: what is chosen stands on top, a search below offers more."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import View

from smsplan.ui.entry import Entry

#: How many records a search offers at once.
MOST_FOUND = 10


def found(queryset: QuerySet, words: str, chosen: Sequence[str], fields: Sequence[str]) -> list[Any]:
    """The first records of which one of `fields` holds each word, without those chosen already."""
    for word in words.replace("\0", "").split()[:8]:
        matches = Q()
        for field in fields:
            matches |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(matches)
    return list(queryset.exclude(pk__in=keys(chosen))[:MOST_FOUND])


def keys(values: Sequence[Any] | None) -> list[int]:
    """The primary keys among what was sent; anything else is left out."""
    return [int(value) for value in values or () if re.fullmatch(r"[0-9]{1,18}", str(value))]


class RecordPicker(forms.SelectMultiple):
    """The widget of a ModelMultipleChoiceField with many records.

    `options_url` answers the search (see PickOptions); `hint` says what can be searched for, where that is no reference
    or title. Without JavaScript the first few records can be chosen.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, options_url: Any = "", hint: Any = "") -> None:
        super().__init__(attrs)
        self.options_url = options_url
        self.hint = hint

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """What is chosen, and the search."""
        queryset = self.choices.queryset
        attrs = self.build_attrs(self.attrs, attrs or {})
        chosen = list(queryset.filter(pk__in=keys(value)))
        context = {
            "name": name,
            "id": attrs.get("id", f"id_{name}"),
            "described": attrs.get("aria-describedby", ""),
            "chosen": chosen,
            "found": found(queryset, "", [record.pk for record in chosen], ()),
            "options_url": str(self.options_url),
            "hint": str(self.hint),
        }
        return mark_safe(get_template("ui/picker.html").render(context))

    class Media:
        css = {"all": ("ui/picker.css",)}
        js = ("ui/picker.js",)


class PickOptions(Entry, View):
    """The answer to a picker's search: the records of `get_queryset` that hold every word."""

    fields: Sequence[str] = ("reference", "title")

    def get_queryset(self) -> QuerySet:
        """What this person may choose from."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """The found records as boxes to tick."""
        name = request.GET.get("picker_name", "")
        if not re.fullmatch(r"[a-z_]{1,60}", name):
            raise Http404
        words = request.GET.get("picker_search", "")[:200]
        rows = found(self.get_queryset(), words, request.GET.getlist(name), self.fields)
        return render(request, "ui/_picker_found.html", {"found": rows, "name": name, "searched": True})

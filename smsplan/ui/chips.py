"""The active filters of a list in words, as its reader knows them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def filter_words(bound: Any) -> str:
    """The value of a filter as its reader knows it: choice labels, record names, dates in the reader's format."""
    form = bound.form
    value = form.cleaned_data.get(bound.name) if hasattr(form, "cleaned_data") else None
    if value in (None, "") or bound.name in form.errors:
        return ", ".join(form.data.getlist(bound.name))
    if isinstance(value, slice):
        parts = [(_("from"), value.start), (_("until"), value.stop)]
        return " ".join(f"{word} {_as_words(end)}" for word, end in parts if end is not None)
    choices = flat_choices(getattr(bound.field, "choices", ()))
    values = value if isinstance(value, (list, tuple, set, QuerySet)) else [value]
    return ", ".join(str(choices.get(str(item)) or _as_words(item)) for item in values)


def flat_choices(choices: Any) -> dict[str, Any]:
    """Value -> label, groups opened; choices that come from the database are left alone."""
    if hasattr(choices, "queryset"):
        return {}
    flat: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            flat |= {str(inner): text for inner, text in label}
        else:
            flat[str(value)] = label
    return flat


def _as_words(value: Any) -> str:
    if value is True:
        return _("Yes")
    if value is False:
        return _("No")
    if hasattr(value, "strftime"):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)

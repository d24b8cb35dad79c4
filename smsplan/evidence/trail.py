"""The whole history as tables: every row that any record ever had, in words, read in chunks."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.audit.exports import event_sheet
from smsplan.audit.models import Event
from smsplan.audit.reasons import reason_words
from smsplan.ui.exports import Sheet

__all__ = ["event_sheet", "history_sheet", "kept_models", "kept_sheet", "recorded_models"]

CHUNK = 2000


def recorded_models() -> list[type[models.Model]]:
    """The models whose every save is kept as a history row."""
    return [model for model in apps.get_models() if hasattr(model, "_history_recorder") and not _is_append_only(model)]


def _is_append_only(model: type[models.Model]) -> bool:
    """Whether the rows themselves are what is kept, as versions of the risk criteria."""
    return any(trigger.name == "append_only_rows" for trigger in getattr(model._meta, "triggers", []))


def kept_models() -> list[type[models.Model]]:
    """The models whose rows never change, such as risk assessments: they are their own history."""
    historical = {model.history.model for model in apps.get_models() if hasattr(model, "_history_recorder")}
    links = {link for model in recorded_models() for link in _link_models(model).values()}
    return [
        model
        for model in apps.get_models()
        if model is not Event and model not in historical | links and _is_append_only(model)
    ]


def _link_models(model: type[models.Model]) -> dict[models.Field, type[models.Model]]:
    """The many-to-many fields whose history is kept, with the model that keeps it (one dict serves all recorders)."""
    recorder = model._history_recorder
    fields = sorted(getattr(model.history.model, "_history_m2m_fields", []), key=lambda field: field.name)
    return {field: recorder.m2m_models[field] for field in fields}


class Names:
    """The names of linked records, each looked up once."""

    def __init__(self) -> None:
        self.known: dict[type[models.Model], dict[Any, str]] = {}

    def learn(self, model: type[models.Model], keys: set[Any]) -> None:
        """Look up the names of those `keys` that are not known yet."""
        known = self.known.setdefault(model, {})
        missing = {key for key in keys if key is not None} - known.keys()
        if missing:
            for one in model._base_manager.filter(pk__in=missing):
                known[one.pk] = str(one)
            known.update({key: str(key) for key in missing - known.keys()})

    def of(self, model: type[models.Model], key: Any) -> str:
        """The name, or nothing for no key."""
        return "" if key is None else self.known[model].get(key, str(key))


def history_sheet(model: type[models.Model]) -> Sheet:
    """Every history row of `model`, oldest first: record, when, who, what, reason, then each field as it stood."""
    historical = model.history.model
    fields = [
        field
        for field in historical.tracked_fields
        if field.name not in {"password", "last_login"} and not isinstance(field, models.BinaryField)
    ]
    links = _link_models(model)
    columns = [_("Record"), _("When"), _("Who"), _("What"), _("Reason")]
    columns += [_label(field) for field in [*fields, *links]]
    return Sheet(model._meta.label_lower, _label_of(model), columns, _history_rows(model, fields, links))


def _history_rows(model, fields, links) -> Iterator[list[Any]]:
    verbs = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}
    names = Names()
    rows = model.history.model.objects.order_by("history_id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        _learn(names, fields, chunk)
        linked = {field: _linked(names, field, through, chunk) for field, through in links.items()}
        for row in chunk:
            yield [
                _reference(model, row),
                row.history_date,
                row.history_actor_name,
                verbs.get(row.history_type, row.history_type),
                reason_words(row.history_change_reason or ""),
                *(_value(names, field, row) for field in fields),
                *(linked[field].get(row.history_id, "") for field in links),
            ]


def kept_sheet(model: type[models.Model]) -> Sheet:
    """Every row of a model that keeps all its rows, oldest first, each field in words."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]

    def rows() -> Iterator[list[Any]]:
        names = Names()
        stored = model._base_manager.order_by("pk").iterator(chunk_size=CHUNK)
        while chunk := list(islice(stored, CHUNK)):
            _learn(names, fields, chunk)
            for row in chunk:
                yield [_value(names, field, row) for field in fields]

    return Sheet(model._meta.label_lower, _label_of(model), [_label(field) for field in fields], rows())


def _learn(names: Names, fields, chunk) -> None:
    for field in fields:
        if field.is_relation:
            names.learn(field.related_model, {getattr(row, field.attname) for row in chunk})


def _linked(names: Names, field, through, chunk) -> dict[int, str]:
    """Per history row, the names of what the many-to-many `field` linked."""
    column = f"{field.m2m_reverse_field_name()}_id"
    pairs = list(
        through.objects.filter(history_id__in=[row.history_id for row in chunk]).values_list("history_id", column)
    )
    names.learn(field.related_model, {key for _row, key in pairs})
    found: dict[int, list[str]] = {}
    for row_id, key in pairs:
        found.setdefault(row_id, []).append(names.of(field.related_model, key))
    return {row_id: ", ".join(sorted(linked)) for row_id, linked in found.items()}


def _reference(model, row) -> str:
    return getattr(row, "reference", "") or f"{_label_of(model)} {getattr(row, model._meta.pk.attname)}"


def _value(names: Names, field, row) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation:
        return names.of(field.related_model, value)
    if value is None or value == "":
        return ""
    if field.choices or isinstance(value, (bool, list, tuple, dict)):
        return diff.words(field, value)
    return value


def _label(field) -> str:
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]


def _label_of(model) -> str:
    text = str(model._meta.verbose_name)
    return text[:1].upper() + text[1:]

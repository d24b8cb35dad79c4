"""Changing many records at once: what would change is shown first, then each is saved with its own history row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from smsplan.audit import diff
from smsplan.audit.events import Action, record_event
from smsplan.records.models import Record
from smsplan.records.services import require, save_record

#: How many records can be changed in one go: each is checked and saved by itself while the person waits.
MOST_ROWS = 500


@dataclass(frozen=True)
class BulkField:
    """A field that can be changed in bulk: `name` on the record, and how its new value is asked for.

    A `many` field has values added and taken away; another takes one new value, or none when it is `clearable`.
    """

    name: str
    form_field: Callable[[], forms.Field]
    many: bool = False
    clearable: bool = False


@dataclass(frozen=True)
class BulkRegister:
    """What a register lets people change in bulk.

    `permission` opens the page; `why_not(user, record)` says in words why this person may not change this record now,
    or nothing. It is asked once more on the locked row.
    """

    model: type[Record]
    permission: str
    why_not: Callable[[Any, Any], str]
    fields: tuple[BulkField, ...]
    #: The many-to-many field of those who wrote the record: who changes it in bulk is one of them.
    writers: str = ""

    def label(self, name: str) -> str:
        """A field's name as the reader knows it."""
        return capfirst(str(self.model._meta.get_field(name).verbose_name))

    def nothing(self, name: str) -> Any:
        """What stands in a field that is empty."""
        return None if self.model._meta.get_field(name).null else ""


@dataclass(frozen=True)
class Wish:
    """What is to be changed: new `values` by field name, and links to `add` and to `remove`."""

    values: Mapping[str, Any] = field(default_factory=dict)
    add: Mapping[str, Iterable[models.Model]] = field(default_factory=dict)
    remove: Mapping[str, Iterable[models.Model]] = field(default_factory=dict)

    @property
    def linked(self) -> set[str]:
        """The names of the fields whose links change."""
        return {name for part in (self.add, self.remove) for name, values in part.items() if values}


@dataclass
class Effect:
    """What a wish does to one record: (label, old, new) per field that changes, or why nothing can be changed."""

    record: Record
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    why_not: str = ""
    #: It was saved by somebody after its effect was shown.
    moved: bool = False


class Moved(Exception):
    """Records were saved by somebody after the effect was shown; nothing was written. `keys` are theirs."""

    def __init__(self, keys: set[int]):
        super().__init__("records moved on")
        self.keys = keys


def records_of(register: BulkRegister, actor, keys: Iterable[int]) -> models.QuerySet:
    """Those of the records that this person may see, by reference's age, with what an effect compares."""
    single = [entry.name for entry in register.fields if not entry.many]
    relations = [name for name in single if register.model._meta.get_field(name).is_relation]
    many = [entry.name for entry in register.fields if entry.many]
    visible = register.model.objects.visible_to(actor).filter(pk__in=list(keys))
    # Which rows somebody may see can be a matter of joins, which may name a row twice.
    rows = register.model.objects.filter(pk__in=visible.values("pk"))
    return rows.select_related(*relations).prefetch_related(*many).order_by("pk")


def effect_of(register: BulkRegister, record: Record, wish: Wish, actor) -> Effect:
    """What the wish would do to the record as it stands."""
    effect = Effect(record, why_not=register.why_not(actor, record))
    if effect.why_not:
        return effect
    for name, value in wish.values.items():
        old = getattr(record, name)
        if old != value:
            model_field = record._meta.get_field(name)
            effect.changes.append((register.label(name), _words(model_field, old), _words(model_field, value)))
    for name in sorted(wish.linked):
        old, new = _links(record, name, wish)
        if set(old) != set(new):
            effect.changes.append((register.label(name), _names(old), _names(new)))
    return effect


@transaction.atomic
def records_change(*, register: BulkRegister, revisions: Mapping[int, int], wish: Wish, actor, reason: str) -> int:
    """Change the records whose effect was shown at these `revisions`; returns how many changed.

    All or none, object by object in the order of their keys, one history row each and one audit event for all. What
    this person may not see or change now, and what would stay as it is, is left alone. Raises Moved when one was saved
    meanwhile, PermissionDenied without the right, ValidationError without a reason, for too many, or naming the record
    that refuses the change.
    """
    require(actor.has_perm(register.permission))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why these records are changed.")})
    if len(revisions) > MOST_ROWS:
        raise ValidationError(too_many(len(revisions)))
    # The lock is taken on the rows alone; what hangs on them is read afterwards, when nobody can change it.
    keys = list(
        register.model._base_manager.select_for_update()
        .filter(pk__in=list(revisions))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    records = list(records_of(register, actor, keys))
    moved = {record.pk for record in records if record.revision != revisions[record.pk]}
    if moved:
        raise Moved(moved)
    changed: list[str] = []
    labels: dict[str, None] = {}
    for record in records:
        effect = effect_of(register, record, wish, actor)
        if not effect.changes:
            continue
        for name, value in wish.values.items():
            setattr(record, name, value)
        many = {name: _links(record, name, wish)[1] for name in wish.linked}
        if register.writers:
            many[register.writers] = [*getattr(record, register.writers).all(), actor]
        try:
            save_record(record, actor=actor, reason=reason, many=many)
        except ValidationError as error:
            raise ValidationError(
                _("%(record)s can't be changed: %(why)s Nothing was changed."),
                params={"record": record.reference, "why": " ".join(error.messages)},
            ) from error
        changed.append(record.reference)
        labels |= dict.fromkeys(label for label, _old, _new in effect.changes)
    if changed:
        record_event(
            action=Action.CHANGED_IN_BULK,
            actor=actor,
            label=capfirst(str(register.model._meta.verbose_name_plural)),
            reason=reason,
            detail={"rows": len(changed), "fields": list(labels), "records": changed},
        )
    return len(changed)


def too_many(count: int) -> str:
    """Why so many records can't be changed at once."""
    return _(
        "%(count)s records are selected, and at most %(most)s can be changed at once. Narrow the filters, or change "
        "them in several goes."
    ) % {"count": number_format(count, force_grouping=True), "most": number_format(MOST_ROWS, force_grouping=True)}


def _links(record: Record, name: str, wish: Wish) -> tuple[list, list]:
    """What a record is linked to, and what it would be."""
    old = list(getattr(record, name).all())
    removed = {linked.pk for linked in wish.remove.get(name, ())}
    kept = [linked for linked in old if linked.pk not in removed]
    present = {linked.pk for linked in old}
    return old, [*kept, *(linked for linked in wish.add.get(name, ()) if linked.pk not in present)]


def _names(linked: Iterable[models.Model]) -> str:
    return ", ".join(sorted(str(getattr(record, "title", record)) for record in linked)) or "–"


def _words(model_field: models.Field, value: Any) -> str:
    if model_field.is_relation:
        return str(value) if value is not None else "–"
    return diff.words(model_field, value)

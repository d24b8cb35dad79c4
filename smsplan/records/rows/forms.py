"""Rows of a record as parts of its form: added and removed there, saved with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.accounts.models import User
from smsplan.records.forms import RecordForm
from smsplan.ui.forms import BaseModelForm
from smsplan.ui.numbers import MoneyField
from smsplan.ui.parts import Conflict

#: How many rows of a kind a record may have.
MOST_ROWS = 60


def not_to_come(value: Any) -> None:
    """A validator of days on which something happened. Raises ValidationError for a day after today."""
    if value > timezone.localdate():
        raise ValidationError(_("The day lies in the future. Choose today or an earlier day."))


class PersonField(forms.TypedChoiceField):
    """A person among people that were read once for all rows of the page; the value is the person's key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)


class RowForm(BaseModelForm):
    """A row; one that is left empty is none. `row` is the key of the row it was read from."""

    row = forms.IntegerField(widget=forms.HiddenInput, required=False)
    #: Why the row stays as it is; shown in the place of what removes it.
    stays = ""

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.choices = [("", "–"), *people]

    def keep(self, why: str, *, names: Iterable[str]) -> None:
        """Let people read the row's `names` and not change them, and say why. The service must hold it, too."""
        self.stays = why
        for name in names:
            self.fields[name].widget.attrs["readonly"] = True

    def values(self) -> dict[str, Any]:
        """What a valid row says, as the services take it."""
        found = {"pk": self.cleaned_data.get("row")}
        for name in columns(type(self)):
            column = f"{name}_id" if isinstance(self.fields[name], PersonField) else name
            found[column] = self.cleaned_data[name]
        return found


class OwnedRow(RowForm):
    """A row with a day and somebody who answers for it (smsplan.records.models.PlannedStep)."""

    owner = PersonField(label=gettext_lazy("Owner"))


class NeededResourceRow(RowForm):
    """A resource, and who has committed it (smsplan.records.models.NeededResource)."""

    amount = MoneyField(label=gettext_lazy("Amount"), required=False)
    committed_by = PersonField(label=gettext_lazy("Committed by"))

    field_order = ("kind", "description", "amount", "unit", "committed_by")


def columns(form: type[RowForm]) -> list[str]:
    """The names of the fields of a row, in the order in which they are asked for."""
    return [name for name in form.base_fields if name not in {"row", "DELETE"}]


class BaseRows(forms.BaseFormSet):
    """Rows that can be added and removed; those that were removed or left empty count for nothing."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": gettext_lazy("The rows of the plan did not arrive. Open the form again."),
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """The box that removes the row, in our words."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this row")
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    @property
    def filled(self) -> list[RowForm]:
        """The rows that count."""
        self.is_valid()  # Which ones are to be removed is known once they were read.
        return [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]

    def values(self) -> list[dict[str, Any]]:
        """What the valid rows that count say."""
        return [form.values() for form in self.filled if form.is_valid()]


@dataclass(frozen=True)
class Part:
    """A part of a record that consists of rows, as its form asks for it."""

    form: type[RowForm]
    label: str | Promise
    #: What a row is called, with its "%(number)d", and what a new one is.
    one: str | Promise
    new: str | Promise
    add: str | Promise
    hint: str | Promise = ""

    @cached_property
    def rows(self) -> type[BaseRows]:
        """The class of the rows."""
        return forms.formset_factory(
            self.form, formset=BaseRows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS * 2
        )

    @property
    def kind(self) -> type[models.Model]:
        """The model of a row."""
        return self.form._meta.model


class PlanForm(RecordForm):
    """A record's form with parts that consist of rows. `rows` are the rows by the name of their part.

    A subclass calls `read_rows` at the end of its `__init__`.
    """

    parts: ClassVar[Mapping[str, Part]] = {}
    #: Columns of rows that the form does not ask for, each with what stands there while nothing happened.
    told_elsewhere: ClassVar[Mapping[str, Any]] = {}

    def read_rows(self, **shared: Any) -> None:
        """Make `rows` of what was sent, else of what is saved; every row gets `shared`, and the people it may name."""
        shared = {"people": people_of_rows(self.instance, self.parts), "label_suffix": "", **shared}
        self.rows: dict[str, BaseRows] = {}
        for name, part in self.parts.items():
            # A part that did not arrive at all stays as it is.
            if self.is_bound and f"{name}-TOTAL_FORMS" in self.data:
                self.rows[name] = part.rows(data=self.data, prefix=name, form_kwargs=shared)
                continue
            initial = rows_of(self.instance, name, part)
            self.rows[name] = part.rows(initial=initial, prefix=name, form_kwargs=shared)
            self.rows[name].extra = 0 if initial else 1

    @property
    def sent(self) -> dict[str, BaseRows]:
        """The parts that came with the form."""
        return {name: rows for name, rows in self.rows.items() if rows.is_bound}

    def is_valid(self) -> bool:
        """Whether the fields and all rows are in order."""
        fields_valid = super().is_valid()
        if self.is_bound:
            self.check_rows()
        return fields_valid and all([rows.is_valid() for rows in self.sent.values()])

    def check_rows(self) -> None:
        """Add errors to rows that contradict the fields."""

    def plan_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows, as the services take them."""
        return {name: rows.values() for name, rows in self.sent.items()}

    def row_words(self, kind: type[models.Model], row: Mapping[str, Any], people: Mapping[int, str]) -> str:
        """A row in one line, from its values by database column; `people` are names by key."""
        raise NotImplementedError

    def further_conflicts(self, current: models.Model) -> list[Conflict]:
        """Parts that differ from what somebody else saved meanwhile."""
        people = dict(people_of_rows(current, self.parts))
        found = []
        for name, rows in self.sent.items():
            kind = self.parts[name].kind
            yours = [self.row_words(kind, row, people) for row in rows.values()]
            present = getattr(current, name).all()
            theirs = [self.row_words(kind, vars(row) | dict(self.told_elsewhere), people) for row in present]
            if sorted(yours) != sorted(theirs):
                found.append(Conflict(str(self.parts[name].label), "\n".join(yours), "\n".join(theirs)))
        return found


def rows_of(record: models.Model, name: str, part: Part) -> list[dict[str, Any]]:
    """The rows as they are saved, as first values of their forms."""
    if record.pk is None:
        return []
    fields = {name: part.kind._meta.get_field(name) for name in columns(part.form)}
    return [
        {"row": row.pk} | {name: field.value_from_object(row) for name, field in fields.items()}
        for row in getattr(record, name).all()
    ]


def people_of_rows(record: models.Model, parts: Mapping[str, Part]) -> list[tuple[int, str]]:
    """Whom rows may name: active people, and those that the rows name already. One query."""
    wanted = Q(pk__in=User.objects.active().values("pk"))
    if record.pk is not None:
        for name, part in parts.items():
            wanted |= _named(record, name, part)
    people = User.objects.filter(wanted)
    return [(person.pk, str(person)) for person in people.only("full_name", "email")]


def _named(record: models.Model, name: str, part: Part) -> Q:
    named = Q()
    for field in _people_fields(part.form):
        named |= Q(pk__in=getattr(record, name).order_by().values(field))
    return named


def _people_fields(form: type[RowForm]) -> Iterable[str]:
    return [name for name, field in form.base_fields.items() if isinstance(field, PersonField)]

"""The rows of an objective's plan as parts of its form: resources, consultations, milestones."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.forms.figures import FigureField
from objectives.models import Consultation, Milestone, Objective, Resource
from smsplan.accounts.models import User
from smsplan.ui.forms import BaseModelForm
from smsplan.ui.numbers import MoneyField

#: How many rows of a kind a plan may have.
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
    """A row of the plan; one that is left empty is none. `row` is the key of the row it was read from."""

    row = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.choices = [("", "–"), *people]
            elif isinstance(field, FigureField):
                field.unit = unit

    def values(self) -> dict[str, Any]:
        """What a valid row says, as the services take it."""
        found = {"pk": self.cleaned_data.get("row")}
        for name in columns(type(self)):
            column = f"{name}_id" if isinstance(self.fields[name], PersonField) else name
            found[column] = self.cleaned_data[name]
        return found


def columns(form: type[RowForm]) -> list[str]:
    """The names of the fields of a row, in the order in which they are asked for."""
    return [name for name in form.base_fields if name not in {"row", "DELETE"}]


class ResourceRow(RowForm):
    """A resource, and who has committed it."""

    amount = MoneyField(label=gettext_lazy("Amount"), required=False)
    committed_by = PersonField(label=gettext_lazy("Committed by"))
    committed_on = forms.DateField(label=gettext_lazy("Committed on"), required=False, validators=[not_to_come])

    class Meta:
        model = Resource
        fields = ("kind", "description", "amount", "unit", "committed_on")

    field_order = ("kind", "description", "amount", "unit", "committed_by", "committed_on")

    def clean(self) -> dict[str, Any]:
        """A day of commitment needs somebody who committed."""
        data = super().clean()
        if data.get("committed_on") and not data.get("committed_by") and "committed_by" not in self.errors:
            self.add_error("committed_by", _("Choose who has committed it."))
        return data


class ConsultationRow(RowForm):
    """Who was asked before the objective was set."""

    on = forms.DateField(label=gettext_lazy("When"), validators=[not_to_come])

    class Meta:
        model = Consultation
        fields = ("group", "who", "on", "note")


class MilestoneRow(RowForm):
    """A step on the way."""

    expected = FigureField(label=gettext_lazy("Value planned by then"), required=False)
    owner = PersonField(label=gettext_lazy("Owner"))

    class Meta:
        model = Milestone
        fields = ("title", "due", "expected")

    field_order = ("title", "due", "expected", "owner")


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


def _rows(form: type[RowForm]) -> type[BaseRows]:
    return forms.formset_factory(
        form, formset=BaseRows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS * 2
    )


ROWS = {"committed": _rows(ResourceRow), "consultations": _rows(ConsultationRow), "milestones": _rows(MilestoneRow)}


PART_LABELS = {
    "committed": gettext_lazy("Resources"),
    "consultations": gettext_lazy("Who was consulted"),
    "milestones": gettext_lazy("Milestones"),
}


def rows_of(objective: Objective, part: str) -> list[dict[str, Any]]:
    """The rows as they are saved, as first values of their forms."""
    if objective.pk is None:
        return []
    names = columns(ROWS[part].form)
    model_fields = {name: ROWS[part].form._meta.model._meta.get_field(name) for name in names}
    return [
        {"row": row.pk} | {name: field.value_from_object(row) for name, field in model_fields.items()}
        for row in getattr(objective, part).all()
    ]


def people_of_rows(objective: Objective) -> list[tuple[int, str]]:
    """Whom rows may name: active people, and those that the rows name already. One query."""
    present = User.objects.none()
    if objective.pk is not None:
        named = Resource.objects.filter(objective=objective).values("committed_by")
        owners = Milestone.objects.filter(objective=objective).values("owner")
        present = User.objects.filter(Q(pk__in=named) | Q(pk__in=owners))
    people = User.objects.filter(Q(pk__in=User.objects.active().values("pk")) | Q(pk__in=present.values("pk")))
    return [(person.pk, str(person)) for person in people.only("full_name", "email")]

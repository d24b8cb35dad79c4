"""Form pieces with the house's look: labels above, help under, errors beside the field."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceIterator, DateRangeField, IsoDateTimeRangeField
from django_filters.widgets import RangeWidget


class DateInput(forms.DateInput):
    """The browser's own date picker, which works from the keyboard and speaks the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        super().__init__(attrs=attrs, format=format or "%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        super().__init__(attrs=attrs, format=format or "%Y-%m-%dT%H:%M")


class Textarea(forms.Textarea):
    """Lines of text, kept as they were written: a browser sends each with an end of its own kind.

    Without this a text that came from a file or a program is another one as soon as somebody saves the form around it,
    and its history, a revision and the drift of the plan tell a change that nobody can see.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Textarea, "form-control"),
    (forms.FileInput, "form-control"),
    (forms.MultiWidget, ""),
    (forms.widgets.Input, "form-control"),
)


def dress(form: Any) -> None:
    """Give a form's widgets the framework's classes, dates the browser's picker, and many choices boxes to tick."""
    for field in form.fields.values():
        if type(field.widget) is forms.Textarea:
            attrs = field.widget.attrs
            field.widget = Textarea(attrs)
            field.widget.is_required = field.required
        if type(field) is forms.DateField and type(field.widget) is forms.DateInput:
            attrs = field.widget.attrs
            field.widget = DateInput(attrs)
            field.widget.is_required = field.required
        if type(field.widget) is forms.SelectMultiple:
            # Boxes to tick; holding a key down while clicking in a list is nobody's habit.
            old = field.widget
            field.widget = forms.CheckboxSelectMultiple(attrs=old.attrs)
            field.widget.is_required = field.required
            if hasattr(field, "choices"):
                field.widget.choices = field.choices
        _name_nothing(field, "–")
        dress_widget(field.widget)


def _name_nothing(field: forms.Field, words: Any) -> None:
    """The empty choice of a field in words, where it is the row of hyphens that the framework writes."""
    if str(getattr(field, "empty_label", None)).startswith("---"):
        field.empty_label = words
        if isinstance(field.choices, ChoiceIterator):  # It still reads the label of the field it was copied from.
            field.choices = field.choices.choices
    elif isinstance(field.widget, forms.Select) and not isinstance(field, forms.ModelChoiceField):
        holder = field if isinstance(field, forms.ChoiceField) else field.widget
        first = next(iter(holder.choices), None)
        if first is not None and str(first[1]).startswith("---"):
            holder.choices = [(first[0], words), *list(holder.choices)[1:]]


def dress_widget(widget: forms.Widget) -> None:
    """Give one widget its class, once."""
    if isinstance(widget, forms.MultiWidget):
        for inner in widget.widgets:
            dress_widget(inner)
        return
    for kind, name in CLASSES:
        if isinstance(widget, kind):
            present = widget.attrs.get("class", "").split()
            if name and name not in present:
                widget.attrs["class"] = " ".join([*present, name])
            break
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") in (None, "10"):
        widget.attrs |= {"rows": "4"}
        widget.attrs.pop("cols", None)


def dress_filters(form: Any) -> None:
    """The same for a filter form: date ranges get two pickers with words, and the empty choice says what it means."""
    for field in form.fields.values():
        if isinstance(field, (DateRangeField, IsoDateTimeRangeField)) and isinstance(field.widget, RangeWidget):
            field.widget.template_name = "ui/daterange.html"
            field.widget.widgets = [DateInput(widget.attrs) for widget in field.widget.widgets]
        _name_nothing(field, _("Any"))
    dress(form)


class Dressed:
    """A mixin: the form's widgets get their classes, and `fieldsets` group its fields.

    `fieldsets` is a list of (legend, [field names]); fields not named come last.
    """

    fieldsets: ClassVar[list[tuple[Any, list[str]]]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class BaseForm(Dressed, forms.Form):
    """A plain form in the house's look."""


class BaseModelForm(Dressed, forms.ModelForm):
    """A model form in the house's look."""


class ReasonForm(BaseForm):
    """Why: asked for by acts that history should be able to explain."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history with your name, for whoever reads it in years to come."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        strip=True,
    )

    def __init__(self, *args: Any, reason_required: bool = True, reason_label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required = reason_required
        field.widget.is_required = reason_required
        if reason_label:
            field.label = reason_label
        self.fields["reason"] = self.fields.pop("reason")  # After what a subclass asks.

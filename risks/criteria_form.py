"""The criteria screen's form: fields for each step, cell and level, and the proposal that they make."""

import copy
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from risks import presets
from risks.models import Category, Level, RiskCriteria, in_words
from risks.soundness import LONGEST_LABEL, LONGEST_TEXT, MOST_MONTHS, flaws
from risks.wording import colour_labels, dimension_labels
from smsplan.ui.forms import BaseForm, BaseModelForm

#: What a version of the criteria is made of.
PARTS = ("likelihood", "impact", "cells", "levels", "acceptance_level")


def as_proposal(criteria: RiskCriteria) -> dict[str, Any]:
    """A version of the criteria as `risks.presets` writes one."""
    return {name: getattr(criteria, name) for name in PARTS}


class CriteriaForm(BaseForm):
    """Edit risk criteria, beginning with `start` (a proposal).

    Texts are edited in the reader's language; those of the other language stay as `start` has them.
    """

    base_number = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, start: dict[str, Any], **kwargs: Any) -> None:
        self.begun_with = start
        self.language = (get_language() or "en")[:2]
        super().__init__(*args, **kwargs)
        self.size = len(start["cells"])
        self._likelihood()
        self._impact()
        self._cells()
        self._levels()
        self.fields["acceptance_level"] = forms.TypedChoiceField(
            label=_("A Manager must accept risks from level"),
            choices=Level.choices,
            coerce=int,
            initial=start["acceptance_level"],
            help_text=_("Risks of this level or higher are treated, or accepted by a Manager who does not own them."),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Why the criteria change"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            help_text=_("Kept with the version and your name, for whoever reads it in years to come."),
        )
        for field in self.fields.values():  # What was added here is dressed like what a class declares.
            from_list = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if from_list else "form-control")

    def _text(self, words: dict[str, str] | None, label: Any, *, most: int, rows: int = 0) -> forms.CharField:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        return forms.CharField(label=label, required=False, initial=in_words(words), widget=widget, max_length=most)

    def _likelihood(self) -> None:
        for number, step in enumerate(self.begun_with["likelihood"], start=1):
            name = f"likelihood_{number}"
            self.fields[f"{name}_label"] = self._text(step["label"], _("Label"), most=LONGEST_LABEL)
            self.fields[f"{name}_up_to"] = forms.IntegerField(
                label=_("Up to (%)"),
                required=False,
                initial=step["up_to"],
                widget=forms.NumberInput(attrs={"min": 1, "max": 100}),
            )
            self.fields[f"{name}_definition"] = self._text(
                step.get("definition"), _("Definition"), most=LONGEST_TEXT, rows=2
            )

    def _impact(self) -> None:
        dimensions = dimension_labels()
        for number, step in enumerate(self.begun_with["impact"], start=1):
            self.fields[f"impact_{number}_label"] = self._text(step["label"], _("Label"), most=LONGEST_LABEL)
            for name in presets.DIMENSIONS:
                self.fields[f"impact_{number}_{name}"] = self._text(
                    step.get(name), dimensions[name], most=LONGEST_TEXT, rows=2
                )

    def _cells(self) -> None:
        for impact, row in enumerate(self.begun_with["cells"], start=1):
            for likelihood, level in enumerate(row, start=1):
                label = _("Level of impact “%(impact)s” × likelihood “%(likelihood)s”") % {
                    "impact": in_words(self.begun_with["impact"][impact - 1]["label"]),
                    "likelihood": in_words(self.begun_with["likelihood"][likelihood - 1]["label"]),
                }
                field = forms.TypedChoiceField(
                    label=label, choices=Level.choices, coerce=int, empty_value=None, required=False, initial=level
                )
                field.widget.attrs["aria-label"] = label
                self.fields[f"cell_{impact}_{likelihood}"] = field

    def _levels(self) -> None:
        known = {entry["level"]: entry for entry in [*presets.LEVELS, *self.begun_with["levels"]]}
        for level in Level:
            entry = known[level]
            self.fields[f"level_{level}_colour"] = forms.ChoiceField(
                label=_("Colour"), choices=list(colour_labels().items()), required=False, initial=entry["colour"]
            )
            self.fields[f"level_{level}_review_months"] = forms.IntegerField(
                label=_("Reviewed every (months)"),
                required=False,
                initial=entry["review_months"],
                widget=forms.NumberInput(attrs={"min": 1, "max": MOST_MONTHS}),
            )

    # What the page lays out ------------------------------------------------------------------------

    def likelihood_steps(self) -> list[tuple[int, list[forms.BoundField]]]:
        """(number, fields) of each step of likelihood, lowest first."""
        parts = ("label", "up_to", "definition")
        return [(n, [self[f"likelihood_{n}_{part}"] for part in parts]) for n in range(1, self.size + 1)]

    def impact_steps(self) -> list[tuple[int, list[forms.BoundField]]]:
        """(number, fields) of each step of impact, lowest first."""
        parts = ("label", *presets.DIMENSIONS)
        return [(n, [self[f"impact_{n}_{part}"] for part in parts]) for n in range(1, self.size + 1)]

    def cell_rows(self) -> list[tuple[int, str, list[tuple[forms.BoundField, str]]]]:
        """(impact, its label, [(cell, colour)]) highest impact first, as the matrix is drawn."""
        rows = []
        for impact in range(self.size, 0, -1):
            cells = []
            for likelihood in range(1, self.size + 1):
                cell = self[f"cell_{impact}_{likelihood}"]
                level = str(cell.value() or "")
                chosen = self[f"level_{level}_colour"].value() if level in {str(one.value) for one in Level} else ""
                cells.append((cell, chosen if chosen in colour_labels() else "grey"))
            rows.append((impact, str(self[f"impact_{impact}_label"].value() or ""), cells))
        return rows

    def columns(self) -> list[tuple[int, str]]:
        """(likelihood, its label), lowest first."""
        return [(n, str(self[f"likelihood_{n}_label"].value() or "")) for n in range(1, self.size + 1)]

    def level_rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(label, fields) of each level, lowest first."""
        return [(level.label, [self[f"level_{level}_colour"], self[f"level_{level}_review_months"]]) for level in Level]

    # What was typed --------------------------------------------------------------------------------

    def proposal(self) -> dict[str, Any]:
        """What was typed, as `risks.presets` writes criteria; the other language's texts as they were."""
        data = self.cleaned_data
        made = copy.deepcopy({name: self.begun_with[name] for name in PARTS})
        for number, step in enumerate(made["likelihood"], start=1):
            step["up_to"] = data.get(f"likelihood_{number}_up_to")
            for part in ("label", "definition"):
                self._put(step, part, data.get(f"likelihood_{number}_{part}"))
        for number, step in enumerate(made["impact"], start=1):
            for part in ("label", *presets.DIMENSIONS):
                self._put(step, part, data.get(f"impact_{number}_{part}"))
        steps = range(1, self.size + 1)
        made["cells"] = [[data.get(f"cell_{impact}_{likelihood}") for likelihood in steps] for impact in steps]
        made["levels"] = [
            {
                "level": int(level),
                "colour": data.get(f"level_{level}_colour"),
                "review_months": data.get(f"level_{level}_review_months"),
            }
            for level in Level
        ]
        made["acceptance_level"] = data.get("acceptance_level")
        return made

    def _put(self, step: dict[str, Any], part: str, text: str | None) -> None:
        words = dict(step.get(part) or {})
        # A text that was only ever shown in the other language's words is not copied into this one.
        if text != in_words(words) or self.language in words:
            words[self.language] = text or ""
        step[part] = words

    def clean(self) -> dict[str, Any]:
        """Sound criteria (see risks.soundness); what a field said already is not said twice."""
        data = super().clean()
        for flaw in flaws(self.proposal(), self.language):
            if flaw.field not in self.errors:
                self.add_error(flaw.field if flaw.field in self.fields else None, flaw.message)
        return data


class CategoryForm(BaseModelForm):
    """Add or rename a category of risks."""

    class Meta:
        model = Category
        fields = ("name", "name_id", "family")

"""The forms that steer an approved objective: its revision, a corrective action, the review at year-end."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives import completeness, revising, smart
from objectives.forms.objectives import ObjectiveForm
from objectives.models import Objective
from objectives.plans import reached
from objectives.services.closing import is_over, proposed_outcome
from smsplan.records.actions.forms import ActionForm
from smsplan.ui.forms import BaseForm, dress_widget


class RevisionForm(ObjectiveForm):
    """What an approved objective and its plan should become, prefilled with what they are. Saves nothing by itself."""

    class Meta(ObjectiveForm.Meta):
        fields = revising.FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in revising.FIELDS:
            # What an approval asked for can be changed, not taken away.
            if name in self.fields and name in smart.FIELDS and name not in ("services", "serves"):
                self.fields[name].required = True
        stays = {one.pk: words for one, words in reached(self.instance).items()}
        for row in self.rows["milestones"].forms:
            key = str(row["row"].value() or "")
            if key.isdecimal() and int(key) in stays:
                row.keep(stays[int(key)], names=("title", "due", "expected"))
        reason = self.fields["change_reason"]
        reason.label, reason.required, reason.max_length = _("Reason for the revision"), True, 2000
        reason.help_text = _("What has changed since it was approved. The Manager decides by it; it stays on record.")
        reason.widget = forms.Textarea(attrs={"rows": 3, "class": "form-control", "maxlength": 2000})
        reason.error_messages["required"] = _("Say why the objective has to be revised.")

    def _typed(self, name: str, otherwise: str) -> str:
        return super()._typed(name, otherwise) if name in self._meta.fields else otherwise

    def changes(self) -> dict[str, Any]:
        """The values of a valid form, by the names of `revising.FIELDS`, and the rows of the plan that came with it."""
        fields = {name: self.cleaned_data[name] for name in revising.FIELDS if name in self.cleaned_data}
        return fields | self.plan_rows()

    def _values(self) -> dict[str, Any]:
        # What a revision can't change is as it was approved.
        approved = completeness.values_of(self.instance)
        values = {name: approved[name] for name in approved if name not in self.fields} | super()._values()
        return values | {"shown": completeness.shown(values)}


class CorrectiveForm(ActionForm):
    """A corrective action: besides the action its cause, who does it and by when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "cause" not in self.fields:
            # It was emptied: it is asked for again.
            self.fields["cause"] = copy.deepcopy(self.base_fields["cause"])
            dress_widget(self.fields["cause"].widget)
        for name in ("cause", "due"):
            self.fields[name].required = True
        self.fields["cause"].help_text = _("What keeps the objective from its plan; begin with what the figures say.")


class ClosingForm(BaseForm):
    """What became of an objective, and what follows."""

    fieldsets = [
        (_("What became of it"), ["state", "reason", "outcome", "lessons"]),
        (_("The next cycle"), ["successor"]),
    ]

    state = forms.ChoiceField(
        label=_("Was the objective achieved?"),
        choices=[(state.value, state.label) for state in (Objective.State.ACHIEVED, Objective.State.MISSED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    outcome = forms.CharField(
        label=_("Outcome"),
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was reached, and what it means for those it was done for."),
    )
    lessons = forms.CharField(
        label=_("Lessons learned"),
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What helped, what got in the way, what the next cycle should do differently."),
    )
    successor = forms.BooleanField(
        label=_("Make the draft for the next cycle"),
        required=False,
        help_text=_(
            "It takes over sentence, metric, target and people, begins with the figure that was reached, and waits as a"
            " draft: resources have to be committed and stakeholders consulted anew."
        ),
    )

    def __init__(self, *args: Any, view: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].initial = str(proposed_outcome(view))
        reason, over = self.fields["reason"], is_over(view)
        reason.required = reason.widget.is_required = not over
        reason.error_messages["required"] = _("The cycle is not over yet. Say why the objective is closed early.")
        reason.help_text = (
            _("Needed only where you decide otherwise than the figures say.")
            if over
            else _("The cycle is not over yet: say why the objective is closed early.")
        )

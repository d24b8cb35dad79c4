"""The form of an objective."""

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives.forms.links import risk_picker, risks_to_choose
from objectives.models import Objective
from smsplan.context.models import Service
from smsplan.records.forms import RecordForm, people_to_choose
from smsplan.ui.numbers import NumberField


class ObjectiveForm(RecordForm):
    """Create or edit a draft, criterion by criterion. Everything but the sentence may be filled in later."""

    fieldsets = [
        (_("Specific: what exactly is improved"), ["title", "area", "description", "services"]),
        (
            _("Measurable: how success is defined and measured"),
            [
                "metric", "unit", "baseline", "target", "direction", "rule", "frequency", "measurement_approach",
            ],
        ),
        (_("Achievable: with which resources and activities"), ["achievable", "resources", "activities"]),
        (
            _("Relevant: why it matters, and who answers for it"),
            ["alignment", "risks", "owner", "owner_role", "sponsor"],
        ),
        (_("Time-bound: from when to when"), ["start_date", "due_date"]),
        (_("Why"), ["change_reason"]),
    ]  # fmt: skip

    baseline = NumberField(label=_("Baseline"), required=False, help_text=_("The value at the start, such as 98.7."))
    target = NumberField(label=_("Target"), required=False, help_text=_("The value to reach, such as 99.5."))

    class Meta:
        model = Objective
        fields = (
            "title", "area", "description", "services", "metric", "unit", "baseline", "target", "direction", "rule",
            "frequency", "measurement_approach", "achievable", "resources", "activities", "alignment", "owner",
            "owner_role", "sponsor", "start_date", "due_date", "risks",
        )  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "services": forms.CheckboxSelectMultiple,
            "risks": risk_picker(),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = Service.objects.only("reference", "title").order_by("title")
        self.fields["services"].label_from_instance = lambda service: service.title
        if not self.fields["services"].queryset:
            del self.fields["services"]
        self.fields["risks"].queryset = risks_to_choose(self.instance)
        self.fields["sponsor"].queryset = people_to_choose(self.instance.sponsor_id)

    def clean(self):
        """The due date lies after the start date."""
        data = super().clean()
        start, due = data.get("start_date"), data.get("due_date")
        if start and due and due <= start:
            self.add_error("due_date", _("The due date must lie after the start date."))
        return data

    def _get_validation_exclusions(self):
        # The dates are checked above, beside their field; the constraint would say it a second time above the form.
        exclusions = super()._get_validation_exclusions()
        if "due_date" in self.errors:
            exclusions.add("due_date")
        return exclusions

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risks.models import Assessment, Opportunity, Risk, RiskCriteria, Scale
from smsplan.records.forms import RecordForm
from smsplan.ui.forms import BaseForm, ReasonForm


def _not_past(form, name: str):
    """A date that is being set must not lie in the past; one that stands already may."""
    value = form.cleaned_data[name]
    if value and name in form.changed_data and value < timezone.localdate():
        raise forms.ValidationError(_("The date lies in the past. Choose today or later."))
    return value


class RiskForm(RecordForm):
    """Create or edit a risk."""

    fieldsets = [
        (_("The risk"), ["title", "category", "source", "cause", "consequence", "customer_impact"]),
        (_("First assessment"), ["likelihood", "impact", "rationale"]),
        (_("What it touches"), ["services", "practices", "obligations"]),
        (_("Treatment and review"), ["strategy", "treatment", "owner", "owner_role", "review_date"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Risk
        fields = (
            "title", "category", "source", "cause", "consequence", "customer_impact", "services", "practices",
            "obligations", "strategy", "treatment", "owner", "owner_role", "review_date",
        )  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def clean_review_date(self):
        """Not in the past."""
        return _not_past(self, "review_date")


class NewRiskForm(RiskForm):
    """Create a risk, with its inherent assessment when one is at hand."""

    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"),
        choices=lambda: [("", _("Not assessed yet")), *RiskCriteria.in_force().likelihood_choices()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How probable it is within the next 12 months."),
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"),
        choices=lambda: [("", _("Not assessed yet")), *RiskCriteria.in_force().impact_choices()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How severe it would be, before any treatment."),
    )
    rationale = forms.CharField(label=_("Rationale"), required=False, widget=forms.Textarea, max_length=2000)

    def clean(self):
        """Likelihood and impact come together."""
        data = super().clean()
        if (data.get("likelihood") is None) != (data.get("impact") is None):
            missing = "impact" if data.get("impact") is None else "likelihood"
            self.add_error(missing, _("An assessment needs both likelihood and impact."))
        return data


class AssessForm(BaseForm):
    """One more assessment of a risk."""

    kind = forms.ChoiceField(
        label=_("What is assessed"),
        choices=Assessment.Kind.choices,
        initial=Assessment.Kind.RESIDUAL,
        help_text=_("Inherent: without treatment. Residual: as it stands today. Target: once treatment is done."),
    )
    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"),
        choices=lambda: RiskCriteria.in_force().likelihood_choices(),
        coerce=int,
        help_text=_("How probable it is within the next 12 months."),
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=lambda: RiskCriteria.in_force().impact_choices(), coerce=int
    )
    rationale = forms.CharField(label=_("Rationale"), widget=forms.Textarea, max_length=2000)


class OpportunityForm(RecordForm):
    """Create or edit an opportunity."""

    fieldsets = [
        (_("The opportunity"), ["title", "description", "benefit_note"]),
        (_("What it touches"), ["services", "practices"]),
        (_("Who and when"), ["owner", "owner_role", "review_date"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Opportunity
        fields = (
            "title", "description", "benefit_note", "services", "practices", "owner", "owner_role", "review_date",
        )  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def clean_review_date(self):
        """Not in the past."""
        return _not_past(self, "review_date")


class EvaluateForm(ReasonForm):
    """Benefit against effort."""

    benefit = forms.TypedChoiceField(label=_("Benefit"), choices=Scale.choices, coerce=int)
    effort = forms.TypedChoiceField(label=_("Effort"), choices=Scale.choices, coerce=int)

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


class ProposalForm(RecordForm):
    """Propose a risk: what the proposer knows, and no more."""

    fieldsets = [
        (_("The risk"), ["title", "cause", "consequence", "guess"]),
        (_("What it touches"), ["services", "practices"]),
    ]

    guess = forms.CharField(
        label=_("How serious you think it is"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("In your own words. Compliance assesses the risk on the organization's criteria."),
    )

    class Meta:
        model = Risk
        fields = ("title", "cause", "consequence", "services", "practices")
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}


class AdoptForm(RiskForm):
    """Take a proposal into the register, edited on the way."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].help_text = _("The owner, or the accountable role below, is needed.")

    def clean(self):
        """Somebody must answer for it from now on."""
        data = super().clean()
        if not data.get("owner") and not data.get("owner_role") and "owner" not in self.errors:
            self.add_error("owner", _("Choose who owns the risk, or name the accountable role."))
        return data


class AcceptForm(ReasonForm):
    """Accept a risk for a time: the assessment that was looked at, and until when."""

    assessment = forms.IntegerField(widget=forms.HiddenInput)
    expires_on = forms.DateField(
        label=_("Accepted until"),
        help_text=_("The last day on which the acceptance counts; a year from today at most."),
    )


class ReviewForm(ReasonForm):
    """Reviewed, still valid: the revision that was looked at, and a note."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(ReasonForm):
    """Merge a risk into another."""

    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Risk.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = candidates


class AssessForm(BaseForm):
    """One more assessment of a risk, under the criteria given. `seen` is the newest assessment that the person saw."""

    kind = forms.ChoiceField(
        label=_("What is assessed"),
        choices=Assessment.Kind.choices,
        initial=Assessment.Kind.RESIDUAL,
        widget=forms.RadioSelect,
        help_text=_("Inherent: without treatment. Residual: as it stands today. Target: once treatment is done."),
    )
    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("How probable it is within the next 12 months."),
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("How severe it would be. The gravest of the four descriptions counts."),
    )
    rationale = forms.CharField(
        label=_("Rationale"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("Why this likelihood and this impact: figures, incidents, what the treatment achieved."),
    )
    assessed_on = forms.DateField(
        label=_("Assessed on"),
        required=False,
        help_text=_("Today unless the assessment was made earlier, for example in a workshop."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    criteria_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, criteria: RiskCriteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["likelihood"].choices = criteria.likelihood_choices()
        self.fields["impact"].choices = criteria.impact_choices()
        self.fields["assessed_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_assessed_on(self):
        """Not in the future."""
        value = self.cleaned_data["assessed_on"]
        if value and value > timezone.localdate():
            raise forms.ValidationError(_("The assessment can't lie in the future."))
        return value


class OpportunityForm(RecordForm):
    """Create or edit an opportunity."""

    fieldsets = [
        (_("The opportunity"), ["title", "description", "benefit_note"]),
        (_("What it touches"), ["services", "practices", "obligations"]),
        (_("Who and when"), ["owner", "owner_role", "review_date"]),
        (_("Why"), ["change_reason"]),
    ]

    class Meta:
        model = Opportunity
        fields = (
            "title", "description", "benefit_note", "services", "practices", "obligations", "owner", "owner_role",
            "review_date",
        )  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def clean_review_date(self):
        """Not in the past."""
        return _not_past(self, "review_date")


class OpportunityProposalForm(RecordForm):
    """Propose an opportunity: what the proposer knows, and no more."""

    fieldsets = [
        (_("The opportunity"), ["title", "description", "benefit_note"]),
        (_("What it touches"), ["services", "practices"]),
    ]

    class Meta:
        model = Opportunity
        fields = ("title", "description", "benefit_note", "services", "practices")
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}


class OpportunityAdoptForm(OpportunityForm):
    """Take a proposal into the register, edited on the way."""

    def clean(self):
        """Somebody must answer for it from now on."""
        data = super().clean()
        if not data.get("owner") and not data.get("owner_role") and "owner" not in self.errors:
            self.add_error("owner", _("Choose who owns the opportunity, or name the accountable role."))
        return data


class EvaluateForm(ReasonForm):
    """Benefit against effort."""

    benefit = forms.TypedChoiceField(
        label=_("Benefit"),
        choices=Scale.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("What the SMS, a service or a customer gains from it."),
    )
    effort = forms.TypedChoiceField(
        label=_("Effort"),
        choices=Scale.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("People, money and time that it takes."),
    )

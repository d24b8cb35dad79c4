"""Assessing a risk."""

from django.utils.translation import gettext_lazy

from risks import services
from risks.forms import AssessForm
from risks.views.one import OneRisk
from smsplan.ui.views import FormPage


class RiskAssess(OneRisk, FormPage):
    """One more assessment."""

    permission = "risks.assess_risk"
    title = gettext_lazy("Assess risk")
    form_class = AssessForm
    success_message = gettext_lazy("The assessment is kept.")

    def get_initial(self) -> dict:
        current = self.record.current
        return {"likelihood": current.likelihood, "impact": current.impact} if current else {}

    def save(self, form):
        services.risk_assess(risk=self.record, actor=self.request.user, **form.cleaned_data)
        return self.record

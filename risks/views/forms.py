"""Creating and editing a risk."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.forms import NewRiskForm, RiskForm
from risks.views.one import OneRisk
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb


class RiskCreate(RecordFormPage):
    """A new risk."""

    permission = "risks.add_risk"
    title = gettext_lazy("New risk")
    form_class = NewRiskForm
    success_message = gettext_lazy("The risk is in the register.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def perform(self, form):
        data = dict(form.cleaned_data)
        many = {name: data.pop(name) for name in ("services", "practices", "obligations")}
        return services.risk_create(actor=self.request.user, many=many, **data)


class RiskUpdate(OneRisk, RecordFormPage):
    """Edit a risk."""

    permission = "risks.change_risk"
    title = gettext_lazy("Edit risk")
    form_class = RiskForm

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_change(self.request.user, self.record)

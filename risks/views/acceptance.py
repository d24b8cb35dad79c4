"""Accepting a risk for a time, and withdrawing that."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.forms import AcceptForm
from risks.models import RiskCriteria
from risks.tables import level_pill
from risks.views.acts import RiskAct
from smsplan.records.services import NotAllowed


class RiskAccept(RiskAct):
    """Accept a risk above the acceptance criteria."""

    permission = "risks.accept_risk"
    template_name = "risks/accept.html"
    form_class = AcceptForm
    heading = gettext_lazy("Accept this risk?")
    reason_label = gettext_lazy("Why the organization lives with it")
    consequence = gettext_lazy(
        "You answer for living with this risk until the day you name. A new assessment ends the acceptance at once."
    )
    submit_label = gettext_lazy("Accept the risk")
    success_message = gettext_lazy("The risk is accepted.")

    def allowed(self) -> bool:
        return policies.can_accept(self.request.user, self.record, RiskCriteria.in_force().acceptance_level)

    def get_initial(self) -> dict:
        return {"assessment": self.record.current.pk}

    def act(self, form):
        try:
            services.risk_accept(
                risk=self.record,
                actor=self.request.user,
                reason=form.cleaned_data["reason"],
                expires_on=form.cleaned_data["expires_on"],
                assessment_id=form.cleaned_data["assessment"],
            )
        except NotAllowed:
            self.look_again(form)
            raise

    def get_context_data(self, **kwargs):
        current = self.record.current
        kind = _("Residual") if self.record.residual_id else _("Inherent")
        return super().get_context_data(**kwargs) | {
            "levels": [(kind, current, level_pill(current.level))] if current else []
        }


class AcceptanceWithdraw(RiskAct):
    """End an acceptance before its time."""

    permission = "risks.accept_risk"
    heading = gettext_lazy("Withdraw the acceptance?")
    consequence = gettext_lazy(
        "The risk comes back as work for its owner and Compliance. The acceptance stays on record."
    )
    success_message = gettext_lazy("The acceptance is withdrawn.")
    danger = True
    policy = staticmethod(policies.can_withdraw_acceptance)
    service = staticmethod(services.acceptance_withdraw)

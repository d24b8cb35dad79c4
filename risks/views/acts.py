"""The acts on a risk."""

from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.views.one import OneRisk
from smsplan.ui.views import ConfirmPage


class RegisterAct(ConfirmPage):
    """Base of the acts on a risk or an opportunity; `argument` is the record's name in the service's signature."""

    argument = ""
    policy = staticmethod(policies.can_change)
    service = staticmethod(services.risk_close)

    def allowed(self) -> bool:
        return type(self).policy(self.request.user, self.record)

    def act(self, form):
        self.do(reason=form.cleaned_data["reason"])

    def do(self, **said):
        """Call the service on the record, as this person."""
        type(self).service(**{self.argument: self.record}, actor=self.request.user, **said)

    def look_again(self, form) -> None:
        """After a refusal: read the risk anew, so that who repeats the act decides on what the page now shows."""
        self.record = self.get_object()
        form.data = form.data.copy()
        for name, value in self.get_initial().items():
            form.data[form.add_prefix(name)] = str(value)


class RiskAct(OneRisk, RegisterAct):
    """Base of the acts on a risk."""

    permission = "risks.change_risk"
    argument = "risk"


class RiskTreat(RiskAct):
    """Begin treatment."""

    heading = gettext_lazy("Start treatment?")
    consequence = gettext_lazy("The risk is shown as in treatment until it goes over to monitoring.")
    reason_required = False
    policy = staticmethod(policies.can_treat)
    service = staticmethod(services.risk_treat)


class RiskMonitor(RiskAct):
    """Go over to monitoring."""

    heading = gettext_lazy("Go over to monitoring?")
    consequence = gettext_lazy("Treatment counts as done; the risk is reviewed on its review date.")
    reason_required = False
    policy = staticmethod(policies.can_monitor)
    service = staticmethod(services.risk_monitor)


class RiskClose(RiskAct):
    """Close a risk."""

    heading = gettext_lazy("Close this risk?")
    consequence = gettext_lazy("It leaves the matrix and is not reviewed any more. The record and its history stay.")
    danger = True
    policy = staticmethod(policies.can_close)
    service = staticmethod(services.risk_close)


class RiskReopen(RiskAct):
    """Take a closed risk up again."""

    heading = gettext_lazy("Reopen this risk?")
    consequence = gettext_lazy("It returns to the matrix and to the work of its owner, and gets a new review date.")
    policy = staticmethod(policies.can_reopen)
    service = staticmethod(services.risk_reopen)

"""Proposing a risk, and what Compliance makes of a proposal."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, services
from risks.forms import AdoptForm, ProposalForm
from risks.intervals import UNASSESSED_MONTHS, after_months
from risks.views.acts import RiskAct
from risks.views.one import OneRisk
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb


class RiskPropose(RecordFormPage):
    """Propose a risk."""

    permission = "risks.propose_risk"
    title = gettext_lazy("Propose a risk")
    lead = gettext_lazy("Compliance decides whether it goes into the register. You are told what becomes of it.")
    form_class = ProposalForm
    submit_label = gettext_lazy("Propose")
    success_message = gettext_lazy("Thank you. Compliance looks at your proposal, and you are told of the outcome.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Risks"), reverse("risks:list"))]

    def perform(self, form):
        data = dict(form.cleaned_data)
        many = {name: data.pop(name) for name in ("services", "practices")}
        return services.risk_propose(actor=self.request.user, many=many, **data)


class RiskAdopt(OneRisk, RecordFormPage):
    """Take a proposal into the register."""

    permission = "risks.add_risk"
    title = gettext_lazy("Take into the register")
    lead = gettext_lazy("Complete what the register needs. Whoever proposed it is told that it was taken in.")
    form_class = AdoptForm
    submit_label = gettext_lazy("Take into the register")
    success_message = gettext_lazy("The risk is in the register. Assess it next.")

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_decide_proposal(self.request.user, self.record)

    def get_initial(self) -> dict:
        return {"review_date": after_months(timezone.localdate(), UNASSESSED_MONTHS)}

    def perform(self, form):
        data = form.cleaned_data
        return services.risk_adopt(
            risk=form.instance,
            actor=self.request.user,
            reason=data["change_reason"],
            many={name: data[name] for name in ("services", "practices", "obligations")},
            revision=data["revision"],
        )


class RiskDecline(RiskAct):
    """Decline a proposal."""

    permission = "risks.add_risk"
    heading = gettext_lazy("Decline this proposal?")
    consequence = gettext_lazy("It does not go into the register. Whoever proposed it reads your reason.")
    success_message = gettext_lazy("The proposal is declined.")
    danger = True
    policy = staticmethod(policies.can_decide_proposal)
    service = staticmethod(services.risk_decline)

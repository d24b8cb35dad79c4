"""The acts on an opportunity: proposed, taken in, evaluated, reviewed, declined, taken up again."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import policies, priorities, services
from risks.forms import EvaluateForm, OpportunityAdoptForm, OpportunityProposalForm
from risks.intervals import OPPORTUNITY_MONTHS, after_months
from risks.models import Opportunity, Scale
from risks.views.acts import RegisterAct
from risks.views.opportunity import OneOpportunity
from risks.views.review import StillValid
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb, Pill


class OpportunityAct(OneOpportunity, RegisterAct):
    """Base of the acts on an opportunity."""

    permission = "risks.evaluate_opportunity"
    argument = "opportunity"
    policy = staticmethod(policies.can_decline)
    service = staticmethod(services.opportunity_decline)


class OpportunityPropose(RecordFormPage):
    """Propose an opportunity."""

    permission = "risks.propose_opportunity"
    title = gettext_lazy("Propose an opportunity")
    lead = gettext_lazy("Compliance decides whether it goes into the register. You are told what becomes of it.")
    form_class = OpportunityProposalForm
    submit_label = gettext_lazy("Propose")
    success_message = gettext_lazy("Thank you. Compliance looks at your proposal, and you are told of the outcome.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Opportunities"), reverse("opportunities:list"))]

    def perform(self, form):
        data = dict(form.cleaned_data)
        many = {name: data.pop(name) for name in ("services", "practices")}
        return services.opportunity_propose(actor=self.request.user, many=many, **data)


class OpportunityAdopt(OneOpportunity, RecordFormPage):
    """Take a proposal into the register."""

    permission = "risks.add_opportunity"
    title = gettext_lazy("Take into the register")
    lead = gettext_lazy("Complete what the register needs. Whoever proposed it is told that it was taken in.")
    form_class = OpportunityAdoptForm
    submit_label = gettext_lazy("Take into the register")
    success_message = gettext_lazy("The opportunity is in the register. Evaluate it next.")

    def has_permission(self) -> bool:
        return super().has_permission() and policies.can_adopt_opportunity(self.request.user, self.record)

    def get_initial(self) -> dict:
        return {"review_date": after_months(timezone.localdate(), OPPORTUNITY_MONTHS)}

    def perform(self, form):
        data = form.cleaned_data
        return services.opportunity_adopt(
            opportunity=form.instance,
            actor=self.request.user,
            reason=data["change_reason"],
            many={name: data[name] for name in ("services", "practices", "obligations")},
            revision=data["revision"],
        )


class OpportunityEvaluate(OpportunityAct):
    """Weigh benefit against effort."""

    heading = gettext_lazy("Evaluate this opportunity")
    consequence = gettext_lazy(
        "Benefit against effort gives its priority; an evaluated opportunity can become an objective."
    )
    form_class = EvaluateForm
    template_name = "risks/opportunity_evaluate.html"
    reason_required = False
    submit_label = gettext_lazy("Save evaluation")
    policy = staticmethod(policies.can_evaluate)

    def get_initial(self) -> dict:
        return {"benefit": self.record.benefit, "effort": self.record.effort}

    def act(self, form):
        self.evaluated = services.opportunity_evaluate(
            opportunity=self.record, actor=self.request.user, **form.cleaned_data
        )

    def get_success_message(self) -> str:
        priority = self.evaluated.priority
        return f"{priorities.priority_words(priority)}: {priorities.priority_reason(priority)}"

    def get_context_data(self, **kwargs):
        steps = [(step.value, str(step.label)) for step in Scale]
        rows = [
            (
                benefit_label,
                [self._pill(benefit, effort) for effort, _label in steps],
            )
            for benefit, benefit_label in reversed(steps)
        ]
        return super().get_context_data(**kwargs) | {"efforts": [label for _step, label in steps], "rows": rows}

    def _pill(self, benefit: int, effort: int) -> Pill:
        priority = priorities.priority_of(benefit, effort)
        return Pill(priorities.priority_words(priority), priorities.COLOURS[priority])


class OpportunityReview(StillValid, OpportunityAct):
    """Say that an opportunity is still valid as it stands."""

    permission = "risks.review_opportunity"
    consequence = gettext_lazy("The opportunity stays as it is and is looked at again in half a year.")
    success_message = gettext_lazy("The review is on record, and the next one is due in half a year.")
    policy = staticmethod(policies.can_review_opportunity)
    service = staticmethod(services.opportunity_review)


class OpportunityDecline(OpportunityAct):
    """Decline an opportunity or a proposal."""

    submit_label = gettext_lazy("Decline")
    success_message = gettext_lazy("The opportunity is declined.")
    danger = True

    def get_heading(self) -> str:
        if self.record.state == Opportunity.State.PROPOSED:
            return _("Decline this proposal?")
        return _("Decline this opportunity?")

    def get_title(self) -> str:
        return self.get_heading()

    def get_consequence(self) -> str:
        if self.record.state == Opportunity.State.PROPOSED:
            return _("It does not go into the register. Whoever proposed it reads your reason.")
        return _("It stays on record with your reason, and can't become an objective unless it is taken up again.")


class OpportunityReopen(OpportunityAct):
    """Take a declined opportunity up again."""

    heading = gettext_lazy("Take this opportunity up again?")
    consequence = gettext_lazy("It returns to the register and to the work of its owner.")
    submit_label = gettext_lazy("Take up again")
    success_message = gettext_lazy("The opportunity is in the register again.")
    policy = staticmethod(policies.can_reopen_opportunity)
    service = staticmethod(services.opportunity_reopen)

"""What people decide about an objective: submit, approve, return, withdraw, convert."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import policies, selectors, services
from objectives.models import Objective
from objectives.views.register import OneObjective, not_now
from risks.models import Opportunity
from smsplan.ui.views import ConfirmPage

State = Objective.State


class ObjectiveAct(OneObjective, ConfirmPage):
    """Base of the acts on an objective. The right is asked for here, the state by the service under its lock."""

    template_name = "objectives/confirm.html"
    states: tuple[str, ...] = ()
    may_act = staticmethod(policies.may_submit)
    service = staticmethod(services.objective_submit)

    def allowed(self) -> bool:
        return type(self).may_act(self.request.user, self.record)

    def get(self, request, *args, **kwargs):
        """The question; in another state the record says where it stands."""
        if self.record.state not in self.states:
            return not_now(request, self.record)
        return super().get(request, *args, **kwargs)

    def act(self, form):
        type(self).service(objective=self.record, actor=self.request.user, reason=form.cleaned_data["reason"])

    def get_context_data(self, **kwargs):
        before = self.record.state in (State.DRAFT, State.SUBMITTED) and type(self) in (
            ObjectiveSubmit,
            ObjectiveApprove,
        )
        return super().get_context_data(**kwargs) | {
            "missing": services.missing(self.record) if before else [],
            "target": selectors.target_figure(self.record) if before else "",
            "may_edit": policies.can_change(self.request.user, self.record),
        }


class ObjectiveSubmit(ObjectiveAct):
    """Put a draft before a Manager."""

    permission = "objectives.submit_objective"
    states = (State.DRAFT,)
    heading = gettext_lazy("Submit this objective for approval?")
    consequence = gettext_lazy("It can't be edited until a Manager approves it or returns it with comments.")
    reason_label = gettext_lazy("Note to the Manager")
    reason_required = False
    submit_label = gettext_lazy("Submit")
    success_message = gettext_lazy("The objective waits for a Manager.")


class ObjectiveApprove(ObjectiveAct):
    """Approve, as a Manager who neither wrote nor owns it."""

    permission = "objectives.approve_objective"
    states = (State.SUBMITTED,)
    heading = gettext_lazy("Approve this objective?")
    consequence = gettext_lazy("It is measured from now on, and changed only by a revision that is approved again.")
    reason_label = gettext_lazy("Comment")
    reason_required = False
    submit_label = gettext_lazy("Approve")
    success_message = gettext_lazy("The objective is approved.")
    may_act = staticmethod(policies.may_approve)
    service = staticmethod(services.objective_approve)

    def allowed(self) -> bool:
        if not super().allowed():
            raise PermissionDenied(_("An objective is approved by a Manager who neither wrote, submitted nor owns it."))
        return True


class ObjectiveReturn(ObjectiveAct):
    """Send it back with comments."""

    permission = "objectives.approve_objective"
    states = (State.SUBMITTED,)
    heading = gettext_lazy("Return this objective with comments?")
    consequence = gettext_lazy("It becomes a draft again; your comments stand in its history.")
    reason_label = gettext_lazy("Comments")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("The objective is a draft again.")
    may_act = staticmethod(policies.may_return)
    service = staticmethod(services.objective_return)


class ObjectiveWithdraw(ObjectiveAct):
    """Give it up."""

    permission = "objectives.change_objective"
    states = (State.DRAFT, State.SUBMITTED, State.APPROVED)
    heading = gettext_lazy("Withdraw this objective?")
    consequence = gettext_lazy("It is not measured any more. The record, its values and its history stay.")
    submit_label = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The objective is withdrawn.")
    danger = True
    may_act = staticmethod(policies.may_withdraw)
    service = staticmethod(services.objective_withdraw)


class OpportunityConvert(ConfirmPage):
    """Make an objective of an evaluated opportunity."""

    permission = "objectives.add_objective"
    heading = gettext_lazy("Convert this opportunity into an objective?")
    consequence = gettext_lazy(
        "A draft objective is made with its text, owner, services and obligations; each names the other."
    )
    submit_label = gettext_lazy("Convert")
    success_message = gettext_lazy("The opportunity is now a draft objective; fill in what it lacks.")
    reason_required = False

    def get_object(self) -> Opportunity:
        return get_object_or_404(Opportunity.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return policies.may_convert(self.request.user, self.record)

    def get(self, request, *args, **kwargs):
        """The question; an opportunity in another state says where it stands."""
        if not policies.can_convert(request.user, self.record):
            messages.info(
                request,
                _("%(reference)s is “%(state)s”: only an evaluated opportunity can be converted.")
                % {"reference": self.record.reference, "state": self.record.get_state_display()},
            )
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def act(self, form):
        self.objective = services.objective_from_opportunity(
            opportunity=self.record, actor=self.request.user, reason=form.cleaned_data["reason"]
        )

    def get_success_url(self) -> str:
        return self.objective.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()

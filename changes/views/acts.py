"""The confirm pages of the acts on an SMS change, one a service."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import plans, policies, services, states
from changes.views.one import VIEW, OneChange
from smsplan.ui.views import ConfirmPage


class ChangeAct(OneChange, ConfirmPage):
    """Base of the acts on a change: each names its policy and its service by `name`."""

    permission = VIEW
    name = ""

    def allowed(self) -> bool:
        """Whether the person has the right at all; the state is told on the page, when the act is tried."""
        return getattr(policies, f"can_{self.name}")(self.request.user, self.record) or self.too_late()

    def too_late(self) -> bool:
        """Somebody else was quicker: say so with 409 instead of 403 when the form is sent."""
        return self.request.method == "POST" and not states.can_move(self.name, self.record.state)

    def act(self, form):
        """The service, with the reason."""
        getattr(services, f"change_{self.name}")(change=self.record, actor=self.request.user, **form.cleaned_data)


class ChangeSubmit(ChangeAct):
    """Submit for approval."""

    name = "submit"
    permission = "changes.submit_change"
    template_name = "changes/change_submit.html"
    heading = gettext_lazy("Submit this change for approval?")
    consequence = gettext_lazy("The plan can't be edited any more unless a manager returns it.")
    reason_required = False
    reason_label = gettext_lazy("Note for the manager")
    submit_label = gettext_lazy("Submit")
    success_message = gettext_lazy("Submitted for approval.")

    @cached_property
    def missing(self) -> list[plans.Missing]:
        """What the plan still has to say."""
        return plans.missing(self.record)

    def ready(self) -> bool:
        """Only a whole plan is submitted."""
        return not self.missing

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the plan still has to say."""
        may_edit = policies.can_write(self.request.user, self.record)
        return super().get_context_data(**kwargs) | {"missing": self.missing, "may_edit": may_edit}


class ChangeApprove(ChangeAct):
    """Approve."""

    name = "approve"
    permission = "changes.approve_change"
    template_name = "changes/change_approve.html"
    heading = gettext_lazy("Approve this change?")
    consequence = gettext_lazy("Your name stands under the plan, with its resources. It can then be started.")
    reason_required = False
    reason_label = gettext_lazy("Comments")
    submit_label = gettext_lazy("Approve")
    success_message = gettext_lazy("The change is approved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is approved, and whether somebody has committed each resource."""
        plan = plans.plan_of(self.record)
        return super().get_context_data(**kwargs) | {"plan": plan, "uncommitted": _("Not committed yet")}


class ChangeReturn(ChangeAct):
    """Return with comments."""

    name = "return"
    permission = "changes.approve_change"
    heading = gettext_lazy("Return this change to its authors?")
    consequence = gettext_lazy("It becomes a draft again, with your comments, and can be submitted once more.")
    reason_label = gettext_lazy("Comments")
    submit_label = gettext_lazy("Return")
    success_message = gettext_lazy("Returned with your comments.")

    def act(self, form):
        """The comments take the place of a reason."""
        services.change_return(change=self.record, actor=self.request.user, comments=form.cleaned_data["reason"])


class ChangeReject(ChangeAct):
    """Reject."""

    name = "reject"
    permission = "changes.approve_change"
    heading = gettext_lazy("Reject this change?")
    consequence = gettext_lazy("Its life ends here. The plan and your reason stay in the register.")
    submit_label = gettext_lazy("Reject")
    success_message = gettext_lazy("The change is rejected.")
    danger = True


class ChangeStart(ChangeAct):
    """Start."""

    name = "start"
    permission = "changes.drive_change"
    heading = gettext_lazy("Start this change?")
    consequence = gettext_lazy("It is shown as in progress until it is implemented.")
    reason_required = False
    submit_label = gettext_lazy("Start")
    success_message = gettext_lazy("The change is in progress.")


class ChangeImplement(ChangeAct):
    """Implement; what was planned and is not done is named, and asks for a note."""

    name = "implement"
    permission = "changes.drive_change"
    template_name = "changes/change_implement.html"
    heading = gettext_lazy("Mark this change as implemented?")
    consequence = gettext_lazy("Somebody other than you and its owner then verifies it against its success criteria.")
    reason_label = gettext_lazy("Note for whoever verifies it")
    submit_label = gettext_lazy("Mark as implemented")
    success_message = gettext_lazy("The change waits to be verified.")

    @cached_property
    def left_open(self) -> list[str]:
        """What was planned and is not done."""
        return plans.left_open(self.record)

    @property
    def reason_required(self) -> bool:
        """What is left open asks for a note."""
        return bool(self.left_open)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is not done."""
        return super().get_context_data(**kwargs) | {"left_open": self.left_open}


class ChangeCancel(ChangeAct):
    """Cancel."""

    name = "cancel"
    permission = "changes.submit_change"
    heading = gettext_lazy("Cancel this change?")
    consequence = gettext_lazy("Its life ends here. The plan and your reason stay in the register.")
    submit_label = gettext_lazy("Cancel change")
    success_message = gettext_lazy("The change is cancelled.")
    danger = True

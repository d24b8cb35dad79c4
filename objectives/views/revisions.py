"""Revising an approved objective: proposed by one, decided by another, told as before and after."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import policies, revising, services
from objectives.forms.steering import RevisionForm
from objectives.models import Objective, Revision
from objectives.views.drafts import ObjectiveFormPage
from objectives.views.marks import MarksOf
from objectives.views.register import OneObjective, not_now
from smsplan.ui.views import ConfirmPage


class ObjectiveRevise(OneObjective, ObjectiveFormPage):
    """Propose a revision, beginning with what the objective is."""

    permission = "objectives.change_objective"
    title = gettext_lazy("Revise the objective")
    lead = gettext_lazy(
        "It stays in force and is measured until a Manager has approved the revision. Values that were recorded stay as"
        " they are."
    )
    form_class = RevisionForm
    submit_label = gettext_lazy("Propose the revision")
    success_message = gettext_lazy("The revision waits for a Manager. The objective stays in force meanwhile.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; where nothing can be revised now the objective says why."""
        if self.record.state != Objective.State.APPROVED:
            return not_now(request, self.record)
        if revising.open_revision(self.record) is not None:
            messages.info(request, _("A revision of this objective waits already."))
            return HttpResponseRedirect(revisions_url(self.record))
        return super().get(request, *args, **kwargs)

    def get_marks_url(self) -> str:
        return reverse("objectives:revise_marks", args=[self.record.pk])

    def perform(self, form: RevisionForm) -> None:
        try:
            services.revision_propose(
                objective=self.record,
                actor=self.request.user,
                reason=form.cleaned_data["change_reason"],
                changes=form.changes(),
                read_at=form.cleaned_data["revision"],
            )
        except services.Incomplete as lacking:
            raise ValidationError(_beside(form, lacking)) from None
        except ValidationError as error:
            raise _known_as(error) from None

    def get_success_url(self) -> str:
        return revisions_url(self.record)


class RevisionMarks(MarksOf):
    """The five marks as they would be, while one types."""

    form_class = RevisionForm


def _beside(form: RevisionForm, lacking: services.Incomplete) -> dict[str, list[str]]:
    """What the revised objective would lack, beside the fields that can mend it."""
    found: dict[str, list[str]] = {}
    for finding in lacking.findings:
        if finding.field in form.fields:
            found.setdefault(finding.field, []).append(finding.message)
        else:
            found.setdefault("__all__", []).append(f"{finding.criterion_label}: {finding.message}")
    return found


def _known_as(error: ValidationError) -> ValidationError:
    """The service's reason is the form's reason for the change."""
    if not hasattr(error, "error_dict") or "reason" not in error.error_dict:
        return error
    return ValidationError({"change_reason": error.error_dict["reason"]})


def revisions_url(objective: Objective) -> str:
    """The tab of an objective's revisions."""
    return f"{objective.get_absolute_url()}?tab=revisions"


class RevisionAct(OneObjective, ConfirmPage):
    """Base of the acts on a revision. The right is asked for here, the state by the service under its lock."""

    permission = "objectives.approve_objective"
    template_name = "objectives/revision_confirm.html"
    may_act = staticmethod(policies.may_reject_revision)
    service = staticmethod(services.revision_reject)
    refusal: str = ""

    def get_object(self) -> Objective:
        objective = super().get_object()
        revisions = objective.revisions.select_related("proposed_by", "objective")
        self.revision = get_object_or_404(revisions, pk=self.kwargs["revision"])
        return objective

    def allowed(self) -> bool:
        # The record first: it reads the revision, or there is none.
        if self.record and not type(self).may_act(self.request.user, self.revision):
            raise PermissionDenied(str(self.refusal))
        return True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question; a revision that was decided says so."""
        if self.revision.state != Revision.State.PROPOSED:
            words = _("This revision is “%(state)s” already; this is not possible now.")
            messages.info(request, words % {"state": self.revision.get_state_display()})
            return HttpResponseRedirect(revisions_url(self.record))
        return super().get(request, *args, **kwargs)

    def act(self, form: Any) -> None:
        type(self).service(revision=self.revision, actor=self.request.user, reason=form.cleaned_data["reason"])

    def get_success_url(self) -> str:
        return revisions_url(self.record)

    def get_cancel_url(self) -> str:
        return revisions_url(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (told,) = revising.told(self.record, [self.revision])
        return super().get_context_data(**kwargs) | {"told": told}


class RevisionApprove(RevisionAct):
    """Let it take effect, as a Manager who neither proposed it nor wrote or owns the objective."""

    heading = gettext_lazy("Approve this revision?")
    consequence = gettext_lazy("It takes effect at once, all of it. What was in force before stays in the history.")
    reason_label = gettext_lazy("Comment")
    reason_required = False
    submit_label = gettext_lazy("Approve the revision")
    success_message = gettext_lazy("The revision is approved and in force.")
    refusal = gettext_lazy(
        "A revision is approved by a Manager who neither proposed it nor wrote or owns the objective."
    )
    may_act = staticmethod(policies.may_decide_revision)
    service = staticmethod(services.revision_approve)


class RevisionReject(RevisionAct):
    """Leave the objective as it is."""

    heading = gettext_lazy("Reject this revision?")
    consequence = gettext_lazy("The objective stays as it is. Your comment is kept with the revision.")
    reason_label = gettext_lazy("Comment")
    submit_label = gettext_lazy("Reject the revision")
    success_message = gettext_lazy("The revision is rejected; the objective stays as it is.")


class RevisionWithdraw(RevisionAct):
    """Take it back."""

    permission = ("objectives.change_objective", "objectives.approve_objective")
    heading = gettext_lazy("Withdraw this revision?")
    consequence = gettext_lazy("The objective stays as it is. What was proposed stays on record.")
    reason_label = gettext_lazy("Comment")
    reason_required = False
    submit_label = gettext_lazy("Withdraw the revision")
    success_message = gettext_lazy("The revision is withdrawn.")
    may_act = staticmethod(policies.may_withdraw_revision)
    service = staticmethod(services.revision_withdraw)

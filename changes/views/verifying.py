"""What a change came to: judged criterion by criterion, verified, followed up, closed."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import policies, services
from changes.forms import CriterionForm, VerifyForm
from changes.models import Change, Criterion
from changes.views.acts import ChangeAct
from smsplan.ui.parts import Crumb


class ChangeVerify(ChangeAct):
    """Verify: the criteria, each with its judgement, and below them that of the change."""

    name = "verify"
    permission = "changes.verify_change"
    template_name = "changes/change_verify.html"
    form_class = VerifyForm
    heading = gettext_lazy("Verify this change")
    consequence = gettext_lazy("Judge each success criterion of the plan first, then the change as a whole.")
    submit_label = gettext_lazy("Verify")
    success_message = gettext_lazy("The outcome is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form looks at the criteria."""
        return super().get_form_kwargs() | {"change": self.record}

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The success criteria of the plan."""
        return list(self.record.criteria.select_related("verified_by", "file"))

    def waiting(self) -> list[Criterion]:
        """Those that nobody has judged yet."""
        return [criterion for criterion in self.criteria if criterion.met is None]

    def ready(self) -> bool:
        """The change as a whole is judged last."""
        return not self.waiting()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the criteria, and those that are still to be judged."""
        context = super().get_context_data(**kwargs)
        return context | {"criteria": self.criteria, "waiting": self.waiting(), "can_judge": True}


class CriterionVerify(ChangeAct):
    """Judge one success criterion."""

    name = "verify"
    permission = "changes.verify_change"
    template_name = "changes/criterion_verify.html"
    form_class = CriterionForm
    heading = gettext_lazy("Is this success criterion met?")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("The success criterion is judged.")

    @cached_property
    def criterion(self) -> Criterion:
        """The criterion, of this change (404 otherwise)."""
        return get_object_or_404(self.record.criteria, pk=self.kwargs["criterion"])

    def get_breadcrumbs(self) -> list[Crumb]:
        """Back to the verification."""
        return [*super().get_breadcrumbs(), Crumb(_("Verify"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form begins with what was judged before."""
        return super().get_form_kwargs() | {"criterion": self.criterion}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the criterion."""
        return super().get_context_data(**kwargs) | {"criterion": self.criterion}

    def act(self, form: CriterionForm) -> None:
        services.criterion_verify(criterion=self.criterion, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        """Where the next criterion is judged."""
        return reverse("changes:verify", args=[self.record.pk])

    def get_cancel_url(self) -> str:
        """There too."""
        return self.get_success_url()


class ChangeFollowUp(ChangeAct):
    """Make the draft of a follow-up, and open it."""

    name = "follow_up"
    permission = "changes.add_change"
    heading = gettext_lazy("Plan a follow-up of this change?")
    consequence = gettext_lazy(
        "A draft is made that follows it. It takes over what is affected, the impacts that are still open and the"
        " success criteria that were not met."
    )
    reason_required = False
    reason_label = gettext_lazy("Note")
    submit_label = gettext_lazy("Plan a follow-up")
    success_message = gettext_lazy("The follow-up is in the register as a draft.")
    draft: Change | None = None

    def allowed(self) -> bool:
        """Only what was not effective."""
        user = self.request.user
        return policies.can_follow_up(user, self.record) or (
            self.request.method == "POST" and policies.may_follow_up(user)
        )

    def act(self, form) -> None:
        self.draft = services.change_follow_up(
            change=self.record, actor=self.request.user, reason=form.cleaned_data["reason"]
        )

    def get_success_url(self) -> str:
        """The draft, ready to be completed."""
        return reverse("changes:update", args=[self.draft.pk])


class ChangeClose(ChangeAct):
    """Close; what was not effective is followed up, or says why not."""

    name = "close"
    permission = "changes.submit_change"
    template_name = "changes/change_close.html"
    heading = gettext_lazy("Close this change?")
    consequence = gettext_lazy("Nothing more is done on it. The record and its history stay.")
    submit_label = gettext_lazy("Close")
    success_message = gettext_lazy("The change is closed.")

    @cached_property
    def follow_up(self) -> Change | None:
        """What follows it up."""
        return services.follow_up_of(self.record)

    @property
    def reason_required(self) -> bool:
        """What was not effective is followed up, or says why not."""
        return self.record.effective is False and self.follow_up is None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what follows it up, if it was not effective."""
        return super().get_context_data(**kwargs) | {
            "follow_up": self.follow_up,
            "may_follow_up": policies.can_follow_up(self.request.user, self.record),
        }

"""Saying what came of the plan of a change: one click for a milestone, a short form for what is told and taught."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import policies, states
from changes.forms.log import CommunicationLogForm, TrainingLogForm
from changes.schedule import row_anchor
from changes.services.logging import communication_log, milestone_log, training_log
from changes.views.acts import ChangeAct
from changes.views.one import OneChange
from smsplan.ui.views import Entry


class RowAct(ChangeAct):
    """Base of what is said of one row of a plan."""

    permission = "changes.drive_change"
    #: The name under which the change has its rows, and that of the row in the address.
    part = key = ""
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    @cached_property
    def row(self) -> models.Model:
        """The row, of this change (404 otherwise)."""
        return get_object_or_404(getattr(self.record, self.part).select_related("owner"), pk=self.kwargs[self.key])

    def allowed(self) -> bool:
        """Who may say it; too late is told when it is tried."""
        user = self.request.user
        late = self.request.method == "POST" and self.record.state not in states.LOGGED
        return policies.can_log(user, self.record, self.row) or (late and policies.may_log(user, self.record, self.row))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form begins with what was said before; it asks for a reason itself."""
        kwargs = super().get_form_kwargs()
        return {name: value for name, value in kwargs.items() if not name.startswith("reason")} | {"row": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the row."""
        return super().get_context_data(**kwargs) | {"row": self.row, "again": kwargs["form"].again}

    def get_success_url(self) -> str:
        """Where the row stands."""
        return f"{self.record.get_absolute_url()}#{row_anchor(self.key, self.row)}"


class CommunicationLog(RowAct):
    """People were told."""

    part, key = "communications", "communication"
    template_name = "changes/communication_log.html"
    form_class = CommunicationLogForm
    heading = gettext_lazy("Record a communication")

    def act(self, form: CommunicationLogForm) -> None:
        communication_log(communication=self.row, actor=self.request.user, **form.cleaned_data)


class TrainingLog(RowAct):
    """A training was held."""

    part, key = "trainings", "training"
    template_name = "changes/training_log.html"
    form_class = TrainingLogForm
    heading = gettext_lazy("Record a training")

    def act(self, form: TrainingLogForm) -> None:
        training_log(training=self.row, actor=self.request.user, **form.cleaned_data)


class MilestoneLog(OneChange, Entry):
    """Mark a milestone as reached today, or take that back."""

    permission = "changes.drive_change"

    @cached_property
    def record(self):
        """The change."""
        return self.get_object()

    @cached_property
    def milestone(self):
        """The milestone, of this change (404 otherwise)."""
        return get_object_or_404(self.record.milestones, pk=self.kwargs["milestone"])

    def has_permission(self) -> bool:
        """Who may say it; the state is looked at by the service."""
        return super().has_permission() and policies.may_log(self.request.user, self.record, self.milestone)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and show the change again, at the milestone."""
        undo = request.POST.get("undo") == "1"
        try:
            milestone_log(milestone=self.milestone, actor=request.user, undo=undo)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = _("“%(milestone)s” is not done any more.") if undo else _("“%(milestone)s” is done.")
            messages.success(request, words % {"milestone": self.milestone.title})
        return HttpResponseRedirect(f"{self.record.get_absolute_url()}#{row_anchor('milestone', self.milestone)}")

"""Saying what came of the plan of a change: one click for a milestone, a short form for what is told and taught."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from changes import policies, states
from changes.forms.log import CommunicationLogForm, TrainingLogForm
from changes.schedule import row_anchor
from changes.services.logging import communication_log, milestone_log, training_log
from changes.views.acts import ChangeAct
from changes.views.one import OneChange
from smsplan.records.views.steps import MilestoneDone


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


class MilestoneLog(OneChange, MilestoneDone):
    """A milestone is reached, or is not after all."""

    permission = "changes.drive_change"
    service = staticmethod(milestone_log)

    def may_say(self) -> bool:
        return policies.may_log(self.request.user, self.record, self.milestone)

    def place(self) -> str:
        return row_anchor("milestone", self.milestone)

"""Deciding on a corrective action, where the objective's page asks for one."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import policies, selectors, services
from objectives.corrective import DECIDE_WITHIN, TROUBLE
from objectives.forms.steering import CorrectiveForm
from objectives.models import Objective
from objectives.views.register import OneObjective
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb


class CorrectiveCreate(OneObjective, RecordFormPage):
    """A corrective action, prefilled with what the figures say. The owner of the objective may decide on it, too."""

    permission = "objectives.measure_objective"
    title = gettext_lazy("New corrective action")
    form_class = CorrectiveForm
    submit_label = gettext_lazy("Add the action")
    success_message = gettext_lazy("The corrective action is decided.")

    def has_permission(self) -> bool:
        return super().has_permission() and policies.may_correct(self.request.user, self.objective)

    @property
    def objective(self) -> Objective:
        """The objective that it serves."""
        if not hasattr(self, "_objective"):
            self._objective = super().get_object()
        return self._objective

    def get_object(self) -> None:
        """A new action."""
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; an objective that doesn't run says where it stands."""
        if self.objective.state != Objective.State.APPROVED:
            words = _("%(reference)s is “%(state)s”; this is not possible now.")
            messages.info(
                request, words % {"reference": self.objective.reference, "state": self.objective.get_state_display()}
            )
            return HttpResponseRedirect(self.objective.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        objective = self.objective
        return [
            Crumb(_("Objectives"), reverse("objectives:list")),
            Crumb(objective.reference, objective.get_absolute_url()),
        ]

    def get_initial(self) -> dict[str, Any]:
        view = selectors.with_progress([self.objective])[0]
        cause = f"{view.pill.label}: {view.sentence}" if view.verdict in TROUBLE else ""
        return {
            "cause": cause,
            "owner": self.objective.owner_id,
            "due": timezone.localdate() + datetime.timedelta(days=DECIDE_WITHIN * 2),
        }

    def get_success_url(self) -> str:
        return f"{self.objective.get_absolute_url()}?tab=actions"

    def get_cancel_url(self) -> str:
        return self.objective.get_absolute_url()

    def perform(self, form: CorrectiveForm):
        return services.corrective_action_add(objective=self.objective, actor=self.request.user, **form.cleaned_data)

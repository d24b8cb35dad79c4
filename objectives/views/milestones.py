"""Saying that a milestone is reached: one click on the objective's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from objectives import policies, services
from objectives.views.register import OneObjective
from smsplan.ui.views import Entry


class MilestoneDone(OneObjective, Entry):
    """Mark a milestone as reached today, or take that back."""

    permission = "objectives.measure_objective"

    def has_permission(self) -> bool:
        return super().has_permission() and policies.may_measure(self.request.user, self.get_object())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and show the objective again, at its milestones."""
        objective = self.get_object()
        milestone = get_object_or_404(objective.milestones, pk=kwargs["milestone"])
        undo = request.POST.get("undo") == "1"
        try:
            services.milestone_done(milestone=milestone, actor=request.user, undo=undo)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            said = _("“%(milestone)s” is not done any more.") if undo else _("“%(milestone)s” is done.")
            messages.success(request, said % {"milestone": milestone.title})
        return HttpResponseRedirect(f"{objective.get_absolute_url()}#milestones")

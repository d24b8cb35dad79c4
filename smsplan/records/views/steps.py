"""Saying that a step of a plan is reached: one click on the page of its record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from smsplan.records.models import PlannedStep
from smsplan.ui.views import Entry


class MilestoneDone(Entry):
    """Mark a milestone as reached today, or take that back.

    A register gives `get_object()`, who may say it, the service that writes it and where the milestone stands.
    """

    #: Called with `milestone`, `actor` and `undo`; raises PermissionDenied, NotAllowed.
    service: Callable[..., Any]

    def get_object(self) -> Any:
        """The record, of those that this person may see (404 otherwise)."""
        raise NotImplementedError

    def may_say(self) -> bool:
        """Whether this person says what came of the milestone; the state is looked at by the service."""
        raise NotImplementedError

    def place(self) -> str:
        """Where the milestone stands on the page of its record."""
        raise NotImplementedError

    @cached_property
    def record(self) -> Any:
        """The record, read once."""
        return self.get_object()

    @cached_property
    def milestone(self) -> PlannedStep:
        """The milestone, of this record (404 otherwise)."""
        return get_object_or_404(self.record.milestones, pk=self.kwargs["milestone"])

    def has_permission(self) -> bool:
        return super().has_permission() and self.may_say()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and show the record again, at the milestone."""
        undo = request.POST.get("undo") == "1"
        try:
            type(self).service(milestone=self.milestone, actor=request.user, undo=undo)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = _("“%(milestone)s” is not done any more.") if undo else _("“%(milestone)s” is done.")
            messages.success(request, words % {"milestone": self.milestone.title})
        return HttpResponseRedirect(f"{self.record.get_absolute_url()}#{self.place()}")

"""The review at year-end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import charts, policies, revising, selectors, services
from objectives.forms.steering import ClosingForm
from objectives.models import Objective
from objectives.services.closing import is_over
from objectives.views.register import OneObjective, not_now
from smsplan.records.views.action_tab import actions_of, effect_pill, state_pill
from smsplan.ui.today import today
from smsplan.ui.views import FormPage


class ObjectiveClose(OneObjective, FormPage):
    """Verdict, values and actions on one page; then what became of it, what was learnt, what follows."""

    permission = "objectives.close_objective"
    title = gettext_lazy("Review at year-end")
    lead = gettext_lazy("Afterwards nothing is measured any more; the record, its values and its history stay.")
    form_class = ClosingForm
    template_name = "objectives/closing.html"
    submit_label = gettext_lazy("Close the objective")

    def has_permission(self) -> bool:
        if not super().has_permission():
            return False
        if not policies.may_close(self.request.user, self.record):
            raise PermissionDenied(_("The review at year-end is for a Manager who doesn't own the objective."))
        return True

    @cached_property
    def view(self) -> selectors.ObjectiveView:
        """The objective with where it stands."""
        return selectors.with_progress([self.record])[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; where nothing can be closed now the objective says why."""
        if self.record.state != Objective.State.APPROVED:
            return not_now(request, self.record)
        if revising.open_revision(self.record) is not None:
            messages.info(request, _("A revision waits. It has to be decided or withdrawn before the year-end review."))
            return HttpResponseRedirect(f"{self.record.get_absolute_url()}?tab=revisions")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Close it, or say where it stands."""
        if self.record.state != Objective.State.APPROVED:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"view": self.view}

    def save(self, form: ClosingForm) -> Objective:
        self.closed = services.objective_close(objective=self.record, actor=self.request.user, **form.cleaned_data)
        return self.closed.objective

    def get_success_message(self) -> str:
        if self.closed.successor is None:
            return _("The objective is closed.")
        return _("The objective is closed. %(reference)s is the draft for the next cycle.") % {
            "reference": self.closed.successor.reference
        }

    def get_success_url(self) -> str:
        return (self.closed.successor or self.closed.objective).get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "view": self.view,
            "over": is_over(self.view),
            "rows": [row for row in charts.period_rows(self.record, today=today()) if row.end <= self.record.due_date],
            "actions": [
                (action, state_pill(action), effect_pill(action))
                for action in actions_of(self.record, [self.record.pk]).for_list()
            ],
        }

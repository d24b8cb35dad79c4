"""Recording and correcting the values of periods."""

import datetime

from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from objectives import policies, selectors, services
from objectives.forms import CorrectForm, MeasureForm
from objectives.models import Objective
from objectives.views.register import OneObjective
from objectives.wording import period_label
from smsplan.ui.numbers import figure
from smsplan.ui.parts import Fact
from smsplan.ui.views import FormPage


class MeasurementRecord(OneObjective, FormPage):
    """Record the value of one period, or correct it with a reason."""

    permission = "objectives.measure_objective"
    template_name = "objectives/measure.html"

    def has_permission(self) -> bool:
        return super().has_permission() and policies.may_measure(self.request.user, self.record)

    def get_object(self) -> Objective:
        objective = super().get_object()
        try:
            start = datetime.date.fromisoformat(self.kwargs["period"])
        except ValueError:
            raise Http404 from None
        self.period = next((one for one in objective.plan.periods() if one.start == start), None)
        if self.period is None:
            raise Http404
        self.label = period_label(objective.frequency, self.period.start, self.period.end)
        self.measurement = objective.measurements.filter(period_start=start).first()
        return objective

    def get_title(self) -> str:
        if self.measurement is not None:
            return _("Correct the value for %(period)s") % {"period": self.label}
        return _("Record the value for %(period)s") % {"period": self.label}

    def get_form_class(self):
        return MeasureForm if self.measurement is None else CorrectForm

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        if self.measurement is not None:
            kwargs["measurement"] = self.measurement
        return kwargs

    def get_initial(self) -> dict:
        kept = self.measurement
        return {"value": kept.value, "note": kept.note} if kept is not None else {}

    def get_success_message(self) -> str:
        return _("The value for %(period)s is recorded.") % {"period": self.label}

    def get_success_url(self) -> str:
        """Back to where the value was entered, such as My work; else to the objective's measurements."""
        back = self.request.POST.get("next", "")
        if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return back
        return f"{self.record.get_absolute_url()}?tab=measurements"

    def save(self, form):
        data = form.cleaned_data
        services.measurement_record(
            objective=self.record,
            period_start=self.period.start,
            value=data["value"],
            note=data["note"],
            reason=data.get("reason", ""),
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs):
        one = self.record
        facts = [
            Fact(_("Objective"), f"{one.reference} {one.title}"),
            Fact(_("Metric"), one.metric),
            Fact(_("Measurement approach"), one.measurement_approach),
            Fact(_("Target"), selectors.target_figure(one)),
        ]
        if self.measurement is not None:
            facts.append(Fact(_("Recorded value"), figure(self.measurement.value, one.unit)))
        return super().get_context_data(**kwargs) | {"facts": facts}

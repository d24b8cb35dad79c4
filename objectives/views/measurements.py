"""Recording and correcting the values of periods."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from objectives import policies, selectors, services
from objectives.forms import CorrectForm, MeasureForm
from objectives.models import Objective
from objectives.progress import Period
from objectives.views.register import OneObjective
from objectives.wording import label_of
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
        self.measurement = objective.measurements.select_related("measured_by").filter(period_start=start).first()
        self.period = next((one for one in objective.plan.periods() if one.start == start), None)
        if self.period is None and self.measurement is not None:
            self.period = Period(start, self.measurement.period_end)
        if self.period is None:
            if self.request.method != "POST":
                raise Http404
            # Its dates were revised while the value was typed: the service says so beside what was typed.
            self.period = Period(start, start)
        self.label = label_of(objective, self.period.start, self.period.end)
        return objective

    def get(self, request, *args, **kwargs):
        """The form; an objective that can't be measured says where it stands, a period to come that it has to wait."""
        if not policies.can_measure(request.user, self.record):
            messages.info(
                request,
                _("%(reference)s is “%(state)s”: values are recorded while it is approved.")
                % {"reference": self.record.reference, "state": self.record.get_state_display()},
            )
            return HttpResponseRedirect(self.record.get_absolute_url())
        if self.measurement is None and self.period.start > timezone.localdate():
            messages.info(request, _("This period has not begun yet."))
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        if self.measurement is not None:
            return _("Correct the value for %(period)s") % {"period": self.label}
        return _("Record the value for %(period)s") % {"period": self.label}

    def get_form_class(self):
        return MeasureForm if self.measurement is None else CorrectForm

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs() | {"objective": self.record}
        if self.measurement is not None:
            kwargs["measurement"] = self.measurement
            if self.request.method == "POST":
                # One field and Enter sends neither: they stay as they are.
                kwargs["data"] = data = self.request.POST.copy()
                data.setdefault("note", self.measurement.note)
                data.setdefault("source", self.measurement.source)
        return kwargs

    def get_initial(self) -> dict:
        kept = self.measurement
        if kept is None:
            before = self.record.measurements.exclude(source="").order_by("-period_start").first()
            return {"source": before.source if before else ""}
        return {"value": kept.value, "note": kept.note, "source": kept.source, "read_at": kept.revision}

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
        try:
            services.measurement_record(
                objective=self.record,
                period_start=self.period.start,
                value=data["value"],
                note=data["note"],
                source=data["source"],
                evidence=data["evidence"],
                reason=data.get("reason", ""),
                read_at=data.get("read_at"),
                actor=self.request.user,
            )
        except ValidationError as error:
            if "period_start" in getattr(error, "error_dict", {}):
                raise ValidationError({"value": error.error_dict["period_start"]}) from None
            raise

    def refuse(self, form):
        """Show again what was typed; where somebody was first meanwhile, ask for the reason of a correction."""
        kept = self.record.measurements.select_related("measured_by").filter(period_start=self.period.start).first()
        if self.measurement is None and kept is not None:
            self.measurement = kept
            form = self.get_form()
            form.full_clean()
        if form.has_error("value", "stale") or (kept is not None and not form.data.get("read_at")):
            form.data = form.data.copy()
            form.data["read_at"] = str(kept.revision)
        return super().refuse(form)

    def get_context_data(self, **kwargs):
        one = self.record
        facts = [
            Fact(_("Objective"), f"{one.reference} {one.title}"),
            Fact(_("Metric"), one.metric),
            Fact(_("Measurement approach"), one.measurement_approach),
            Fact(_("Target"), selectors.target_figure(one)),
        ]
        if self.measurement is not None:
            facts.append(Fact(_("Recorded value"), selectors.figure_of(one, self.measurement.value)))
        return super().get_context_data(**kwargs) | {"facts": facts}

"""Writing an objective: the form, criterion by criterion, with the five marks beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import completeness, policies, services
from objectives.forms import ObjectiveForm
from objectives.models import Objective
from objectives.views.marks import marks_context
from objectives.views.register import OneObjective
from smsplan.records.views.rows import PlanFormPage, in_lines, part_context
from smsplan.ui.parts import Crumb

State = Objective.State
LEAD = gettext_lazy(
    "A draft needs no more than its sentence and may wait for the rest; an approval asks for all of it."
)


class ObjectiveFormPage(PlanFormPage):
    """The form of an objective. Two buttons of it save nothing: one more row, and a sentence that can be assessed."""

    lead = LEAD
    form_class = ObjectiveForm
    template_name = "objectives/form.html"

    def shown_again(self, data: QueryDict) -> QueryDict | None:
        """Also with another sentence, when one was chosen."""
        sentence = data.get("use_sentence", "")
        if not sentence:
            return super().shown_again(data)
        data = data.copy()
        data["title"] = sentence
        return data

    def get_initial(self) -> dict[str, Any]:
        """A sentence that was chosen on the objective's page."""
        title = self.request.GET.get("title", "")[:300]
        return {"title": title} if title else {}

    def perform(self, form):
        reason = form.cleaned_data.get("change_reason", "")
        return services.objective_edit(form=form, actor=self.request.user, reason=reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: ObjectiveForm = kwargs["form"]
        marks = form.marks() if form.is_bound else completeness.marks(form.instance)
        by_criterion = {mark.criterion: mark for mark in marks}
        context = super().get_context_data(**kwargs)
        return (
            context
            | marks_context(marks)
            | {
                "marks_url": self.get_marks_url(),
                "sections": [
                    {
                        "criterion": criterion,
                        "legend": legend,
                        "mark": by_criterion.get(criterion),
                        "lines": in_lines(form, lines),
                        "part": part_context(form, form.section_rows.get(criterion, "")),
                    }
                    for criterion, legend, lines in form.sections
                    if in_lines(form, lines)
                ],
                "serves_groups": served(form),
            }
        )

    def get_marks_url(self) -> str:
        """Where the five marks are asked for as one types."""
        return reverse("objectives:marks")


class ObjectiveCreate(ObjectiveFormPage):
    """A new draft."""

    permission = "objectives.add_objective"
    title = gettext_lazy("New objective")
    success_message = gettext_lazy("The objective is in the register as a draft.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Objectives"), reverse("objectives:list"))]


class ObjectiveUpdate(OneObjective, ObjectiveFormPage):
    """Edit a draft."""

    permission = "objectives.change_objective"
    title = gettext_lazy("Edit objective")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; an objective that is no draft any more says what to do instead."""
        if not policies.can_change(request.user, self.record):
            messages.warning(
                request,
                _("An approved objective is changed by revising it.")
                if self.record.state == State.APPROVED
                else _("%(reference)s is “%(state)s” and can't be edited.")
                % {"reference": self.record.reference, "state": self.record.get_state_display()},
            )
            return HttpResponseRedirect(self.record.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_marks_url(self) -> str:
        return reverse("objectives:marks_of", args=[self.record.pk])


def served(form: ObjectiveForm) -> list[tuple[str, list[Any]]]:
    """The boxes of what an objective can serve, by group."""
    boxes = iter(form["serves"])
    return [(label, [next(boxes) for _choice in choices]) for label, choices in form.fields["serves"].choices]

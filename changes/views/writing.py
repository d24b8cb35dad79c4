"""Writing an SMS change plan: the seven questions with their rows, and how significant the change is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes import policies, services
from changes.forms import ChangeForm
from changes.forms.plan import Mark
from changes.forms.significance import asked
from changes.models import Change
from changes.significance import Verdict, verdict
from changes.views.one import OneChange
from smsplan.records.views.rows import PlanFormPage, in_lines, part_context
from smsplan.ui.parts import Crumb
from smsplan.ui.views import Entry


class ChangeCreate(PlanFormPage):
    """A new change plan."""

    permission = "changes.add_change"
    title = gettext_lazy("Plan a change")
    lead = gettext_lazy("Save at any time; only submitting asks for an answer to each of the seven questions.")
    form_class = ChangeForm
    template_name = "changes/change_form.html"
    success_message = gettext_lazy("The change plan is saved as a draft.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the register."""
        return [Crumb(_("SMS changes"), reverse("changes:list"))]

    def perform(self, form):
        """Save through the service."""
        data = form.cleaned_data
        return services.change_save(
            change=form.instance,
            actor=self.request.user,
            reason=data.get("change_reason", ""),
            many={name: data[name] for name in ("services", "practices", "obligations", "risks") if name in data},
            rows=form.plan_rows(),
            revision=data.get("revision"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sections with their fields and rows, and what the answers come to."""
        context = super().get_context_data(**kwargs)
        form: ChangeForm = context["form"]
        return (
            context
            | {
                "sections": [
                    {"key": key, "legend": legend, "lines": lines}
                    for key, legend, names in form.sections
                    if (lines := lines_of(form, names))
                ],
                "questions": asked(form),
                "result_url": reverse("changes:significance"),
            }
            | result_context(verdict(form.instance.significance_answers))
            | marks_context(form.marks())
        )


def lines_of(form: ChangeForm, names: list[Any]) -> list[dict[str, Any]]:
    """What a section asks for, line by line: fields, or a part that consists of rows."""
    found = []
    for name in names:
        if name in form.parts:
            found.append({"part": part_context(form, name)})
        elif fields := in_lines(form, [name]):
            found.append({"fields": fields[0]})
    return found


class ChangeUpdate(OneChange, ChangeCreate):
    """Edit a draft."""

    permission = "changes.change_change"
    title = gettext_lazy("Edit change plan")
    success_message = gettext_lazy("Saved.")

    def has_permission(self) -> bool:
        """Only a draft can be opened; one that was submitted meanwhile says so when the form is sent."""
        allowed = super().has_permission()
        return allowed and (self.request.method == "POST" or policies.can_write(self.request.user, self.record))

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way back to the record."""
        return OneChange.get_breadcrumbs(self)


class FormMarks(Entry):
    """What the answers come to and what the plan still has to say, asked for while one types. Saves nothing."""

    permission = ("changes.add_change", "changes.change_change")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Both, to be put into the form and beside it."""
        form = ChangeForm(data=request.POST)
        marks = form.marks()
        context = result_context(verdict(form.instance.significance_answers)) | marks_context(marks)
        return render(request, "changes/_marks_answer.html", context)


def marks_context(marks: list[Mark]) -> dict[str, Any]:
    """What changes/_marks.html shows, and the sentence that says how far the plan is."""
    met = sum(not mark.missing for mark in marks)
    words = _("The plan can be submitted.") if met == len(marks) else ""
    return {
        "marks": marks,
        "marks_words": words or _("%(met)d of %(all)d are complete.") % {"met": met, "all": len(marks)},
    }


def result_context(found: Verdict) -> dict[str, Any]:
    """What changes/_significance_result.html shows."""
    return {
        "result": found,
        "result_label": Change.Significance(found.significance).label,
        "result_findings": [str(question.finding) for question in found.by],
    }

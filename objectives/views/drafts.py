"""Writing an objective: the form, criterion by criterion, with the five marks beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives import completeness, policies, services
from objectives.forms import ObjectiveForm
from objectives.forms.plan import PART_LABELS, ROWS
from objectives.models import Objective
from objectives.views.marks import marks_context
from objectives.views.register import OneObjective
from smsplan.records.views import RecordFormPage
from smsplan.ui.parts import Crumb

State = Objective.State
LEAD = gettext_lazy(
    "A draft needs no more than its sentence and may wait for the rest; an approval asks for all of it."
)
#: What a row of each part is called, with its number.
ROW_NAMES = {
    "committed": gettext_lazy("Resource %(number)d"),
    "consultations": gettext_lazy("Consultation %(number)d"),
    "milestones": gettext_lazy("Milestone %(number)d"),
}

PATTERN_NAMES = {
    "committed": gettext_lazy("New resource"),
    "consultations": gettext_lazy("New consultation"),
    "milestones": gettext_lazy("New milestone"),
}


class ObjectiveFormPage(RecordFormPage):
    """The form of an objective. Two buttons of it save nothing: one more row, and a sentence that can be assessed."""

    lead = LEAD
    form_class = ObjectiveForm
    template_name = "objectives/form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; or, without JavaScript, show the form again with a row more or another sentence."""
        part, sentence = request.POST.get("add_row", ""), request.POST.get("use_sentence", "")
        if part not in ROWS and not sentence:
            return super().post(request, *args, **kwargs)
        data = request.POST.copy()
        if sentence:
            data["title"] = sentence
        else:
            name = f"{part}-TOTAL_FORMS"
            data[name] = str(int(data[name]) + 1) if data.get(name, "").isdecimal() else "1"
        form = self.get_form_class()(**(self.get_form_kwargs() | {"data": data}))
        return self.render_to_response(self.get_context_data(form=form))

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
        context["error_summary"] += row_errors(form)
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
                        "lines": lines,
                        "part": part_context(form, form.section_rows.get(criterion, "")),
                    }
                    for criterion, legend, lines in in_lines(form)
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


def in_lines(form: ObjectiveForm) -> list[tuple[Any, Any, list[list[Any]]]]:
    """The sections that have a field, each with its lines of fields."""
    found = []
    for criterion, legend, lines in form.sections:
        named = [[line] if isinstance(line, str) else list(line) for line in lines]
        bound = [[form[name] for name in names if name in form.fields] for names in named]
        if any(bound):
            found.append((criterion, legend, [line for line in bound if line]))
    return found


def part_context(form: ObjectiveForm, part: str) -> dict[str, Any] | None:
    """A part of the plan in the form: its rows with their names, and the pattern of a new one."""
    if not part:
        return None
    rows = form.rows[part]
    return {
        "name": part,
        "label": PART_LABELS[part],
        "rows": rows,
        "named": [(ROW_NAMES[part] % {"number": place}, row) for place, row in enumerate(rows.forms, start=1)],
        "pattern": (PATTERN_NAMES[part], rows.empty_form),
    }


def served(form: ObjectiveForm) -> list[tuple[str, list[Any]]]:
    """The boxes of what an objective can serve, by group."""
    boxes = iter(form["serves"])
    return [(label, [next(boxes) for _choice in choices]) for label, choices in form.fields["serves"].choices]


def row_errors(form: ObjectiveForm) -> list[dict[str, Any]]:
    """What to mend in the rows of the plan, for the summary above the form."""
    found = []
    for part, rows in form.sent.items():
        for place, row in enumerate(rows.forms, start=1):
            if row not in rows.filled:
                continue
            for name, errors in row.errors.items():
                label = f"{ROW_NAMES[part] % {'number': place}}, {row.fields[name].label if name in row.fields else ''}"
                url = f"#{row[name].id_for_label}" if name in row.fields else f"#id_{part}"
                found.append({"label": label.rstrip(", "), "url": url, "errors": errors})
        for error in rows.non_form_errors():
            found.append({"label": PART_LABELS[part], "url": f"#id_{part}", "errors": [error]})
    return found

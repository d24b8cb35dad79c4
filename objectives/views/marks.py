"""The five marks beside the form of an objective, as one types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from objectives import smart
from objectives.forms import ObjectiveForm
from objectives.models import Objective
from objectives.views.register import OneObjective
from smsplan.ui.views import Entry


class Marks(Entry):
    """The five marks for what is typed into the form of a new objective. Nothing is saved."""

    permission = "objectives.add_objective"
    form_class = ObjectiveForm

    def get_instance(self) -> Objective | None:
        """The objective whose form it is."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The marks, to be put beside the form."""
        form = self.form_class(data=request.POST, instance=self.get_instance())
        return render(request, "objectives/_marks_answer.html", marks_context(form.marks()))


class MarksOf(OneObjective, Marks):
    """The same for an objective that is edited."""

    permission = "objectives.change_objective"

    def get_instance(self) -> Objective:
        return self.get_object()


def marks_context(marks: list[smart.Mark]) -> dict[str, Any]:
    """The marks, and the sentence that says how many are met."""
    open_ones = [mark.label for mark in marks if not mark.met]
    if open_ones:
        words = _("%(met)d of %(all)d criteria are met. Open: %(open)s.") % {
            "met": len(marks) - len(open_ones),
            "all": len(marks),
            "open": ", ".join(open_ones),
        }
    else:
        words = _("All five criteria are met.")
    return {"marks": marks, "marks_words": words}

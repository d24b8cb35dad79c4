"""What the objectives of the running cycle serve, and what none of them serves (6.2.1 a)."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView

from objectives import alignment, selectors
from objectives.models import Objective
from objectives.periods import DAY, period_starting
from smsplan.context.models import Organization
from smsplan.ui.parts import Crumb, Pill
from smsplan.ui.today import today
from smsplan.ui.views import Entry

State = Objective.State


@dataclass
class Line:
    """A priority or a statement, with the objectives that serve it and their states in words."""

    text: str
    objectives: list[tuple[Objective, Pill]] = field(default_factory=list)

    @property
    def served(self) -> bool:
        """Whether one of them was approved."""
        return any(objective.state in Objective.APPROVED_STATES for objective, _pill in self.objectives)


class Alignment(Entry, TemplateView):
    """Priorities and policy statements against the objectives of the running cycle."""

    permission = "objectives.view_objective"
    title = gettext_lazy("Alignment of objectives")
    template_name = "objectives/alignment.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(_("Objectives"), reverse("objectives:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organization = Organization.get()
        start, end = running_cycle(today(), organization.cycle_start_month)
        objectives = [(one, selectors.state_pill(one.state)) for one in of_cycle(start, end)]
        priorities = [Line(text) for text in alignment.priorities(organization.strategic_priorities)]
        statements = [Line(text) for text in alignment.statements(organization.policy)]
        lines = {line.text: line for line in (*statements, *priorities)}
        fallen: dict[str, Line] = {}
        for one, pill in objectives:
            for text in one.serves:
                line = lines[text] if text in lines else fallen.setdefault(text, Line(text))
                line.objectives.append((one, pill))
        return super().get_context_data(**kwargs) | {
            "start": start,
            "end": end,
            "groups": [
                (_("Strategic priorities"), _("Priority"), priorities),
                (_("Statements of the service management policy"), _("Statement"), statements),
            ],
            "fallen": list(fallen.values()),
            "idle": [(one, pill) for one, pill in objectives if not any(text in lines for text in one.serves)],
            "unserved": sum(not line.served for line in priorities),
            "count": len(objectives),
            "organization": organization,
            "none_pill": Pill(_("No objective serves it"), "red"),
            "waiting_pill": Pill(_("None approved yet"), "yellow"),
            "may_edit": self.may("context.change_organization"),
        }


def running_cycle(day: datetime.date, first_month: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of the planning cycle that holds `day`."""
    start = period_starting("yearly", day, first_month)
    return start, datetime.date(start.year + 1, start.month, 1) - DAY


def of_cycle(start: datetime.date, end: datetime.date) -> list[Objective]:
    """Objectives that run in the cycle, and drafts that have no dates yet; not those that were withdrawn. One query."""
    found = Objective.objects.exclude(state=State.WITHDRAWN).filter(
        Q(start_date__lte=end, due_date__gte=start) | Q(start_date=None) | Q(due_date=None)
    )
    return list(found.only("reference", "title", "state", "serves").order_by("reference"))

"""Objectives on paper: the dashboard of a cycle, and one objective with its chart (6.2)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from objectives import charts, selectors
from objectives.dashboard import PRINTED, Dashboard
from objectives.models import Objective, Verdict
from smsplan.context.models import Organization
from smsplan.ui.pdf import render_pdf
from smsplan.ui.pictures import line_picture, spark_picture
from smsplan.ui.today import today


def dashboard_pdf(shown: Dashboard, *, part: int = 1, language: str) -> bytes:
    """The objectives of the dashboard's cycle, in `language`; `part` counts the documents that they fill.

    Raises PdfError.
    """
    parts = parts_of(shown)
    with translation.override(language):
        groups = shown.groups((part - 1) * PRINTED, PRINTED)
        subtitle = _("Planning cycle %(cycle)s") % {"cycle": shown.cycle.label}
        if parts > 1:
            subtitle = _("%(what)s, part %(part)d of %(parts)d") % {"what": subtitle, "part": part, "parts": parts}
        pictures = {
            f"spark-{line.objective.pk}": spark_picture(line.spark)
            for group in groups
            for line in group.lines
            if line.spark["data"]
        }
        context = {
            "shown": shown,
            "groups": groups,
            "totals": [(selectors.verdict_pill(verdict), count) for verdict, count in shown.totals.items()],
            "years": shown.years,
            "year_heads": [selectors.verdict_pill(verdict) for verdict in Verdict],
            "subtitle": subtitle,
            "followed": any(line.before for group in groups for line in group.lines),
            **_frame(shown.organization, _("Objectives %(cycle)s") % {"cycle": shown.cycle.label}),
        }
        title = _("Service management objectives")
    return render_pdf("objectives/pdf/dashboard.html", context, title=title, language=language, attachments=pictures)


def parts_of(shown: Dashboard) -> int:
    """How many documents the dashboard's objectives fill."""
    return max(1, -(-len(shown.order) // PRINTED))


def objective_pdf(objective: Objective, *, language: str) -> bytes:
    """One objective: where it stands, its chart, its values, in `language`. Raises PdfError."""
    with translation.override(language):
        (view,) = selectors.with_progress([objective])
        chart = charts.chart_of(view)
        context = {
            "record": objective,
            "view": view,
            "chart": chart,
            "state": selectors.state_pill(objective.state),
            "subtitle": objective.title,
            **_frame(Organization.get(), f"{objective.reference} · {objective.title}"),
        }
    return render_pdf(
        "objectives/pdf/objective.html",
        context,
        title=objective.reference,
        language=language,
        attachments={"chart": line_picture(chart)} if chart else {},
    )


def _frame(organization: Organization, running_title: str) -> dict[str, Any]:
    return {
        "organization": organization.name,
        "classification": organization.classification,
        "running_title": running_title,
        "printed_on": today(),
    }

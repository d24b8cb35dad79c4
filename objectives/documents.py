"""Objectives on paper: the dashboard of a cycle, and one objective with its chart (6.2)."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from objectives import charts, selectors
from objectives.dashboard import Cycle, Dashboard
from objectives.models import DashboardDocument, Objective, Verdict
from objectives.models.documents import FOLDER
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.inbox.services import tell
from smsplan.records import longwork, sweeping
from smsplan.records.delivery import deliver
from smsplan.ui.pdf import render_pdf
from smsplan.ui.pictures import line_picture, spark_picture
from smsplan.ui.today import today

#: How many days a document is kept: who wants it for longer has downloaded it, or asks anew.
KEPT_DAYS = 90

READING = gettext_noop("Reading the objectives")
DRAWING = gettext_noop("Drawing the trends")
RENDERING = gettext_noop("Making the document")
STORING = gettext_noop("Storing the document")


def build(document: DashboardDocument) -> None:
    """Make and store the PDF of a dashboard as it stands now for the one who asked. Raises PdfError, OSError."""
    if document.sha256:
        return
    shown = Dashboard(
        user=document.requested_by,
        today=timezone.localdate(),
        year=document.year,
        by=document.by,
        verdict=document.verdict,
    )
    pdf = dashboard_pdf(
        shown, language=document.language, report=lambda percent, step: longwork.report(document, percent, step)
    )
    longwork.report(document, 95, STORING)
    deliver(document, pdf, name="dashboard.pdf", written=_tell)


def _tell(document: DashboardDocument) -> None:
    record_event(action=Action.BUILT, target=document, actor=None, detail={"sha256": document.sha256})
    tell(
        recipient=document.requested_by,
        key=f"dashboard:{document.pk}:ready",
        url=document.get_absolute_url(),
        words=lambda: (_("Your PDF of the dashboard is ready"), title_of(document)),
    )


def sweep(now: datetime.datetime | None = None) -> int:
    """Remove documents that were asked for long ago, with their files; returns how many files went."""
    before = (now or timezone.now()) - datetime.timedelta(days=KEPT_DAYS)
    return sweeping.sweep(DashboardDocument, folder=FOLDER, before=before)


def title_of(document: DashboardDocument) -> str:
    """Which dashboard it is: Objectives 2026, by owner."""
    cycle = Cycle.beginning(document.year, Organization.get().cycle_start_month)
    words = _("Objectives %(cycle)s, by owner") if document.by == "owner" else _("Objectives %(cycle)s, by area")
    title = words % {"cycle": cycle.label}
    return f"{title}: {Verdict(document.verdict).label}" if document.verdict else title


def dashboard_pdf(shown: Dashboard, *, language: str, report: Callable[[int, str], None]) -> bytes:
    """All objectives of the dashboard's cycle, in `language`; `report` is told how far it is. Raises PdfError."""
    with translation.override(language):
        report(5, READING)
        groups = shown.groups(0, None)
        drawn = [line for group in groups for line in group.lines if line.spark["data"]]
        pictures = {}
        for place, line in enumerate(drawn):
            if place % 20 == 0:
                report(10 + 50 * place // len(drawn), DRAWING)
            pictures[f"spark-{line.objective.pk}"] = spark_picture(line.spark)
        context = {
            "shown": shown,
            "groups": groups,
            "totals": [(selectors.verdict_pill(verdict), count) for verdict, count in shown.totals.items()],
            "years": shown.years,
            "year_heads": [selectors.verdict_pill(verdict) for verdict in Verdict],
            "chosen": selectors.verdict_pill(shown.verdict) if shown.verdict else None,
            "subtitle": _("Planning cycle %(cycle)s") % {"cycle": shown.cycle.label},
            "followed": any(line.before for group in groups for line in group.lines),
            **_frame(shown.organization, _("Objectives %(cycle)s") % {"cycle": shown.cycle.label}),
        }
        title = _("Service management objectives")
    report(60, RENDERING)
    return render_pdf("objectives/pdf/dashboard.html", context, title=title, language=language, attachments=pictures)


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

"""How the level of a risk moved: as a chart, and as the rows of the table below it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from risks.models import Assessment, Level, Risk
from smsplan.ui.charts import line_chart
from smsplan.ui.templatetags.ui import day


def level_chart(risk: Risk, assessments: Sequence[Assessment]) -> dict[str, Any] | None:
    """The residual level over time with the inherent and the target level, for `ui/_chart.html`.

    None until there are two assessments to compare. Each day shows the level that counted at its end.
    """
    rows = sorted(assessments, key=lambda row: (row.assessed_on, row.pk))
    days = sorted({row.assessed_on for row in rows})
    if len(rows) < 2:
        return None
    series = []
    for kind, style in (
        (Assessment.Kind.RESIDUAL, "line"),
        (Assessment.Kind.INHERENT, "dash"),
        (Assessment.Kind.TARGET, "dash"),
    ):
        values = [
            next((row.level for row in reversed(rows) if row.kind == kind and row.assessed_on <= on), None)
            for on in days
        ]
        if any(values):
            series.append({"label": kind.label, "values": values, "kind": style})
    return line_chart(
        id=f"risk-{risk.pk}-level",
        labels=[day(on) for on in days],
        series=series,
        title=_("Risk level"),
        words={int(level): str(level.label) for level in Level},
    )

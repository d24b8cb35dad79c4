"""An objective's history together with that of its values."""

from django.utils.translation import gettext as _

from objectives.models import Measurement, Objective
from objectives.wording import period_label
from smsplan.audit import diff
from smsplan.ui.numbers import figure


def saves(objective: Objective, *, limit: int = 200) -> list[diff.Save]:
    """The last saves of the objective and of its measurements, newest first: what was recorded, corrected and why."""
    found = diff.saves(objective, limit=limit) + _value_saves(objective, limit)
    return sorted(found, key=lambda save: save.at, reverse=True)[:limit]


def _value_saves(objective: Objective, limit: int) -> list[diff.Save]:
    rows = Measurement.history.filter(objective_id=objective.pk).order_by("history_date", "history_id")
    before: dict = {}
    found = []
    for row in rows:
        old = before.get(row.id)
        before[row.id] = row
        label = period_label(objective.frequency, row.period_start, row.period_end)
        save = diff.Save(
            actor=row.history_actor_name or "smsplan",
            at=row.history_date,
            reason=row.history_change_reason or "",
            verb=_("Value corrected") if old else _("Value recorded"),
        )
        new_figure, old_figure = figure(row.value, objective.unit), figure(old.value, objective.unit) if old else "–"
        if new_figure != old_figure:
            save.changes.append((label, old_figure, new_figure))
        if row.note != (old.note if old else ""):
            note = _("%(period)s, note") % {"period": label}
            save.changes.append((note, old.note if old else "–", row.note or "–"))
        found.append(save)
    return found[-limit:]

"""An objective's history together with that of its plan and of its values."""

from django.utils.translation import gettext as _

from objectives.models import Measurement, Objective
from objectives.plans import COLUMNS, LATER, PARTS
from objectives.wording import label_of
from smsplan.audit import diff
from smsplan.audit.reasons import reason_words
from smsplan.records.models import Attachment
from smsplan.records.rows.trail import Told, row_saves, with_rows
from smsplan.ui.numbers import figure


def saves(objective: Objective, *, limit: int = 200) -> list[diff.Save]:
    """The last saves of the objective, its plan and its measurements, newest first: what was changed, recorded and why.

    What was changed in the plan together with the objective stands in the same save.
    """
    found = with_rows(diff.saves(objective, limit=limit), row_saves(objective, _parts()))
    found += _value_saves(objective, limit)
    return sorted(found, key=lambda save: save.at, reverse=True)[:limit]


def _parts() -> list[Told]:
    labels = {"committed": _("Resource"), "consultations": _("Consultation"), "milestones": _("Milestone")}
    return [Told(part, labels[part], COLUMNS[kind], LATER.get(kind, {})) for part, kind in PARTS.items()]


def _value_saves(objective: Objective, limit: int) -> list[diff.Save]:
    rows = list(Measurement.history.filter(objective_id=objective.pk).order_by("history_date", "history_id"))
    keys = {row.evidence_id for row in rows if row.evidence_id is not None}
    files = {file.pk: str(file) for file in Attachment.objects.filter(pk__in=keys)} if keys else {}
    before: dict = {}
    found = []
    for row in rows:
        old = before.get(row.id)
        before[row.id] = row
        label = label_of(objective, row.period_start, row.period_end)
        save = diff.Save(
            actor=row.history_actor_name or "smsplan",
            at=row.history_date,
            reason=reason_words(row.history_change_reason or ""),
            verb=_("Value corrected") if old else _("Value recorded"),
        )
        new_figure, old_figure = figure(row.value, objective.unit), figure(old.value, objective.unit) if old else "–"
        if new_figure != old_figure:
            save.changes.append((label, old_figure, new_figure))
        for words, now, then in (
            (_("%(period)s, source"), row.source, old.source if old else ""),
            (_("%(period)s, note"), row.note, old.note if old else ""),
            (_("%(period)s, evidence"), row.evidence_id, old.evidence_id if old else None),
        ):
            if now != then:
                # A file has its key here, which is told by its name; another file may have the same.
                told = tuple(files.get(side, side) or "–" for side in (then, now))
                save.changes.append((words % {"period": label}, *told))
        found.append(save)
    return found[-limit:]

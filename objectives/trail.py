"""An objective's history together with that of its plan and of its values."""

import datetime

from django.utils.translation import gettext as _

from objectives.models import Consultation, Measurement, Milestone, Objective, Resource
from objectives.plans import row_words
from objectives.wording import label_of
from smsplan.accounts.models import User
from smsplan.audit import diff
from smsplan.records.models import Attachment
from smsplan.ui.numbers import figure


def saves(objective: Objective, *, limit: int = 200) -> list[diff.Save]:
    """The last saves of the objective, its plan and its measurements, newest first: what was changed, recorded and why.

    What was changed in the plan together with the objective stands in the same save.
    """
    found = diff.saves(objective, limit=limit)
    by_moment = {save.at: save for save in found}
    for save in _plan_saves(objective):
        if save.at in by_moment:
            by_moment[save.at].changes += save.changes
        else:
            found.append(save)
    found += _value_saves(objective, limit)
    return sorted(found, key=lambda save: save.at, reverse=True)[:limit]


def _plan_saves(objective: Objective) -> list[diff.Save]:
    """What happened to the rows of the plan, row by row, grouped by the moment."""
    labels = {Resource: _("Resource"), Consultation: _("Consultation"), Milestone: _("Milestone")}
    rows = {
        kind: list(kind.history.filter(objective_id=objective.pk).order_by("history_date", "history_id"))
        for kind in labels
    }
    people = _people(rows)
    found: dict[datetime.datetime, diff.Save] = {}
    for kind, label in labels.items():
        before: dict[int, str] = {}
        for row in rows[kind]:
            old = before.get(row.id, "–")
            new = "–" if row.history_type == "-" else row_words(kind, vars(row), people)
            before[row.id] = new
            if old == new:
                continue
            save = found.setdefault(
                row.history_date,
                diff.Save(
                    actor=row.history_actor_name or "smsplan",
                    at=row.history_date,
                    reason=row.history_change_reason or "",
                    verb=_("Changed"),
                ),
            )
            save.changes.append((label, old, new))
    return list(found.values())


def _people(rows: dict) -> dict[int, str]:
    """The names of those whom rows of the plan name."""
    named = [row.committed_by_id for row in rows[Resource]] + [row.owner_id for row in rows[Milestone]]
    keys = {key for key in named if key is not None}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=keys)} if keys else {}


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
            reason=row.history_change_reason or "",
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

"""A change's history together with that of the rows of its plan."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.models import Change, Training
from changes.plans import COLUMNS, LATER, PARTS
from smsplan.accounts.models import User
from smsplan.audit import diff
from smsplan.records.rows.trail import Told, row_saves, with_rows


def saves(change: Change, *, limit: int = 200) -> list[diff.Save]:
    """The last saves of the change and of its plan, newest first; what was saved together stands together."""
    found = with_rows(diff.saves(change, limit=limit), row_saves(change, _parts()))
    return sorted(found, key=lambda save: save.at, reverse=True)[:limit]


def _parts() -> list[Told]:
    labels = {
        "committed": _("Resource"),
        "impact_rows": _("Impact"),
        "communications": _("Communication"),
        "trainings": _("Training"),
        "criteria": _("Success criterion"),
        "milestones": _("Milestone"),
    }
    return [
        Told(part, labels[part], COLUMNS[kind], LATER.get(kind, {}), _attendance if kind is Training else None)
        for part, kind in PARTS.items()
    ]


def _attendance(rows: Sequence[Any]) -> dict[int, str]:
    """Who attended, by history row. Two queries."""
    links = Training._history_recorder.m2m_models[Training._meta.get_field("attended")]
    found = list(
        links.objects.filter(history_id__in=[row.history_id for row in rows]).values_list("history_id", "user_id")
    )
    names = {person.pk: str(person) for person in User.objects.filter(pk__in={key for _row, key in found})}
    attended: dict[int, list[str]] = {}
    for row, key in found:
        attended.setdefault(row, []).append(names.get(key, str(key)))
    return {row: _("attended: %(people)s") % {"people": ", ".join(sorted(people))} for row, people in attended.items()}

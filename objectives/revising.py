"""What a revision of an approved objective changes: kept in JSON, put on the objective, told in words (6.2)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from objectives.models import Objective, Revision, Rule
from objectives.plans import COLUMNS, PARTS, row_words
from smsplan.accounts.models import User
from smsplan.audit import diff
from smsplan.context.models import Service
from smsplan.records.services import NotAllowed
from smsplan.ui.numbers import figure, trimmed

FIGURES = ("baseline", "target", "upper")
DATES = ("start_date", "due_date")
PEOPLE = ("owner", "sponsor")
#: What a revision can change besides the rows of the plan (`PARTS`), in the order of its form.
FIELDS = (
    "title", "description", "services", "sms_wide", "baseline", "target", "direction", "upper", "rule", "frequency",
    "measurement_approach", "evaluation", "achievable", "owner", "activities", "resources", "serves", "sponsor",
    "communicated_to", "communicated_when", "communicated_how", "start_date", "due_date",
)  # fmt: skip


def stored(name: str, value: Any) -> Any:
    """A value as a revision keeps it: figures and dates as text, people and services by their keys, rows one by one."""
    if name in PARTS:
        return _stored_rows(PARTS[name], value)
    if name == "services":
        return sorted(service.pk for service in value)
    if value is None:
        return None
    if name in FIGURES:
        return format(trimmed(value), "f")
    if name in DATES:
        return value.isoformat()
    if name in PEOPLE:
        return value.pk
    return list(value) if name == "serves" else value


def present(objective: Objective, names: Iterable[str] = FIELDS) -> dict[str, Any]:
    """What `names` of an objective are now, as a revision keeps them. A query for services and for each of `PARTS`."""
    found = {}
    for name in names:
        if name in PARTS:
            found[name] = _stored_rows(PARTS[name], getattr(objective, name).values())
        elif name == "services":
            found[name] = sorted(objective.services.values_list("pk", flat=True))
        elif name in PEOPLE:
            found[name] = getattr(objective, f"{name}_id")
        else:
            found[name] = stored(name, getattr(objective, name))
    return found


def put_on(objective: Objective, after: Mapping[str, Any]) -> dict[str, Any]:
    """Set the objective's own fields in memory; returns what stands elsewhere.

    That are the services, by their keys, and the rows of `PARTS`, as `objectives.services.planning` takes them.
    """
    elsewhere = {}
    for name, value in after.items():
        if name in PARTS:
            elsewhere[name] = _loaded_rows(PARTS[name], value)
        elif name == "services":
            elsewhere[name] = value
        elif name in PEOPLE:
            setattr(objective, f"{name}_id", value)
        else:
            setattr(objective, name, _loaded(name, value))
    return elsewhere


def _loaded(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in FIGURES:
        return Decimal(value)
    return datetime.date.fromisoformat(value) if name in DATES else value


def _stored_rows(kind: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the plan with what a reader is told of them, by column; those that are new have no key and come last."""
    fields = [kind._meta.get_field(name) for name in COLUMNS[kind]]
    found = []
    for row in rows:
        kept: dict[str, Any] = {"pk": row.get("pk", row.get("id"))}
        for field in fields:
            value = row.get(field.attname, row.get(field.name, field.get_default()))
            value = field.to_python(getattr(value, "pk", value))
            if isinstance(value, Decimal):
                value = format(trimmed(value), "f")
            kept[field.attname] = value.isoformat() if isinstance(value, datetime.date) else value
        found.append(kept)
    return sorted(found, key=lambda kept: (kept["pk"] is None, kept["pk"] or 0))


def _loaded_rows(kind: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    fields = [kind._meta.get_field(name) for name in COLUMNS[kind]]
    return [
        {"pk": row["pk"]} | {field.attname: field.to_python(row[field.attname]) for field in fields} for row in rows
    ]


def open_revision(objective: Objective) -> Revision | None:
    """The revision that waits for a decision, if there is one. One query."""
    return objective.revisions.filter(state=Revision.State.PROPOSED).select_related("proposed_by").first()


def expect_none_open(objective: Objective) -> None:
    """Raises NotAllowed while a revision waits for a decision."""
    if open_revision(objective) is not None:
        raise NotAllowed(
            _("A revision of this objective waits for a Manager. It has to be decided or withdrawn first.")
        )


# In words -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A revision with its changes in words: (field, old, new)."""

    revision: Revision
    changes: list[tuple[str, str, str]]


def told(objective: Objective, revisions: Iterable[Revision]) -> list[Told]:
    """Revisions of one objective with their changes in the reader's words. Two queries at most."""
    revisions = list(revisions)
    sides = [side for one in revisions for side in (one.before, one.after)]
    named = [side.get(name) for side in sides for name in PEOPLE]
    named += [row.get(key) for side in sides for part in PARTS for row in side.get(part, ()) for key in ROW_PEOPLE]
    people = _names(User, named)
    services = _names(Service, (key for side in sides for key in side.get("services", ())))
    return [
        Told(
            one,
            [
                (_label(name), *(_words(objective, name, side, people, services) for side in (one.before, one.after)))
                for name in FIELDS
                if name in one.after
            ]
            + [
                change
                for name, kind in PARTS.items()
                if name in one.after
                for change in _row_changes(kind, one.before[name], one.after[name], people)
            ],
        )
        for one in revisions
    ]


#: The columns of the plan's rows that name a person.
ROW_PEOPLE = ("committed_by_id", "owner_id")


def _row_changes(
    kind: type[models.Model],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    people: Mapping[int, str],
) -> list[tuple[str, str, str]]:
    """The rows of a part that are another, gone or new, each as (part, old, new)."""
    label = str(kind._meta.verbose_name)
    label = label[:1].upper() + label[1:]
    then, now = (
        {row["pk"]: row_words(kind, row, people) for row in _loaded_rows(kind, side) if row["pk"]}
        for side in (before, after)
    )
    changes = [(label, old, now.get(key, "–")) for key, old in then.items() if now.get(key) != old]
    new = (row for row in _loaded_rows(kind, after) if row["pk"] not in then)
    return changes + [(label, "–", row_words(kind, row, people)) for row in new]


def _names(model: type[models.Model], keys: Iterable[int | None]) -> dict[int, str]:
    keys = {key for key in keys if key is not None}
    return {one.pk: str(one) for one in model._base_manager.filter(pk__in=keys)} if keys else {}


def _label(name: str) -> str:
    label = str(Objective._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _words(
    objective: Objective, name: str, side: Mapping[str, Any], people: dict[int, str], services: dict[int, str]
) -> str:
    value = side[name]
    if name == "services":
        return ", ".join(sorted(services.get(key, str(key)) for key in value)) or "–"
    if name in PEOPLE:
        return people.get(value, "–")
    if name in FIGURES:
        reduced = name == "target" and side.get("rule", objective.rule) == Rule.REDUCTION
        return figure(_loaded(name, value), "%" if reduced else objective.unit)
    return diff.words(Objective._meta.get_field(name), _loaded(name, value))

"""What a revision of an approved objective changes: kept in JSON, put on the objective, told in words (6.2)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from objectives.models import Objective, Revision, Rule
from smsplan.accounts.models import User
from smsplan.audit import diff
from smsplan.context.models import Service
from smsplan.records.services import NotAllowed
from smsplan.ui.numbers import figure, trimmed

FIGURES = ("baseline", "target", "upper")
DATES = ("start_date", "due_date")
PEOPLE = ("owner", "sponsor")
#: What a revision can change, in the order of its form: the sentence, the scope, the figures, the dates, the people.
FIELDS = (
    "title", "description", "services", "sms_wide", "baseline", "target", "direction", "upper", "rule", "frequency",
    "start_date", "due_date", "owner", "sponsor", "serves",
)  # fmt: skip


def stored(name: str, value: Any) -> Any:
    """A field's value as a revision keeps it: figures and dates as text, people and services by their keys."""
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
    """What the fields `names` of an objective are now, as a revision keeps them. One query where services are named."""
    found = {}
    for name in names:
        if name == "services":
            found[name] = sorted(objective.services.values_list("pk", flat=True))
        elif name in PEOPLE:
            found[name] = getattr(objective, f"{name}_id")
        else:
            found[name] = stored(name, getattr(objective, name))
    return found


def put_on(objective: Objective, after: Mapping[str, Any]) -> dict[str, Any]:
    """Set the objective's own fields in memory; returns what stands elsewhere: the services, by their keys."""
    for name, value in after.items():
        if name == "services":
            continue
        if name in PEOPLE:
            setattr(objective, f"{name}_id", value)
        else:
            setattr(objective, name, _loaded(name, value))
    return {"services": after["services"]} if "services" in after else {}


def _loaded(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in FIGURES:
        return Decimal(value)
    return datetime.date.fromisoformat(value) if name in DATES else value


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
    people = _names(User, (side.get(name) for side in sides for name in PEOPLE))
    services = _names(Service, (key for side in sides for key in side.get("services", ())))
    return [
        Told(
            one,
            [
                (_label(name), *(_words(objective, name, side, people, services) for side in (one.before, one.after)))
                for name in FIELDS
                if name in one.after
            ],
        )
        for one in revisions
    ]


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

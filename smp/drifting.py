"""Who changed the registers since the plan was frozen, and when: read from the history, in a few queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changes.models import Change
from objectives.models import Milestone, Objective, Revision
from risks.models import Risk
from smp import drift, selectors
from smp.models import Version
from smsplan.context.models import Obligation, Organization, Practice, Service

#: Facts -> the register they are of.
_REGISTERS: dict[str, type[models.Model]] = {
    "services": Service,
    "practices": Practice,
    "obligations": Obligation,
    "objectives": Objective,
    "high_risks": Risk,
    "verified_changes": Change,
}

#: Kind of difference -> the columns of the history that tell of it; else those of the details.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "service_added": ("state",),
    "service_retired": ("state",),
    "practice_added": (),
    "obligation_added": (),
    "objective_added": ("state",),
    "objective_ended": ("state",),
    "target_changed": ("target", "upper", "unit", "direction"),
    "due_changed": ("due_date",),
    "high_risk": ("level", "state"),
}
#: Name of a fact -> its columns, where they are called otherwise. Links to other records are in no column.
_FACTS: dict[str, tuple[str, ...]] = {
    "owner": ("owner_id", "owner_role"),
    "services": (),
    "practices": (),
    "milestones": (),
}


@dataclass
class Told:
    """A difference with who made it and when, as far as the history knows, and where its record is."""

    drift: drift.Drift
    url: str = ""
    by: str = ""
    at: datetime.datetime | None = None
    #: Label, before, after; in the reader's words.
    details: list[tuple[str, str, str]] = field(default_factory=list)


def told(version: Version) -> list[Told]:
    """What has changed since the version was submitted, the grave first, each with who, when and the details.

    Found once for each state of the registers, as `selectors.drifts` is.
    """
    return selectors.once_per_drift("smp.told", version, lambda: _told(version))


def _told(version: Version) -> list[Told]:
    entries = [
        Told(each, details=[_in_words(each, detail) for detail in each.details]) for each in selectors.drifts(version)
    ]
    entries.sort(key=lambda entry: not entry.drift.grave)
    for about, model in _REGISTERS.items():
        of_register = [entry for entry in entries if drift.ABOUT[entry.drift.kind] == about]
        if of_register:
            _trace(model, of_register, since=version.submitted_at)
    _trace_changes([entry for entry in entries if entry.drift.kind == "change_verified"])
    _trace_revisions([entry for entry in entries if entry.drift.kind == "objective_revised"])
    _trace_milestones(entries, since=version.submitted_at)
    _trace_organization([entry for entry in entries if drift.ABOUT[entry.drift.kind] == "organization"])
    return entries


# Who and when -----------------------------------------------------------------------------------------


def _columns(entry: Told) -> tuple[str, ...]:
    if entry.drift.kind in _COLUMNS:
        return _COLUMNS[entry.drift.kind]
    return tuple(column for detail in entry.drift.details for column in _FACTS.get(detail.name, (detail.name,)))


def _trace(model: type[models.Model], entries: Iterable[Told], *, since: datetime.datetime | None) -> None:
    """Find in the history of a register the save that made each difference."""
    entries = list(entries)
    references = {entry.drift.reference for entry in entries}
    columns = sorted({column for entry in entries for column in _columns(entry)})
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in (
        model.history.filter(reference__in=references)
        .order_by("history_id")
        .values("id", "reference", "history_date", "history_actor_name", *columns)
    ):
        rows[row["reference"]].append(row)
    for entry in entries:
        saves = rows.get(entry.drift.reference, [])
        if saves:
            entry.url = model(pk=saves[-1]["id"]).get_absolute_url()
            _sign(entry, _decisive(saves, _columns(entry), since))


def _decisive(
    saves: list[dict[str, Any]], columns: tuple[str, ...], since: datetime.datetime | None
) -> Mapping[str, Any] | None:
    """The last save that moved one of the columns; the first one for a record that came since; else none."""
    found = None
    before: Mapping[str, Any] | None = None
    for save in saves:
        moved = before is None or any(save[column] != before[column] for column in columns)
        if moved and (since is None or save["history_date"] >= since):
            found = save
        before = save
    return found


def _sign(entry: Told, save: Mapping[str, Any] | None) -> None:
    if save is not None and (entry.at is None or save["history_date"] > entry.at):
        entry.at, entry.by = save["history_date"], _name(save["history_actor_name"])


def _name(actor: str) -> str:
    """The person without the address that the trail keeps behind the name."""
    return actor.partition(" <")[0]


def _trace_changes(entries: list[Told]) -> None:
    rows = Change.objects.filter(reference__in=[entry.drift.reference for entry in entries])
    verified = {row[0]: row[1:] for row in rows.values_list("reference", "verified_at", "verified_by__full_name")}
    for entry in entries:
        entry.at, entry.by = verified.get(entry.drift.reference, (None, ""))


def _trace_revisions(entries: list[Told]) -> None:
    if not entries:
        return
    rows = Revision.objects.filter(
        objective__reference__in=[entry.drift.reference for entry in entries], state=Revision.State.APPROVED
    ).order_by("decided_at")
    decided = {
        row[0]: row[1:] for row in rows.values_list("objective__reference", "decided_at", "decided_by__full_name")
    }
    for entry in entries:
        entry.at, entry.by = decided.get(entry.drift.reference, (None, ""))


def _trace_milestones(entries: Iterable[Told], *, since: datetime.datetime | None) -> None:
    about = {
        entry.drift.reference: entry
        for entry in entries
        if entry.drift.kind == "objective_changed" and any(each.name == "milestones" for each in entry.drift.details)
    }
    if not about:
        return
    rows = Milestone.history.filter(objective__reference__in=about)
    if since is not None:
        rows = rows.filter(history_date__gte=since)
    for row in rows.order_by("history_id").values("objective__reference", "history_date", "history_actor_name"):
        _sign(about[row["objective__reference"]], row)


def _trace_organization(entries: list[Told]) -> None:
    if not entries:
        return
    names = {"title": "name"}
    columns = {entry.drift.name: names.get(entry.drift.name, entry.drift.name) for entry in entries}
    saves = list(
        Organization.history.order_by("history_id").values("history_date", "history_actor_name", *columns.values())
    )
    for entry in entries:
        entry.url = reverse("context:organization")
        _sign(entry, _decisive(saves, (columns[entry.drift.name],), None))


# In words ---------------------------------------------------------------------------------------------


def _in_words(each: drift.Drift, detail: drift.Detail) -> tuple[str, str, str]:
    model = _REGISTERS.get(drift.ABOUT[each.kind])
    labels: dict[Any, Any] = {}
    if model is not None and detail.name in {one.name for one in model._meta.fields}:
        labels = dict(model._meta.get_field(detail.name).flatchoices)
    label = detail.label
    return label[:1].upper() + label[1:], _say(detail.old, labels), _say(detail.new, labels)


def _say(value: Any, labels: Mapping[Any, Any]) -> str:
    """A fact as a person reads it: the choice's label, a date, names in a row."""
    if isinstance(value, (list, tuple)):
        return ", ".join(_say(each, labels) for each in value)
    if isinstance(value, dict):  # A milestone.
        return _("%(title)s (%(date)s)") % {"title": value["title"], "date": _say(value["due"], {})}
    if value in labels:
        return str(labels[value])
    day = parse_date(value) if isinstance(value, str) and len(value) == 10 and value[4] == "-" else None
    return date_format(day, "DATE_FORMAT") if day else str(value or "")

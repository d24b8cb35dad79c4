"""Drift: what has changed in the registers since the plan was frozen. Pure: facts in, differences out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

#: kind of record -> reference -> facts, as `smp.freezing.register_facts` gathers them.
Facts = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Drift:
    """One difference: what kind, of which record, in words."""

    kind: str
    reference: str
    words: str


def compare(then: Facts, now: Facts) -> list[Drift]:
    """The differences that the plan has to take up: services, objectives, new high risks, verified changes."""
    found: list[Drift] = []

    def note(kind: str, reference: str, words: str) -> None:
        found.append(Drift(kind, reference, words))

    for reference, title in _only_in(now, then, "services"):
        note("service_added", reference, _("Service added: %(title)s") % {"title": title})
    for reference, title in _only_in(then, now, "services"):
        note("service_retired", reference, _("Service retired: %(title)s") % {"title": title})
    for reference, title in _only_in(now, then, "objectives"):
        note("objective_added", reference, _("Objective added: %(title)s") % {"title": title})
    for reference, title in _only_in(then, now, "objectives"):
        note("objective_ended", reference, _("Objective no longer running: %(title)s") % {"title": title})
    old, new = then.get("objectives", {}), now.get("objectives", {})
    for reference in sorted(set(old) & set(new)):
        was, is_now = old[reference], new[reference]
        if (was["target"], was["unit"]) != (is_now["target"], is_now["unit"]):
            values = {"title": is_now["title"], "old": _value(was), "new": _value(is_now)}
            note("target_changed", reference, _("Target of “%(title)s” changed: %(old)s → %(new)s") % values)
        if was["due"] != is_now["due"]:
            note("due_changed", reference, _("Due date of “%(title)s” changed") % {"title": is_now["title"]})
        # Versions that were frozen earlier say nothing of revisions.
        told = found and found[-1].reference == reference
        if not told and is_now.get("revised", 0) > was.get("revised", is_now.get("revised", 0)):
            note("objective_revised", reference, _("Objective revised: %(title)s") % {"title": is_now["title"]})
    for reference, title in _only_in(now, then, "high_risks"):
        note("high_risk", reference, _("New high risk: %(title)s") % {"title": title})
    for reference, title in _only_in(now, then, "verified_changes"):
        note("change_verified", reference, _("SMS change verified: %(title)s") % {"title": title})
    return found


def _only_in(these: Facts, others: Facts, kind: str) -> list[tuple[str, str]]:
    known = others.get(kind, {})
    return [(key, facts["title"]) for key, facts in sorted(these.get(kind, {}).items()) if key not in known]


def _value(facts: Mapping[str, Any]) -> str:
    return f"{facts['target']} {facts['unit']}".strip()

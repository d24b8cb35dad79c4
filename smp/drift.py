"""Drift: what has changed in the registers since the plan was frozen. Pure: facts in, differences out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: kind of record -> reference -> facts, as `smp.freezing.register_facts` gathers them.
Facts = Mapping[str, Mapping[str, Mapping[str, Any]]]

#: Differences that the plan has to take up: the guide's "whenever SMS scope or objectives change", new high risks,
#: verified significant changes. The others are for the author to weigh.
GRAVE = frozenset({
    "service_added", "service_retired", "objective_added", "target_changed", "due_changed", "objective_revised",
    "high_risk", "change_verified", "scope_changed", "policy_changed",
})  # fmt: skip

#: Which facts a kind of difference is about.
ABOUT: dict[str, str] = {
    "service_added": "services", "service_retired": "services", "service_changed": "services",
    "objective_added": "objectives", "objective_ended": "objectives", "target_changed": "objectives",
    "due_changed": "objectives", "objective_revised": "objectives", "objective_changed": "objectives",
    "high_risk": "high_risks", "change_verified": "verified_changes",
    "practice_added": "practices", "practice_changed": "practices",
    "obligation_added": "obligations", "obligation_changed": "obligations",
    "scope_changed": "organization", "policy_changed": "organization", "organization_changed": "organization",
}  # fmt: skip

#: What the facts are called. The words are those of the registers' fields.
LABELS: dict[str, Any] = {
    "title": gettext_lazy("name"),
    "owner": gettext_lazy("owner"),
    "state": gettext_lazy("state"),
    "criticality": gettext_lazy("criticality"),
    "customers": gettext_lazy("customers"),
    "targets": gettext_lazy("service level targets"),
    "governed": gettext_lazy("how it is governed"),
    "supported": gettext_lazy("how it is supported"),
    "improved": gettext_lazy("how it is improved"),
    "clause": gettext_lazy("clause"),
    "purpose": gettext_lazy("purpose"),
    "quality_criteria": gettext_lazy("quality criteria"),
    "kind": gettext_lazy("kind"),
    "issued_by": gettext_lazy("issued by"),
    "requirement": gettext_lazy("what it asks of us"),
    "services": gettext_lazy("services"),
    "practices": gettext_lazy("practices"),
    "milestones": gettext_lazy("milestones"),
    "scope": gettext_lazy("scope of the SMS"),
    "policy": gettext_lazy("service management policy"),
    "strategic_priorities": gettext_lazy("strategic priorities"),
    "target": gettext_lazy("target"),
    "due": gettext_lazy("due date"),
}


@dataclass(frozen=True)
class Detail:
    """One fact before and after, as plain values; a list for several."""

    name: str
    old: Any
    new: Any

    @property
    def label(self) -> str:
        """What the fact is called."""
        return str(LABELS.get(self.name, self.name))


@dataclass(frozen=True)
class Drift:
    """One difference: what kind, of which record, in words; `details` are the facts that differ.

    `reference` is empty for what the organization says of itself, which is no record of a register.
    """

    kind: str
    reference: str
    words: str
    details: tuple[Detail, ...] = ()
    #: What tells it from others of the same kind and reference.
    name: str = ""

    @property
    def grave(self) -> bool:
        """Whether the plan has to take it up."""
        return self.kind in GRAVE

    @property
    def key(self) -> str:
        """What a page names it by."""
        return f"{self.kind}:{self.reference or self.name}"

    @property
    def line(self) -> str:
        """The reference and the words."""
        return f"{self.reference} {self.words}".strip()


def compare(then: Facts, now: Facts, *, carried: Collection[str] | None = None) -> list[Drift]:
    """The differences between the facts that a version was frozen with and those of today.

    `carried` are the references of the verified changes that this version and those before it name: any other counts.
    None stands for a version of the time before changes were named; there it is those verified since.
    Of facts that a version frozen earlier does not have, nothing is said.
    """
    return [
        *_services(then, now),
        *_objectives(then, now),
        *[
            Drift("high_risk", reference, _("New high risk: %(title)s") % {"title": title})
            for reference, title in _only_in(now, then, "high_risks")
        ],
        *[
            Drift("change_verified", reference, _("SMS change verified: %(title)s") % {"title": title})
            for reference, title in _not_carried(then, now, carried)
        ],
        *_practices(then, now),
        *_obligations(then, now),
        *_organization(then, now),
    ]


def reason_for(drifts: Iterable[Drift]) -> str:
    """The reason for a version that takes these up, as Version.ReasonKind has it; empty when there are none."""
    kinds = {drift.kind for drift in drifts}
    about = {ABOUT[kind] for kind in kinds}
    if "change_verified" in kinds:
        return "sms_change"
    if kinds & {"service_added", "service_retired", "scope_changed"}:
        return "scope_change"
    if "objectives" in about:
        return "objective_change"
    return "correction" if kinds else ""


def _services(then: Facts, now: Facts) -> list[Drift]:
    return [
        *[
            Drift("service_added", reference, _("Service added: %(title)s") % {"title": title})
            for reference, title in _only_in(now, then, "services")
        ],
        *[
            Drift("service_retired", reference, _("Service retired: %(title)s") % {"title": title})
            for reference, title in _only_in(then, now, "services")
        ],
        *[
            Drift("service_changed", reference, _named(_("Service “%(title)s” changed: %(what)s"), title, found), found)
            for reference, title, found in _changed(then, now, "services")
        ],
    ]


def _practices(then: Facts, now: Facts) -> list[Drift]:
    if "practices" not in then:
        return []
    return [
        *[
            Drift("practice_added", reference, _("Practice added: %(title)s") % {"title": title})
            for reference, title in _only_in(now, then, "practices")
        ],
        *[
            Drift(
                "practice_changed", reference, _named(_("Practice “%(title)s” changed: %(what)s"), title, found), found
            )
            for reference, title, found in _changed(then, now, "practices")
        ],
    ]


def _obligations(then: Facts, now: Facts) -> list[Drift]:
    if "obligations" not in then:
        return []
    words = _("Obligation “%(title)s” changed: %(what)s")
    return [
        *[
            Drift("obligation_added", reference, _("Obligation added: %(title)s") % {"title": title})
            for reference, title in _only_in(now, then, "obligations")
        ],
        *[
            Drift("obligation_changed", reference, _named(words, title, found), found)
            for reference, title, found in _changed(then, now, "obligations")
        ],
    ]


def _objectives(then: Facts, now: Facts) -> list[Drift]:
    found = [
        *[
            Drift("objective_added", reference, _("Objective added: %(title)s") % {"title": title})
            for reference, title in _only_in(now, then, "objectives")
        ],
        *[
            Drift("objective_ended", reference, _("Objective no longer running: %(title)s") % {"title": title})
            for reference, title in _only_in(then, now, "objectives")
        ],
    ]
    old, new = then.get("objectives", {}), now.get("objectives", {})
    for reference in sorted(set(old) & set(new)):
        found += _objective(reference, old[reference], new[reference])
    return found


def _objective(reference: str, was: Mapping[str, Any], is_now: Mapping[str, Any]) -> list[Drift]:
    found = []
    title = is_now["title"]
    if any(_differs(was, is_now, name) for name in ("target", "unit", "upper", "direction")):
        values = {"title": title, "old": _value(was, is_now), "new": _value(is_now, was)}
        words = _("Target of “%(title)s” changed: %(old)s → %(new)s") % values
        found.append(Drift("target_changed", reference, words))
    if was["due"] != is_now["due"]:
        words = _("Due date of “%(title)s” changed") % {"title": title}
        found.append(Drift("due_changed", reference, words, (Detail("due", was["due"], is_now["due"]),)))
    if not found and is_now.get("revised", 0) > was.get("revised", is_now.get("revised", 0)):
        found.append(Drift("objective_revised", reference, _("Objective revised: %(title)s") % {"title": title}))
    details = [Detail(name, was[name], is_now[name]) for name in ("title", "owner") if _differs(was, is_now, name)]
    if _differs(was, is_now, "milestones"):
        before, after = was["milestones"], is_now["milestones"]
        details.append(
            Detail(
                "milestones",
                [each for key, each in before.items() if after.get(key) != each],
                [each for key, each in after.items() if before.get(key) != each],
            )
        )
    if details:
        words = _named(_("Objective “%(title)s” changed: %(what)s"), title, tuple(details))
        found.append(Drift("objective_changed", reference, words, tuple(details)))
    return found


def _organization(then: Facts, now: Facts) -> list[Drift]:
    if "organization" not in then:
        return []
    kinds = {
        "scope": ("scope_changed", _("Scope of the SMS changed")),
        "policy": ("policy_changed", _("Service management policy changed")),
        "strategic_priorities": ("organization_changed", _("Strategic priorities changed")),
        "title": ("organization_changed", _("Name of the organization changed")),
    }
    was, is_now = then["organization"].get("organization", {}), now["organization"].get("organization", {})
    return [
        Drift(kind, "", words, (Detail(name, was[name], is_now[name]),), name=name)
        for name, (kind, words) in kinds.items()
        if _differs(was, is_now, name)
    ]


def _not_carried(then: Facts, now: Facts, carried: Collection[str] | None) -> list[tuple[str, str]]:
    if carried is None:
        return _only_in(now, then, "verified_changes")
    verified = now.get("verified_changes", {})
    return [(key, facts["title"]) for key, facts in sorted(verified.items()) if key not in carried]


def _only_in(these: Facts, others: Facts, kind: str) -> list[tuple[str, str]]:
    known = others.get(kind, {})
    return [(key, facts["title"]) for key, facts in sorted(these.get(kind, {}).items()) if key not in known]


def _changed(then: Facts, now: Facts, kind: str) -> list[tuple[str, str, tuple[Detail, ...]]]:
    """Records on both sides with the facts that differ: reference, name as it is now, details."""
    old, new = then.get(kind, {}), now.get(kind, {})
    result = []
    for reference in sorted(set(old) & set(new)):
        was, is_now = old[reference], new[reference]
        details = tuple(Detail(name, was[name], is_now[name]) for name in is_now if _differs(was, is_now, name))
        if details:
            result.append((reference, is_now["title"], details))
    return result


def _differs(was: Mapping[str, Any], is_now: Mapping[str, Any], name: str) -> bool:
    """Whether a fact that both sides have is another one."""
    return name in was and name in is_now and was[name] != is_now[name]


def _named(words: str, title: str, details: tuple[Detail, ...]) -> str:
    return words % {"title": title, "what": ", ".join(detail.label for detail in details)}


def _value(facts: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The target in words; "at least" or "at most" only where that differs between both sides."""
    upper = f"–{facts['upper']}" if facts.get("upper") else ""
    value = f"{facts['target']}{upper} {facts['unit']}".strip()
    if _differs(facts, other, "direction"):
        words = {"at_least": _("at least %(value)s"), "at_most": _("at most %(value)s")}
        return words.get(facts["direction"], "%(value)s") % {"value": value}
    return value

"""What a Service Management Plan must contain: the guide's ten contents, the standard's 6.3 a) to h), the live blocks.

Pure: names and rules, no database. A frozen version's canonical form and its hash are here too.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Live blocks: key -> what the author reads. `smp.blocks` gathers their data.
BLOCKS: dict[str, Any] = {
    "scope": _("Scope and policy"),
    "services": _("Services: how each is governed, supported and improved"),
    "objectives": _("Objectives with targets"),
    "risks": _("Risk summary and matrix"),
    "top_risks": _("Top risks and their treatment"),
    "roles": _("Roles and authorities"),
    "resources": _("Resources committed"),
    "practices": _("Practices with quality criteria"),
    "milestones": _("Milestones"),
    "obligations": _("Obligations"),
    "reviews": _("Review calendar"),
}

#: What each live block shows, in a line, for who chooses among them.
BLOCK_SHOWS: dict[str, Any] = {
    "scope": _("The scope of the SMS and the service management policy, as the organization's profile has them."),
    "services": _("A row for each service: its owner, and how it is governed, supported and improved."),
    "objectives": _("A row for each running objective: target, date, owner and where it stands."),
    "risks": _("How many open risks there are of each level, and the matrix with their number in each cell."),
    "top_risks": _("The open risks of the highest level, each with what is done about it and by whom."),
    "roles": _("Who may decide what, and who is responsible, accountable, consulted and informed for each service."),
    "resources": _("What risks, objectives and changes commit: budget, people and tools."),
    "practices": _("A row for each practice: its owner, its quality criteria and how strict its controls are."),
    "milestones": _("What has to be reached by when, from objectives and changes."),
    "obligations": _("The laws, regulations and contracts that bind, and what they bear on."),
    "reviews": _("When the plan, the risks and the objectives are reviewed next."),
}


def blocks_today(blocks: Sequence[str], frozen: Mapping[str, Any] | None) -> list[str]:
    """A section's blocks for the next version, given the section as it was frozen.

    The top risks used to be a part of the matrix's block; a plan that showed them goes on showing them.
    """
    shown = next((block for block in (frozen or {}).get("blocks", []) if block["key"] == "risks"), None)
    if "top_risks" in blocks or shown is None or not any(part["kind"] == "table" for part in shown["parts"]):
        return list(blocks)
    return [key for block in blocks for key in ((block, "top_risks") if block == "risks" else (block,))]


def block_choices() -> list[tuple[str, Any]]:
    """The live blocks as choices of a field."""
    return list(BLOCKS.items())


#: What 6.3 asks the plan to include or reference, by letter.
CLAUSE_6_3: dict[str, Any] = {
    "a": _("List of services"),
    "b": _("Known limitations that can impact the SMS and the services"),
    "c": _("Obligations, and how they apply to the SMS and the services"),
    "d": _("Authorities and responsibilities for the SMS and the services"),
    "e": _("Human, technical, information and financial resources"),
    "f": _("Approach to working with other parties in the service lifecycle"),
    "g": _("Technology used to support the SMS"),
    "h": _("How effectiveness is measured, audited, reported and improved"),
}


@dataclass(frozen=True)
class RequiredSection:
    """One of the guide's ten required contents. `letters` are the items of 6.3 that it answers."""

    key: str
    title: Any
    guidance: Any
    letters: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


#: The guide's "Required Content of the SMP", in its order but for the scope's services, which come with the scope.
SECTIONS: tuple[RequiredSection, ...] = (
    RequiredSection(
        "scope",
        _("Scope of the SMS"),
        _(
            "Which services, components, customers and organizational units are in scope, as defined in Clause 4; "
            "what is left out and why; known limitations."
        ),
        ("a", "b"),
        ("scope", "services"),
    ),
    RequiredSection(
        "objectives",
        _("How objectives will be achieved"),
        _("The strategy and the key initiatives by which the service management objectives will be achieved."),
        ("h",),
        ("objectives",),
    ),
    RequiredSection(
        "roles",
        _("Roles and responsibilities"),
        _("Who is accountable for which part of the SMS and of the services, and how other parties are worked with."),
        ("d", "f"),
        ("roles",),
    ),
    RequiredSection(
        "resources",
        _("Required resources"),
        _("Budget, staffing, tools and infrastructure, and the technology that supports the SMS."),
        ("e", "g"),
        ("resources",),
    ),
    RequiredSection(
        "timeline",
        _("Timeline and milestones"),
        _("When the SMS will be implemented or improved, and the key milestones."),
        (),
        ("milestones",),
    ),
    RequiredSection(
        "governance",
        _("Governance arrangements"),
        _(
            "Who makes decisions; how the SMS is monitored, audited, reported and improved; "
            "which obligations apply and how."
        ),
        ("c", "h"),
        ("obligations", "reviews"),
    ),
    RequiredSection(
        "practices",
        _("Service management practices"),
        _("The practices that will be implemented, as Clause 8 requires: incident, change, problem management …"),
        ("f", "g"),
        ("practices",),
    ),
    RequiredSection(
        "alignment",
        _("Alignment with strategy and customers"),
        _("How the SMS is kept aligned with the business strategy and with what customers expect."),
        (),
        (),
    ),
    RequiredSection(
        "risks",
        _("Risk management approach"),
        _("How risks to the SMS and to the services are identified, assessed, treated and reviewed."),
        ("b",),
        ("risks", "top_risks"),
    ),
    RequiredSection(
        "quality",
        _("Quality criteria for processes"),
        _("How each practice is judged: the criteria, how they are measured, and what follows when they are not met."),
        ("h",),
        (),
    ),
)

BY_KEY: dict[str, RequiredSection] = {section.key: section for section in SECTIONS}


@dataclass(frozen=True)
class Coverage:
    """One line of the coverage table: what is asked, in which sections it is answered, and whether all are written."""

    clause: str
    label: Any
    sections: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether every section that answers it is there and written."""
        return bool(self.sections) and not self.missing


def coverage(written: Mapping[str, bool]) -> list[Coverage]:
    """The items of 6.3 a) to h) against the sections: `written` says per section key whether its text is there."""
    lines = []
    for letter, label in CLAUSE_6_3.items():
        keys = tuple(section.key for section in SECTIONS if letter in section.letters)
        lines.append(Coverage(f"6.3 {letter})", label, keys, tuple(key for key in keys if not written.get(key, False))))
    return lines


def missing(written: Mapping[str, bool]) -> list[RequiredSection]:
    """The required contents that are absent or empty; they stop a submission."""
    return [section for section in SECTIONS if not written.get(section.key, False)]


def canonical(frozen: Mapping[str, Any]) -> bytes:
    """A frozen version as canonical JSON: keys in order, no blanks, UTF-8. Raises ValueError for NaN."""
    return json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(frozen: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return hashlib.sha256(canonical(frozen)).hexdigest()


def next_number(taken: Iterable[tuple[int, int]], *, major: bool) -> tuple[int, int]:
    """The next version number: 3.0 after 2.4 when `major`, else 2.5; the first is 1.0."""
    last = max(taken, default=None)
    if last is None:
        return 1, 0
    return (last[0] + 1, 0) if major else (last[0], last[1] + 1)

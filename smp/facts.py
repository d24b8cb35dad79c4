"""The facts of the registers that drift is told by, whatever blocks a version shows: plain values by reference."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from changes.models import Change
from objectives.models import Milestone, Objective, Revision
from risks.models import Level, Risk
from smsplan.accounts.models import User
from smsplan.context.models import Obligation, Organization, Practice, Service

Facts = dict[str, dict[str, Any]]

#: What is compared of each, as it is stored; the owner is told by name, or by the role where nobody is named.
SERVICE = ("title", "state", "criticality", "customers", "targets", "governed", "supported", "improved")
PRACTICE = ("title", "clause", "purpose", "quality_criteria")
OBLIGATION = ("title", "kind", "issued_by", "requirement")
ORGANIZATION = ("scope", "policy", "strategic_priorities")

#: Every model that the facts are read from: drift is found anew once one of them was saved.
SOURCES = (Service, Practice, Obligation, Objective, Milestone, Revision, Risk, Change, Organization, User)


def register_facts() -> dict[str, Facts]:
    """Kind -> reference -> facts, as `smp.drift.compare` reads them. In a dozen queries, however long the registers."""
    return {
        "services": _described(Service.objects.exclude(state=Service.State.RETIRED), SERVICE),
        "practices": _described(Practice.objects.all(), PRACTICE),
        "obligations": _obligations(),
        "objectives": _objectives(),
        "high_risks": {
            reference: {"title": title}
            for reference, title in Risk.objects.open().filter(level__gte=Level.HIGH).values_list("reference", "title")
        },
        "verified_changes": {
            reference: {"title": title} for reference, title in verified_significant().values_list("reference", "title")
        },
        "organization": _organization(),
    }


def verified_significant():
    """The significant SMS changes that were shown to be effective: the plan has to take up each of them (6.3)."""
    return Change.objects.filter(
        state__in=(Change.State.VERIFIED, Change.State.CLOSED),
        significance=Change.Significance.SIGNIFICANT,
        effective=True,
    )


def _described(queryset, fields: tuple[str, ...]) -> Facts:
    rows = queryset.order_by("reference").values("reference", "owner__full_name", "owner_role", *fields)
    return {
        row["reference"]: {name: row[name] for name in fields}
        | {"owner": row["owner__full_name"] or row["owner_role"] or ""}
        for row in rows
    }


def _obligations() -> Facts:
    facts = _described(Obligation.objects.all(), OBLIGATION)
    for name in ("services", "practices"):
        for row in facts.values():
            row[name] = []
        links = Obligation.objects.exclude(**{name: None}).order_by("reference", f"{name}__reference")
        for reference, title in links.values_list("reference", f"{name}__title"):
            facts[reference][name].append(title)
    return facts


def _objectives() -> Facts:
    running = Objective.objects.running()
    rows = (
        running.annotate(revised=Count("revisions", filter=Q(revisions__state="approved")))
        .order_by("reference")
        .values(
            "reference", "title", "target", "upper", "unit", "direction", "due_date", "owner__full_name", "owner_role",
            "revised",
        )
    )  # fmt: skip
    facts = {
        row["reference"]: {
            "title": row["title"],
            "target": _plain(row["target"]),
            "upper": _plain(row["upper"]),
            "unit": row["unit"],
            "direction": row["direction"],
            "due": row["due_date"].isoformat() if row["due_date"] else "",
            "revised": row["revised"],
            "owner": row["owner__full_name"] or row["owner_role"] or "",
            "milestones": {},
        }
        for row in rows
    }
    steps = Milestone.objects.filter(objective__in=running).order_by("pk")
    for reference, key, title, due in steps.values_list("objective__reference", "pk", "title", "due"):
        facts[reference]["milestones"][str(key)] = {"title": title, "due": due.isoformat()}
    return facts


def _organization() -> Facts:
    organization = Organization.get()
    return {"organization": {"title": organization.name} | {name: getattr(organization, name) for name in ORGANIZATION}}


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")

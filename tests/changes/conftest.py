import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from changes import services
from changes.models import Change
from smsplan.accounts import roles
from smsplan.accounts.models import User

PASSWORD = "correct-horse-battery"


def person(email: str, *names: str, **fields) -> User:
    """A person with the given roles."""
    name = email.partition("@")[0].replace(".", " ").title()
    user = User.objects.create_user(email, PASSWORD, full_name=name, **fields)
    user.groups.set(Group.objects.filter(name__in=names))
    return user


@pytest.fixture
def compliance(db) -> User:
    return person("compliance@chg.test", roles.COMPLIANCE)


@pytest.fixture
def colleague(db) -> User:
    return person("colleague@chg.test", roles.COMPLIANCE)


@pytest.fixture
def manager(db) -> User:
    return person("manager@chg.test", roles.MANAGER)


@pytest.fixture
def contributor(db) -> User:
    return person("contributor@chg.test", roles.CONTRIBUTOR)


@pytest.fixture
def auditor(db) -> User:
    return person("auditor@chg.test", roles.AUDITOR)


@pytest.fixture
def administrator(db) -> User:
    return person("administrator@chg.test", roles.ADMINISTRATOR)


@pytest.fixture
def outsider(db) -> User:
    return person("outsider@chg.test")


#: Only what asks for resources beyond the plan, which alone makes no change significant.
ANSWERS = {
    "scope": {"yes": False, "why": ""},
    "obligations": {"yes": False, "why": ""},
    "authorities": {"yes": False, "why": ""},
    "practice": {"yes": False, "why": ""},
    "risk": {"yes": False, "why": ""},
    "resources": {"yes": True, "why": "The licence was not in the budget."},
    "reach": {"yes": False, "why": ""},
}


def whole(**changes) -> dict:
    """The fields of a plan that answers all seven questions, but for its owner and what `plan_rows` says."""
    return {
        "title": "Adopt a new service desk tool",
        "description": "Tickets move from a mailbox to a service desk tool.",
        "purpose": "Requests get lost today.",
        "resources": "The mailbox costs nothing.",
        "impacts": "The mailbox stays readable.",
        "communication": "",
        "training": "",
        "success_criteria": "",
        "significance_answers": ANSWERS,
        "planned_start": datetime.date(2026, 3, 1),
        "planned_end": datetime.date(2026, 4, 30),
        "smp_sections": ["resources", "practices"],
    } | changes


def plan_rows(**changes) -> dict:
    """The rows of such a plan; a part that is set to [] is left out."""
    return {
        "committed": [
            {"kind": "budget", "description": "Licence", "amount": Decimal(400_000_000), "unit": "IDR"},
            {"kind": "people", "description": "Two administrators", "amount": Decimal(6), "unit": "weeks"},
        ],
        "impact_rows": [
            {"description": "Tickets are lost while they move", "severity": "high", "response": "Both run side by side"}
        ],
        "communications": [
            {
                "audience": "Customers",
                "message": "They are told four weeks ahead by their service managers.",
                "channel": "Mail",
                "due": datetime.date(2026, 3, 20),
            }
        ],
        "trainings": [
            {"audience": "Agents", "topic": "A two-hour course", "due": datetime.date(2026, 4, 10), "expected": 24}
        ],
        "criteria": [
            {"description": "98% of requests are answered in time for two months", "measure": "Monthly report"},
            {"description": "No ticket was lost", "measure": "Count before and after"},
        ],
        "milestones": [{"title": "Both tools run", "due": datetime.date(2026, 4, 1)}],
    } | changes


def plan(actor: User, *, rows: dict | None = None, owner: User | None = None, **changes) -> Change:
    """A draft that can be submitted."""
    change = Change(owner=owner, **whole(**changes))
    return services.change_save(change=change, actor=actor, rows=plan_rows() if rows is None else rows)


def judge(change: Change, actor: User, *, met: bool = True) -> None:
    """Judge all criteria of an implemented change."""
    for criterion in change.criteria.all():
        services.criterion_verify(criterion=criterion, actor=actor, met=met, evidence="Report of May")


@pytest.fixture
def draft(compliance, contributor) -> Change:
    return plan(compliance, owner=contributor)


@pytest.fixture
def submitted(draft, compliance) -> Change:
    return services.change_submit(change=draft, actor=compliance)


@pytest.fixture
def approved(submitted, manager) -> Change:
    return services.change_approve(change=submitted, actor=manager)


@pytest.fixture
def started(approved, contributor) -> Change:
    return services.change_start(change=approved, actor=contributor)


@pytest.fixture
def implemented(started, contributor) -> Change:
    return services.change_implement(change=started, actor=contributor, reason="The course is held in May.")


@pytest.fixture
def verified(implemented, compliance) -> Change:
    judge(implemented, compliance)
    return services.change_verify(
        change=implemented, actor=compliance, effective=True, evidence="Report of May: 98.4%."
    )


@pytest.fixture
def ineffective(implemented, compliance) -> Change:
    judge(implemented, compliance, met=False)
    return services.change_verify(change=implemented, actor=compliance, effective=False, evidence="Only 91% in May.")

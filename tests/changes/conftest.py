import datetime

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


def whole(**changes) -> dict:
    """A plan that answers all seven questions, but for its owner."""
    return {
        "title": "Adopt a new service desk tool",
        "description": "Tickets move from a mailbox to a service desk tool.",
        "purpose": "Requests get lost today.",
        "resources": "IDR 400 million, two administrators, six weeks",
        "impacts": "Tickets could be lost while they move; the mailbox stays readable.",
        "communication": "Customers are told four weeks ahead by their service managers.",
        "training": "Every agent attends a two-hour course.",
        "success_criteria": "98% of requests are answered in time for two months.",
        "planned_start": datetime.date(2026, 3, 1),
        "planned_end": datetime.date(2026, 4, 30),
        "smp_sections": ["resources", "practices"],
    } | changes


@pytest.fixture
def draft(compliance, contributor) -> Change:
    return services.change_save(change=Change(owner=contributor, **whole()), actor=compliance)


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
    return services.change_implement(change=started, actor=contributor)


@pytest.fixture
def verified(implemented, compliance) -> Change:
    return services.change_verify(
        change=implemented, actor=compliance, effective=True, evidence="Report of May: 98.4%."
    )

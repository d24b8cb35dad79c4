import datetime

import pytest
from django.contrib.auth.models import Group

from objectives.models import Objective
from objectives.services import measurement_record, objective_approve, objective_create, objective_submit
from smsplan.accounts.models import User
from smsplan.context.models import Organization


def make_person(email: str, name: str, *roles: str, **fields) -> User:
    person = User.objects.create_user(email, "a-long-pass-phrase-1", full_name=name, **fields)
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


@pytest.fixture
def compliance(db) -> User:
    return make_person("compliance@obj.test", "Ratna Dewi", "Compliance")


@pytest.fixture
def manager(db) -> User:
    return make_person("manager@obj.test", "Bambang Hartono", "Manager")


@pytest.fixture
def contributor(db) -> User:
    return make_person("contributor@obj.test", "Sari Melati", "Contributor", job_title="Operations lead")


@pytest.fixture
def auditor(db) -> User:
    return make_person("auditor@obj.test", "Made Surya", "Auditor")


@pytest.fixture
def administrator(db) -> User:
    return make_person("administrator@obj.test", "Wahyu Adi", "Administrator")


@pytest.fixture
def outsider(db) -> User:
    return make_person("outsider@obj.test", "Nobody Here")


PRIORITY = "Dependable services"


def whole_fields(**changes) -> dict:
    """What a SMART objective needs, but for owner and sponsor: 12 months of 2026, 98.5% to 99.5%, measured each month.

    The organization gets the priority that it serves; its resources are committed by any Manager there is.
    """
    Organization.objects.filter(pk=1).update(strategic_priorities=[PRIORITY])
    return {
        "title": "Achieve 99.5% uptime for critical business services",
        "area": "Service Availability",
        "description": "Uptime of the services that banks depend on",
        "for_whom": "The banks and their customers",
        "sms_wide": True,
        "metric": "Availability",
        "unit": "%",
        "baseline": 98.5,
        "target": 99.5,
        "direction": "at_least",
        "rule": "latest",
        "frequency": "monthly",
        "measurement_approach": "Monthly report of the monitoring system",
        "evaluation": "Service review each month",
        "start_date": datetime.date(2026, 1, 1),
        "due_date": datetime.date(2026, 12, 31),
        "serves": [PRIORITY],
        "communicated_to": "All service teams",
        "communicated_when": "At the start and each quarter",
        "communicated_how": "Town hall",
        "achievable": "The second site is paid for",
        "activities": "Move to the second site",
        "rows": whole_rows(),
    } | changes


def whole_rows() -> dict:
    """A plan's rows as an approval asks for them."""
    manager = User.objects.filter(groups__name="Manager").first()
    day = datetime.date(2025, 12, 1)
    return {
        "committed": [{"kind": "people", "description": "Two engineers", "committed_by": manager, "committed_on": day}],
        "consultations": [
            {"group": "top_management", "who": "Board", "on": day},
            {"group": "customers", "who": "Bank Cendana", "on": day},
        ],
    }


@pytest.fixture
def draft(compliance, contributor, manager) -> Objective:
    return objective_create(actor=compliance, owner=contributor, sponsor=manager, **whole_fields())


@pytest.fixture
def submitted(draft, compliance) -> Objective:
    return objective_submit(objective=draft, actor=compliance)


@pytest.fixture
def approved(submitted, manager) -> Objective:
    return objective_approve(objective=submitted, actor=manager)


@pytest.fixture
def made(compliance, contributor, manager):
    """Makes an approved objective with values from its first period on."""

    def make(*values, owner=None, **changes) -> Objective:
        one = objective_create(actor=compliance, owner=owner or contributor, sponsor=manager, **whole_fields(**changes))
        one = objective_approve(objective=objective_submit(objective=one, actor=compliance), actor=manager)
        for period, value in zip(one.plan.periods(), values, strict=False):
            measurement_record(objective=one, period_start=period.start, value=value, actor=compliance)
        return one

    return make

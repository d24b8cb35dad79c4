import datetime

import pytest
from django.contrib.auth.models import Group

from objectives.models import Objective
from objectives.services import objective_approve, objective_create, objective_submit
from smsplan.accounts.models import User


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


def whole_fields(**changes) -> dict:
    """What a SMART objective needs, but for its owner: 12 months of 2026, 98.5% to 99.5%, measured each month."""
    return {
        "title": "Achieve 99.5% uptime for critical business services",
        "area": "Service Availability",
        "metric": "Availability",
        "unit": "%",
        "baseline": 98.5,
        "target": 99.5,
        "direction": "at_least",
        "rule": "latest",
        "frequency": "monthly",
        "start_date": datetime.date(2026, 1, 1),
        "due_date": datetime.date(2026, 12, 31),
        "alignment": "Dependable services",
        "achievable": "The second site is paid for",
        "resources": "Two engineers",
        "activities": "Move to the second site",
    } | changes


@pytest.fixture
def draft(compliance, contributor, manager) -> Objective:
    return objective_create(actor=compliance, owner=contributor, sponsor=manager, **whole_fields())


@pytest.fixture
def submitted(draft, compliance) -> Objective:
    return objective_submit(objective=draft, actor=compliance)


@pytest.fixture
def approved(submitted, manager) -> Objective:
    return objective_approve(objective=submitted, actor=manager)

import datetime

import pytest
from django.contrib.auth.models import Group

from changes.services import change_approve, change_submit
from objectives.models import Objective
from objectives.services import measurement_record, objective_approve, objective_create, objective_submit
from risks.services import risk_create
from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.context.models import Organization
from smsplan.records.services import save_record
from smsplan.reviews import services
from smsplan.reviews.models import Review
from tests.changes.conftest import plan
from tests.objectives.conftest import whole_fields


def person(email: str, *names: str, **fields) -> User:
    """A person with the given roles."""
    name = email.partition("@")[0].replace(".", " ").title()
    user = User.objects.create_user(email, "correct-horse-battery", full_name=name, **fields)
    user.groups.set(Group.objects.filter(name__in=names))
    return user


def registers(author: User, approver: User) -> None:
    """Something in every register that a review reads."""
    organization = Organization.get()
    organization.name, organization.classification = "Nusantara Managed Services", "Internal"
    save_record(organization, actor=author)
    risk_create(
        actor=author, title="The service desk tool fails", likelihood=2, impact=3, owner_role="Service Desk Manager"
    )
    owner = person("owner@mrv.test", roles.CONTRIBUTOR)
    objective = objective_create(actor=author, owner=owner, sponsor=approver, **whole_fields())
    objective_approve(objective=objective_submit(objective=objective, actor=author), actor=approver)
    change = change_submit(change=plan(author, owner=owner), actor=author)
    change_approve(change=change, actor=approver)


def falling(author, approver, **changes):
    """An approved objective that falls behind: four months of 2026 measured, ever further from its target."""
    owner = person(f"owner{Objective.objects.count()}@mrv.test", roles.CONTRIBUTOR)
    one = objective_create(actor=author, owner=owner, sponsor=approver, **whole_fields(**changes))
    one = objective_approve(objective=objective_submit(objective=one, actor=author), actor=approver)
    for month, value in enumerate(("98.4", "98.1", "97.9", "97.5"), start=1):
        measurement_record(
            objective=one, period_start=datetime.date(2026, month, 1), value=value, actor=author, source="Probe"
        )
    return one


def prepare(author: User, chair: User, **fields) -> Review:
    """A review that was held and decided something."""
    fields = {
        "title": "Management review, first quarter",
        "held_on": datetime.date(2026, 4, 1),
        "guests": "Dewi Anggraini, auditor of the group",
        "decisions": "<p>The budget for the <strong>second site</strong> is released.</p>",
        "actions": "Order the hardware, Sari, 30 April\nTell the customers, Ratna, 15 April",
    } | fields
    return services.review_save(review=Review(chair=chair, **fields), actor=author, many={"attendees": [chair, author]})


@pytest.fixture
def compliance(db) -> User:
    return person("compliance@mrv.test", roles.COMPLIANCE, job_title="Compliance officer")


@pytest.fixture
def chair(db) -> User:
    return person("chair@mrv.test", roles.MANAGER)


@pytest.fixture
def manager(db) -> User:
    return person("manager@mrv.test", roles.MANAGER)


@pytest.fixture
def contributor(db) -> User:
    return person("contributor@mrv.test", roles.CONTRIBUTOR)


@pytest.fixture
def auditor(db) -> User:
    return person("auditor@mrv.test", roles.AUDITOR)


@pytest.fixture
def administrator(db) -> User:
    return person("administrator@mrv.test", roles.ADMINISTRATOR)


@pytest.fixture
def draft(compliance, chair) -> Review:
    registers(compliance, chair)
    return prepare(compliance, chair)


@pytest.fixture
def frozen(draft, chair) -> Review:
    return services.review_freeze(review=draft, actor=chair)

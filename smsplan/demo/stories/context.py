"""People, organization, services, practices and obligations."""

import datetime

from django.contrib.auth.hashers import make_password

from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.accounts.services import person_save, person_set_active
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.demo import people
from smsplan.demo.content import organization as data
from smsplan.demo.stories.cast import World
from smsplan.records.services import save_record

BEGINNING = 425
ROLES = {
    people.ADMINISTRATOR: roles.ADMINISTRATOR,
    people.COMPLIANCE_OFFICER: roles.COMPLIANCE,
    people.MANAGER: roles.MANAGER,
    people.CONTRIBUTOR: roles.CONTRIBUTOR,
    people.AUDITOR: roles.AUDITOR,
}


def write(world: World) -> None:
    """Found the organization and describe it."""
    _people(world)
    world.diary.ago(BEGINNING - 3, 10, lambda: _organization(world))
    for number, key in enumerate(data.SERVICES):
        world.diary.ago(
            data.LATER_SERVICES.get(key, BEGINNING - 8), 9 + number / 4, lambda key=key: _service(world, key)
        )
    for number, key in enumerate(data.PRACTICES):
        world.diary.ago(BEGINNING - 12, 9 + number / 4, lambda key=key: _practice(world, key))
    for number, key in enumerate(data.OBLIGATIONS):
        world.diary.ago(BEGINNING - 16, 9 + number / 4, lambda key=key: _obligation(world, key))
    for number, key in enumerate(data.OBLIGATIONS):
        if {"portal"} & set(data.OBLIGATIONS[key][4]):
            world.diary.ago(200, 14 + number / 4, lambda key=key: _obligation_reaches_portal(world, key))


def _people(world: World) -> None:
    # Everybody can read the password, so they may all have the one hash: to make one takes a while, as it should.
    password = make_password(people.DEMO_PASSWORD)
    everybody = [(email, name, people.JOB_TITLES[email], role) for email, name, role in people.PEOPLE]
    for number, (email, name, job, role) in enumerate(everybody + people.STAFF):
        signs_in = email in people.JOB_TITLES
        # The auditor was let in for this audit; the others are there from the beginning.
        ago = 30 if role == people.AUDITOR else BEGINNING
        world.diary.ago(
            ago,
            8 + number / 10,
            lambda email=email, name=name, job=job, role=role, signs_in=signs_in: _person(
                world, email, name, job, role, password if signs_in else make_password(None)
            ),
        )
    for email, ago in people.LEFT.items():
        world.diary.ago(ago, 16.5, lambda email=email: _leaves(world, email))


def _short(email: str) -> str:
    return email.partition("@")[0]


def _person(world: World, email: str, name: str, job: str, role: str, password: str) -> None:
    person = User(email=email, full_name=name, job_title=job, password=password)
    if role == people.AUDITOR:
        person.access_from = world.calendar.day(30)
        person.access_until = world.calendar.today + datetime.timedelta(days=365)
    administrator = None if role == people.ADMINISTRATOR else world.person("admin")
    person_save(person=person, actor=administrator, role_names=[ROLES[role]], reason="Joined")
    world.add_person(_short(email), User.objects.get(pk=person.pk))


def _leaves(world: World, email: str) -> None:
    person_set_active(
        person=world.person(_short(email)),
        active=False,
        actor=world.person("admin"),
        reason="Left the company; duties are with the Problem and Configuration Manager.",
    )


def _organization(world: World) -> None:
    organization = Organization.get()
    for name, value in data.ORGANIZATION.items():
        setattr(organization, name, value)
    # The cycle began when the running objectives did.
    organization.cycle_start_month = world.calendar.first_of_month(-10).month
    save_record(organization, actor=world.person("compliance"), reason="First description, agreed by top management")


def _service(world: World, key: str) -> None:
    fields = dict(data.SERVICES[key])
    service = Service(**world.job(fields.pop("owner")), **fields)
    reason = "Scope of the SMS extended by decision of top management" if key in data.LATER_SERVICES else ""
    world.keep(f"service:{key}", save_record(service, actor=world.person("compliance"), reason=reason))


def _practice(world: World, key: str) -> None:
    title, clause, owner, purpose, quality = data.PRACTICES[key]
    practice = Practice(title=title, clause=clause, purpose=purpose, quality_criteria=quality, **world.job(owner))
    world.keep(f"practice:{key}", save_record(practice, actor=world.person("compliance")))


def _obligation(world: World, key: str) -> None:
    title, kind, issued_by, requirement, services, practices = data.OBLIGATIONS[key]
    obligation = Obligation(
        title=title, kind=kind, issued_by=issued_by, requirement=requirement, **world.job("compliance")
    )
    there = tuple(service for service in services if service not in data.LATER_SERVICES)
    many = {"services": world.pks("service", there), "practices": world.pks("practice", practices)}
    world.keep(f"obligation:{key}", save_record(obligation, actor=world.person("compliance"), many=many))


def _obligation_reaches_portal(world: World, key: str) -> None:
    save_record(
        world.record(f"obligation:{key}"),
        actor=world.person("compliance"),
        reason="Bears on Government Portal Hosting too",
        many={"services": world.pks("service", data.OBLIGATIONS[key][4])},
    )

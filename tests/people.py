"""The fixed cast of the tests: one person for each role, and an outsider who has none."""

from dataclasses import dataclass

from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.accounts.services import person_save

PASSWORD = "correct-horse-battery"


def person(email: str, *role_names: str, **fields) -> User:
    """A person with these roles, made as an administrator makes one."""
    user = User(email=email, full_name=fields.pop("full_name", email.partition("@")[0].title()), **fields)
    user.set_password(PASSWORD)
    return person_save(person=user, actor=None, role_names=role_names)


@dataclass(frozen=True)
class People:
    """The cast."""

    compliance: User
    manager: User
    contributor: User
    auditor: User
    administrator: User
    outsider: User


def cast() -> People:
    """Make the cast."""
    return People(
        compliance=person("compliance@example.test", roles.COMPLIANCE, full_name="Ratna Kusuma"),
        manager=person("manager@example.test", roles.MANAGER, full_name="Bambang Hartono"),
        contributor=person("contributor@example.test", roles.CONTRIBUTOR, full_name="Sari Melati"),
        auditor=person("auditor@example.test", roles.AUDITOR, full_name="Made Surya"),
        administrator=person("administrator@example.test", roles.ADMINISTRATOR, full_name="Wahyu Adi"),
        outsider=person("outsider@example.test", full_name="Orang Luar"),
    )

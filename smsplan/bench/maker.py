"""What the benchmark's register is made with: people, context, and the columns that every record has."""

import datetime
import random
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone

from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.bench import words
from smsplan.context.models import Obligation, Organization, Practice, Service
from smsplan.inbox.models import Notification
from smsplan.records.models import Record

#: The benchmark's people; `EMAIL` signs in.
EMAIL = "compliance@bench.test"
PASSWORD = "bench-smsplan-2026"
BATCH = 1000


class Maker:
    """Makes rows with the columns that every record has; keeps who and what the rows are about."""

    def __init__(self, random: random.Random, scale: float):
        self.random = random
        self.scale = scale
        self.now = timezone.now()
        self.today = timezone.localdate()

    def many(self, full: int, *, least: int = 5) -> int:
        """How many of what there are `full` at scale 1."""
        return max(least, round(full * self.scale))

    def sentence(self) -> str:
        """Words that look like a register's."""
        return words.sentence(self.random)

    def common(self, model: type[Record], number: int) -> dict[str, Any]:
        """The columns that every record has."""
        owner = self.random.choice(self.people)
        created = self.now - datetime.timedelta(days=self.random.randint(5, 3000), minutes=number % 600)
        return {
            "reference": f"{model.PREFIX}-{number:04d}",
            "owner": owner if number % 9 else None,
            "owner_role": owner.job_title,
            "created_at": created,
            "created_by": self.compliance,
            "updated_by": self.compliance,
            "revision": 3,
        }

    def context(self) -> None:
        """Organization, people, services, practices, obligations."""
        organization = Organization.get()
        organization.name, organization.scope, organization.policy = "PT Uji Beban", self.sentence(), self.sentence()
        organization.save()
        self.compliance = User(email=EMAIL, full_name="Ratna Uji", job_title="Compliance Officer")
        self.manager = User(email="manager@bench.test", full_name="Bambang Uji", job_title="Director")
        for person in (self.compliance, self.manager):
            person.set_password(PASSWORD)
        others = [
            User(email=f"person{n}@bench.test", full_name=words.name(self.random), job_title=words.job(n), password="!")
            for n in range(self.many(120))
        ]
        self.people = User.objects.bulk_create([self.compliance, self.manager, *others])
        group = {role: Group.objects.get(name=role) for role in roles.ROLES}
        self.compliance.groups.set([group[roles.COMPLIANCE]])
        self.manager.groups.set([group[roles.MANAGER]])
        _link(User.groups.through, "user_id", "group_id", ((p.pk, group[roles.CONTRIBUTOR].pk) for p in others))
        self.services = self.create(
            Service,
            30,
            lambda n: {
                "title": words.service(n),
                "customers": self.sentence(),
                "targets": self.sentence(),
                "governed": self.sentence(),
                "supported": self.sentence(),
                "improved": self.sentence(),
            },
        )
        self.practices = self.create(
            Practice,
            20,
            lambda n: {"title": words.practice(n), "clause": f"8.{n % 7 + 1}", "purpose": self.sentence()},
        )
        self.obligations = self.create(Obligation, 15, lambda n: {"title": f"Obligation {n}: {self.sentence()[:80]}"})
        Notification.objects.bulk_create(
            Notification(recipient=self.compliance, key=f"bench:{n}", title=self.sentence()[:100], mail_state="sent")
            for n in range(30)
        )

    def create(self, model: type[Record], full: int, fields: Callable[[int], dict[str, Any]]) -> list:
        """`full` rows of a record at scale 1."""
        return model.objects.bulk_create(
            [model(**self.common(model, n) | fields(n)) for n in range(1, self.many(full) + 1)], batch_size=BATCH
        )

    def link(self, model: type[models.Model], field: str, rows: list, others: list, count: int) -> None:
        """Give each row some of `others`."""
        relation = model._meta.get_field(field)
        pairs = ((row.pk, other.pk) for row in rows for other in self.random.sample(others, min(count, len(others))))
        source, target = (f"{name}_id" for name in (relation.m2m_field_name(), relation.m2m_reverse_field_name()))
        _link(relation.remote_field.through, source, target, pairs)


def _link(through: type[models.Model], source: str, target: str, pairs: Iterable[tuple[int, int]]) -> None:
    through.objects.bulk_create([through(**{source: one, target: other}) for one, other in pairs], batch_size=BATCH)

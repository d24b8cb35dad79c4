"""Who has to acknowledge the version in force, who has, and who is still missing (6.3; 7.5.3 distribution)."""

import datetime
from dataclasses import dataclass

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from smp.models import Acknowledgement, Distribution, Version
from smsplan.accounts.models import User


@dataclass(frozen=True)
class Progress:
    """How far the acknowledgement of a version is."""

    acknowledged: int
    expected: int

    @property
    def missing(self) -> int:
        """How many have not acknowledged it yet."""
        return self.expected - self.acknowledged

    @property
    def percentage(self) -> int:
        """Whole percent, rounded down so that 100 means everybody; 0 when nobody is expected to."""
        return self.acknowledged * 100 // self.expected if self.expected else 0


def able_readers() -> QuerySet[User]:
    """Active people who may read the plan and put their name to it; nobody else can be asked to acknowledge."""
    return (
        User.objects.active()
        .holding("smp.acknowledge_version")
        .holding("smp.read_version", "smp.view_version")
        .order_by("full_name", "email")
    )


def expected_readers(distribution: Distribution | None = None) -> QuerySet[User]:
    """Who has to acknowledge the version in force today: whoever left is not among them, whoever joined is."""
    distribution = distribution or Distribution.get()
    in_roles = User.groups.through.objects.filter(group__in=distribution.roles.values("pk"))
    return able_readers().filter(
        Q(pk__in=in_roles.values("user")) | Q(pk__in=distribution.people.order_by().values("pk"))
    )


def with_acknowledgement(people: QuerySet[User], version: Version) -> QuerySet[User]:
    """The people with `acknowledged_at`, when they acknowledged this version; None for who has not."""
    given = Acknowledgement.objects.filter(version=version, person=OuterRef("pk"))
    return people.annotate(acknowledged_at=Subquery(given.values("at")[:1], output_field=DateTimeField()))


def missing_readers(version: Version, distribution: Distribution | None = None) -> QuerySet[User]:
    """Who has to acknowledge this version and has not yet."""
    given = Acknowledgement.objects.filter(version=version, person=OuterRef("pk"))
    return expected_readers(distribution).exclude(Exists(given))


def progress(version: Version, distribution: Distribution | None = None) -> Progress:
    """How many of those expected have acknowledged this version."""
    expected = expected_readers(distribution).order_by()
    acknowledged = Acknowledgement.objects.filter(version=version, person__in=expected.values("pk")).count()
    return Progress(acknowledged, expected.count())


def due_on(person: User, version: Version, distribution: Distribution) -> datetime.date:
    """By when the person has to acknowledge it; who joined after it came into force has as many days from then."""
    begins = max(version.effective_on, localdate(person.date_joined))
    return begins + datetime.timedelta(days=distribution.within_days)


def acknowledgement_of(person: User, version: Version) -> Acknowledgement | None:
    """When and of which content the person acknowledged this version."""
    return Acknowledgement.objects.filter(person=person, version=version).first()

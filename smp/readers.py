"""Who has to acknowledge the version in force, who has, and who is still missing (6.3; 7.5.3 distribution)."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from smp.asking import Chosen, Held, asked_since
from smp.models import Acknowledgement, Distribution, Version
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE, CONTRIBUTOR, MANAGER

#: Who is asked until somebody chooses (see migration 0004_roles); the history begins with the first choice.
FIRST_ASKED = Chosen(datetime.datetime.min.replace(tzinfo=datetime.UTC), frozenset((COMPLIANCE, MANAGER, CONTRIBUTOR)))

#: Everybody in the roles of a distribution, and the people it names. Written out, as `UserQuerySet.holding` is.
_CHOSEN = """
SELECT member.user_id FROM accounts_user_groups member
JOIN smp_distribution_roles role ON role.group_id = member.group_id WHERE role.distribution_id = %s
UNION ALL
SELECT named.user_id FROM smp_distribution_people named WHERE named.distribution_id = %s
"""


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
    return able_readers().filter(pk__in=RawSQL(_CHOSEN, (distribution.pk, distribution.pk)))


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
    given = Q(pk__in=Acknowledgement.objects.filter(version=version).order_by().values("person"))
    people = expected_readers(distribution).order_by()
    return Progress(**people.aggregate(acknowledged=Count("pk", filter=given), expected=Count("pk")))


def due_days(
    people: Iterable[User], version: Version, distribution: Distribution | None = None
) -> dict[int, datetime.date]:
    """By when each person has to acknowledge it: within so many days of its coming into force.

    Who joined, was let in, was given the role or was named later than that has as many days from then.
    """
    people = list(people)
    if not people:
        return {}
    distribution = distribution or Distribution.get()
    since = _asked_since(people, distribution)
    within = datetime.timedelta(days=distribution.within_days)
    days = {}
    for person in people:
        begins = [version.effective_on, localdate(person.date_joined), person.access_from, since(person)]
        days[person.pk] = max(day for day in begins if day is not None) + within
    return days


def due_on(person: User, version: Version, distribution: Distribution | None = None) -> datetime.date:
    """By when this person has to acknowledge it."""
    return due_days([person], version, distribution)[person.pk]


def _asked_since(people: list[User], distribution: Distribution) -> Callable[[User], datetime.date | None]:
    """Tells of each of these people since which day they are asked; None for from the beginning."""
    chosen, held = _chosen(distribution), _held(people)

    def since(person: User) -> datetime.date | None:
        moment = asked_since(person.pk, chosen, held[person.pk])
        return localdate(moment) if moment else None

    return since


def _chosen(distribution: Distribution) -> list[Chosen]:
    """Whom the distribution has asked from when on, oldest first."""
    roles, people = _kept_links(Distribution, "roles"), _kept_links(Distribution, "people")
    rows = distribution.history.order_by("history_id").values_list(
        "history_date", ArraySubquery(roles.values("group__name")), ArraySubquery(people.values("user"))
    )
    return [FIRST_ASKED, *(Chosen(at, frozenset(roles), frozenset(people)) for at, roles, people in rows)]


def _held(people: list[User]) -> dict[int, list[Held]]:
    """Which roles each person has held from when on, oldest first, and whether they were active."""
    held: dict[int, list[Held]] = defaultdict(list)
    rows = User.history.filter(id__in=[person.pk for person in people]).order_by("history_id")
    roles = ArraySubquery(_kept_links(User, "groups").values("group__name"))
    for pk, at, active, names in rows.values_list("id", "history_date", "is_active", roles):
        held[pk].append(Held(at, active, frozenset(names)))
    return held


def _kept_links(model: type[Model], name: str) -> QuerySet:
    """The links of a many-to-many field as a history row keeps them."""
    links = model._history_recorder.m2m_models[model._meta.get_field(name)]
    return links.objects.filter(history=OuterRef("pk"))


def acknowledgement_of(person: User, version: Version) -> Acknowledgement | None:
    """When and of which content the person acknowledged this version."""
    return Acknowledgement.objects.filter(person=person, version=version).first()

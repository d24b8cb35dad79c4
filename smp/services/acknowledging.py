"""Acknowledge the version in force, and say who has to (6.3, 7.5.3)."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from smp import policies, readers
from smp.models import Acknowledgement, Distribution, Version
from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record


@transaction.atomic
def version_acknowledge(*, version: Version, actor: User) -> Acknowledgement:
    """Keep that the person has read this version while it is in force; the first time counts, a second is the same.

    Raises PermissionDenied; NotAllowed when another version has come into force.
    """
    version = locked(version)
    require(actor.has_perm("smp.acknowledge_version"))
    if not policies.can_acknowledge(actor, version):
        raise NotAllowed(_("%(version)s is not in force, and cannot be acknowledged.") % {"version": version})
    given = readers.acknowledgement_of(actor, version)
    if given is not None:
        return given
    acknowledgement = Acknowledgement(
        version=version, person=actor, name=str(actor), content_sha256=version.content_sha256
    )
    acknowledgement.full_clean()
    acknowledgement.save()
    record_event(
        action=Action.ACKNOWLEDGED,
        target=version,
        actor=actor,
        detail={"content_sha256": version.content_sha256},
    )
    return acknowledgement


@transaction.atomic
def distribution_change(
    *,
    actor: User,
    roles: Iterable[Group],
    people: Iterable[User],
    within_days: int,
    revision: int,
    reason: str = "",
) -> Distribution:
    """Say who has to acknowledge each version that comes into force, and within how many days.

    Raises PermissionDenied, StaleRevision; ValidationError for people who cannot acknowledge.
    """
    distribution = locked(Distribution.get())
    require(policies.can_distribute(actor))
    if revision != distribution.revision:
        raise StaleRevision(distribution)
    people = list(people)
    unable = set(people) - set(readers.able_readers()) - set(distribution.people.all())
    if unable:
        names = ", ".join(sorted(str(person) for person in unable))
        raise ValidationError({"people": _("These people cannot acknowledge the plan: %(names)s") % {"names": names}})
    distribution.within_days = within_days
    distribution.updated_by = actor
    save_record(distribution, actor=actor, reason=reason, many={"roles": roles, "people": people})
    return distribution

"""Writes about people."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from smsplan.accounts import roles
from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.audit.history import record_history


def locked_person(person: User) -> User:
    """A fresh copy of the person, locked until the transaction ends; nobody else changes people meanwhile.

    One at a time: two administrators could otherwise take the role from each other at once. That comes before the
    person's row, or two who hold a row each and need the other's too would wait for each other.
    """
    Group.objects.select_for_update().get(name=roles.ADMINISTRATOR)
    return User.objects.select_for_update().get(pk=person.pk)


@transaction.atomic
def person_save(*, person: User, actor: User | None, role_names: Iterable[str] | None = None, reason: str = "") -> User:
    """Create or change a person and their roles, in one history row.

    Nobody changes their own roles or deactivates themselves, and one active administrator always remains. Raises
    PermissionDenied, ValidationError.
    """
    created = person.pk is None
    if not created:
        current = locked_person(person)
        if actor is not None and actor.pk == person.pk:
            if not person.is_active:
                raise PermissionDenied(_("You can't deactivate yourself."))
            if role_names is not None and set(role_names) != set(current.groups.values_list("name", flat=True)):
                raise PermissionDenied(_("Another administrator has to change your roles."))
    person.full_clean(exclude=["password"])
    person.skip_history_when_saving = True
    try:
        person.save()
        if role_names is not None:
            person.groups.set(Group.objects.filter(name__in=list(role_names)))
    finally:
        del person.skip_history_when_saving
    if not User.objects.active().with_role(roles.ADMINISTRATOR).exists() and not created:
        raise ValidationError(_("One active administrator must remain."))
    record_history(person, created=created, actor=actor, reason=reason)
    record_event(action=Action.PERSON_CHANGED, actor=actor, target=person, reason=reason)
    return person


@transaction.atomic
def person_set_active(*, person: User, active: bool, actor: User, reason: str) -> User:
    """Deactivate a person, or let them in again. Raises PermissionDenied, ValidationError."""
    person = locked_person(person)
    if person.is_active == active:
        raise ValidationError(_("This was done already."))
    person.is_active = active
    return person_save(person=person, actor=actor, reason=reason)


@transaction.atomic
def preferences_save(
    *, person: User, language: str | None = None, theme: str | None = None, time_zone: str | None = None
) -> User:
    """Keep a person's own language, theme or time zone. Raises ValidationError for an unknown value."""
    person = User.objects.select_for_update().get(pk=person.pk)
    wanted = {"language": language, "theme": theme, "time_zone": time_zone}
    changed = {name: value for name, value in wanted.items() if value and value != getattr(person, name)}
    if not changed:
        return person
    for name, value in changed.items():
        setattr(person, name, value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(changed))
    return person

"""Writing an SMS change plan (6.3) while it is a draft."""

from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record


@transaction.atomic
def change_save(
    *,
    change: Change,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    revision: int | None = None,
) -> Change:
    """Create a change plan, or edit one that is a draft; whoever does counts as one of its authors from then on.

    `change` carries the new values, `many` those of services, practices and risks; `revision` is the one that was read,
    that of `change` when it is not given. Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError.
    """
    authors = {actor.pk}
    if change.pk is None:
        require(policies.can_write(actor, change))
    else:
        current = locked(change)
        if current.state != states.DRAFT:
            raise NotAllowed(
                _("%(reference)s is “%(state)s”. Only a draft can be edited.")
                % {"reference": current.reference, "state": current.get_state_display()}
            )
        require(policies.can_write(actor, current))
        if current.revision != (change.revision if revision is None else revision):
            raise StaleRevision(current)
        change.revision = current.revision
        authors |= set(current.written_by.values_list("pk", flat=True))
    return save_record(change, actor=actor, reason=reason, many={**(many or {}), "written_by": authors})


def change_missing(change: Change) -> list[str]:
    """What a plan still has to say before it can be submitted, as labels in the reader's language."""
    values = {field: getattr(change, field) for fields in states.QUESTIONS.values() for field in fields}
    return [_capital(Change._meta.get_field(name).verbose_name) for name in states.missing(values)]


def _capital(label) -> str:
    label = str(label)
    return label[:1].upper() + label[1:]

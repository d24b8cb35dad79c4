"""Writing an SMS change plan (6.3) while it is a draft."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change
from changes.plans import Missing, missing
from changes.significance import clean, verdict
from smsplan.records.rows.writing import Rows, save_with_rows
from smsplan.records.services import NotAllowed, StaleRevision, locked, require


@transaction.atomic
def change_save(
    *,
    change: Change,
    actor,
    reason: str = "",
    many: Mapping[str, Iterable[models.Model]] | None = None,
    rows: Rows | None = None,
    revision: int | None = None,
) -> Change:
    """Create a change plan, or edit one that is a draft; whoever does counts as one of its authors from then on.

    `change` carries the new values, `many` those of services, practices, obligations and risks, `rows` the parts of the
    plan that are replaced (see smsplan.records.rows); `revision` is the one that was read, that of `change` when it is
    not given. All is one save of the history. Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError.
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
    _judge(change)
    many = {**(many or {}), "written_by": authors}
    return save_with_rows(change, rows or {}, actor=actor, reason=reason, many=many)


def _judge(change: Change) -> None:
    """Hold the significance against the answers. Raises ValidationError when it is another one without a reason."""
    change.significance_answers = clean(change.significance_answers)
    found = verdict(change.significance_answers)
    if not change.significance_answers or found.significance == change.significance:
        change.significance_reason = ""
    elif not change.significance_reason.strip():
        raise ValidationError(
            {
                "significance_reason": _("The answers make it “%(label)s”. Say why it is judged otherwise.")
                % {"label": Change.Significance(found.significance).label}
            }
        )


def change_missing(change: Change) -> list[Missing]:
    """What a plan still has to say before it can be submitted, in the reader's language."""
    return missing(change)

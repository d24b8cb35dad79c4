"""Which risks of the register bear on an SMS change (6.1, 6.3), and risks that were found while it was planned."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changes import policies
from changes.models import Change, Impact
from risks.models import Risk
from risks.services import risk_create
from smsplan.audit.reasons import reason_kept
from smsplan.records.services import NotAllowed, locked, require, save_record


@transaction.atomic
def change_raise_risk(
    *,
    change: Change,
    actor,
    found_in: Impact | None = None,
    many: Mapping[str, Iterable] | None = None,
    reason: str = "",
    **fields: Any,
) -> Risk:
    """Put a risk of a change into the register of risks and link the two; `found_in` is the row that it comes from.

    `many` and `fields` are those of `risks.services.risk_create`. Raises PermissionDenied, ValidationError, NotAllowed
    for a change that is over or an impact that is in the register already.
    """
    change = locked(change)
    require(policies.may_raise_risk(actor))
    _expect_open(change)
    if found_in is not None:
        found_in = locked(found_in)
        if found_in.change_id != change.pk:
            raise NotAllowed(_("This impact belongs to another change."))
        if found_in.risk is not None:
            raise NotAllowed(_("%(reference)s was made of it already.") % {"reference": found_in.risk.reference})
    reason = reason or reason_kept("Found in %(reference)s", reference=change.reference)
    risk = risk_create(actor=actor, reason=reason, many=dict(many or {}), **fields)
    if found_in is not None:
        found_in.risk = risk
        save_record(found_in, actor=actor, reason=reason)
    linked = [*change.risks.all(), risk]
    save_record(
        change, actor=actor, reason=reason_kept("%(risk)s was made of it", risk=risk.reference), many={"risks": linked}
    )
    return risk


@transaction.atomic
def change_set_risks(*, change: Change, risks: Iterable[Risk], actor, reason: str = "") -> Change:
    """Say which risks bear on a change; a plan that was decided on stays decided. The same risks change nothing.

    Raises PermissionDenied, NotAllowed for a change that is over, a risk that is not open and is linked anew, or one
    that was made of an impact of the plan and is left out.
    """
    # Risks before changes, as everywhere: two people who link from either side never wait in a circle.
    wanted = list(Risk.objects.select_for_update().filter(pk__in=[risk.pk for risk in risks]).order_by("pk"))
    change = locked(change)
    require(policies.may_link_risks(actor))
    _expect_open(change)
    before = set(change.risks.values_list("pk", flat=True))
    after = {risk.pk for risk in wanted}
    for risk in wanted:
        if risk.pk not in before and not risk.is_open:
            raise NotAllowed(
                _("%(reference)s is “%(state)s” and can't be linked anew.")
                % {"reference": risk.reference, "state": risk.get_state_display()}
            )
    for impact in change.impact_rows.filter(risk__in=before - after).select_related("risk"):
        raise NotAllowed(
            _("%(reference)s was made of an impact of this plan and stays linked.")
            % {"reference": impact.risk.reference}
        )
    if before == after:
        return change
    return save_record(change, actor=actor, reason=reason, many={"risks": wanted})


def _expect_open(change: Change) -> None:
    if not change.is_open:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”; its risks stay as they are.")
            % {"reference": change.reference, "state": change.get_state_display()}
        )

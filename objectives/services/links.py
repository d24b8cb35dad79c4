"""Which risks could keep which objectives from being reached (6.1, 6.2).

Linking is no revision: an approved objective stays approved, and its history says who linked what.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from objectives import policies
from objectives.models import Objective
from objectives.services.guards import expect
from risks.models import Risk
from smsplan.records.services import NotAllowed, locked, require, save_record

#: The states in which an objective can still be missed.
AT_STAKE = (Objective.State.DRAFT, Objective.State.SUBMITTED, Objective.State.APPROVED)


@transaction.atomic
def objective_set_risks(*, objective: Objective, risks: Iterable[Risk], actor, reason: str = "") -> Objective:
    """Say which risks bear on an objective. The same risks again change nothing.

    Raises PermissionDenied, NotAllowed for an objective that is over or a risk that is not open and is linked anew.
    """
    # Risks before objectives, as everywhere: two people who link from either side never wait in a circle.
    wanted = list(Risk.objects.select_for_update().filter(pk__in=[risk.pk for risk in risks]).order_by("pk"))
    objective = locked(objective)
    require(policies.may_link_risks(actor))
    expect(objective, *AT_STAKE)
    before = set(objective.risks.values_list("pk", flat=True))
    for risk in wanted:
        if risk.pk not in before:
            _expect_open(risk)
    if before == {risk.pk for risk in wanted}:
        return objective
    return save_record(objective, actor=actor, reason=reason, many={"risks": wanted})


@transaction.atomic
def risk_set_objectives(*, risk: Risk, objectives: Iterable[Objective], actor, reason: str = "") -> list[Objective]:
    """Say which objectives are at stake if a risk occurs; returns those whose links changed, one history row each.

    Links to objectives that are over stay as they are. Raises PermissionDenied, NotAllowed for a risk that is not open
    or an objective that is over.
    """
    risk = locked(risk)
    require(policies.may_link_risks(actor))
    _expect_open(risk)
    wanted = {objective.pk for objective in objectives}
    before = set(risk.objectives.filter(state__in=AT_STAKE).values_list("pk", flat=True))
    over = set(risk.objectives.exclude(state__in=AT_STAKE).values_list("pk", flat=True))
    changed = []
    for objective in Objective.objects.select_for_update().filter(pk__in=(wanted - over) ^ before).order_by("pk"):
        expect(objective, *AT_STAKE)
        linked = set(objective.risks.values_list("pk", flat=True))
        linked = linked | {risk.pk} if objective.pk in wanted else linked - {risk.pk}
        changed.append(save_record(objective, actor=actor, reason=reason, many={"risks": linked}))
    return changed


def _expect_open(risk: Risk) -> None:
    if not risk.is_open:
        raise NotAllowed(
            _("%(reference)s is “%(state)s” and can't be linked anew.")
            % {"reference": risk.reference, "state": risk.get_state_display()}
        )

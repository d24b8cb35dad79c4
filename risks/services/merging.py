"""Merging a duplicate into another risk: nothing of it is lost, and both lead to the other (6.1)."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from risks import policies
from risks.models import Acceptance, Risk
from risks.services.acceptance import void
from risks.services.proposals import tell_proposer
from risks.services.states import not_in
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.records.models import ActionItem
from smsplan.records.services import NotAllowed, locked, require, save_record

#: What a risk is linked to by itself, and what of the higher registers is linked to it.
LINKS = ("services", "practices", "obligations")
LINKED_BY = ("objectives", "changes")


@transaction.atomic
def risk_merge(*, risk: Risk, into: Risk, actor, reason: str) -> Risk:
    """Merge `risk` into `into` and return the latter, with the links of both.

    The merged risk becomes read-only and keeps its files, comments, assessments, finished actions and history; what is
    still to be done goes on under the other. Raises PermissionDenied, also for a risk that the person can't see;
    NotAllowed for a risk that is merged into itself or into one that is not open; ValidationError without a reason.
    """
    if risk.pk == into.pk:
        raise NotAllowed(_("A risk can't be merged into itself."))
    # Always in the same order, so that A into B and B into A at the same moment wait instead of blocking each other.
    both = {pk: locked(Risk(pk=pk)) for pk in sorted((risk.pk, into.pk))}
    risk, into = both[risk.pk], both[into.pk]
    not_in(risk, Risk.State.CLOSED, Risk.State.MERGED)
    if not into.is_open:
        raise NotAllowed(
            _("%(reference)s is “%(state)s”. A risk can only be merged into one that is open.")
            % {"reference": into.reference, "state": into.get_state_display()}
        )
    require(policies.can_merge(actor, risk) and policies.can_change(actor, into))
    require(Risk.objects.visible_to(actor).filter(pk__in=both).count() == len(both))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the two are the same risk.")})

    proposed = risk.state == Risk.State.PROPOSED
    _hand_over_actions(risk, into, actor)
    many = {name: {*getattr(into, name).all(), *getattr(risk, name).all()} for name in LINKS}
    why = reason_kept("Merged with %(reference)s: %(reason)s", reference=risk.reference, reason=reason)
    save_record(into, actor=actor, reason=why, many=many)
    for name in LINKED_BY:
        _link_also(risk, into, name, actor, why)
    void(risk=risk, why=Acceptance.Void.ENDED, actor=actor, reason=reason)
    risk.state = Risk.State.MERGED
    risk.merged_into = into
    risk.closing_reason = reason
    save_record(risk, actor=actor, reason=reason)
    record_event(action=Action.MERGED, target=risk, actor=actor, reason=reason, detail={"into": into.reference})
    record_event(action=Action.MERGED, target=into, actor=actor, reason=reason, detail={"with": risk.reference})
    if proposed:
        tell_proposer(
            risk,
            actor,
            "merged",
            lambda: (
                _("Your proposal was joined with a known risk"),
                _("%(risk)s\nIt is now part of %(into)s. Reason: %(reason)s")
                % {"risk": risk, "into": into, "reason": reason},
            ),
        )
    return into


def _hand_over_actions(risk: Risk, into: Risk, actor) -> None:
    """What is still to be done on the merged risk goes on under the other; what is done stays where it was done."""
    target_type = ContentType.objects.get_for_model(Risk)
    waiting = ActionItem.objects.filter(target_type=target_type, target_id=risk.pk).open()
    for action in waiting.select_for_update().order_by("pk"):
        action.target_id = into.pk
        save_record(
            action,
            actor=actor,
            reason=reason_kept("%(risk)s was merged into %(into)s.", risk=risk.reference, into=into.reference),
        )


def _link_also(risk: Risk, into: Risk, name: str, actor, why: str) -> None:
    """Link `into` to what names the merged risk in a higher register; each such record says so in its history."""
    linked = getattr(risk, name)
    known = set(getattr(into, name).values_list("pk", flat=True))
    for pk in sorted(set(linked.values_list("pk", flat=True)) - known):
        record = locked(linked.model(pk=pk))
        save_record(record, actor=actor, reason=why, many={"risks": {*record.risks.all(), into}})


def family_of(risk: Risk, queryset=None) -> list[Risk]:
    """The risks that were merged into this one, and into those, oldest first; only those of `queryset` when given."""
    found: list[Risk] = []
    level = [risk.pk]
    rows = Risk.objects.all() if queryset is None else queryset
    while level:
        merged = list(rows.filter(merged_into_id__in=level).order_by("pk"))
        found += merged
        level = [one.pk for one in merged]
    return found

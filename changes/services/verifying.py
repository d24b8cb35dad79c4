"""What an SMS change came to (6.3): judged by each success criterion, verified, followed up, closed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changes import policies, states
from changes.models import Change, Criterion
from changes.services.guards import begin, finish, said
from changes.services.planning import change_save
from smsplan.audit.events import Action, record_event
from smsplan.audit.reasons import reason_kept
from smsplan.records.services import NotAllowed, attach, locked, require, save_record


@transaction.atomic
def criterion_verify(*, criterion: Criterion, actor, met: bool, evidence: str, file=None) -> Criterion:
    """Judge an implemented change by one success criterion: met or not, with the evidence.

    `file` is an upload, kept with the change. Until the change is verified a judgement can be corrected. Raises
    PermissionDenied (also for its owner and for who implemented it), NotAllowed, ValidationError without evidence.
    """
    change = begin("verify", criterion.change, actor)
    criterion = locked(criterion)
    if met not in (True, False):
        raise ValidationError({"met": _("Say whether the criterion is met.")})
    criterion.evidence = said(evidence, _("Name the evidence that shows whether the criterion is met."), "evidence")
    criterion.met, criterion.verified_by, criterion.verified_at = met, actor, timezone.now()
    if file is not None:
        criterion.file = attach(record=change, upload=file, actor=actor, note=criterion.description[:200])
    save_record(criterion, actor=actor)
    record_event(
        action=Action.EFFECTIVENESS_CHECKED,
        target=change,
        actor=actor,
        detail={"criterion": criterion.description, "met": met},
    )
    return criterion


@transaction.atomic
def change_verify(*, change: Change, actor, effective: bool, evidence: str) -> Change:
    """Judge an implemented change, once each of its success criteria is judged, with the evidence.

    Effective is only what meets all of them; what does may still be judged not to be. Raises PermissionDenied (also for
    its owner and for who implemented it), NotAllowed, ValidationError.
    """
    change = begin("verify", change, actor)
    change.evidence = said(evidence, _("Name the evidence that shows whether the change was effective."), "evidence")
    if effective not in (True, False):
        raise ValidationError({"effective": _("Say whether the change was effective.")})
    criteria = list(change.criteria.all())
    _expect_judged(criteria)
    if effective and not all(criterion.met for criterion in criteria):
        raise ValidationError(
            {"effective": _("A change that does not meet each of its success criteria was not effective.")}
        )
    change.effective, change.verified_by, change.verified_at = effective, actor, timezone.now()
    return finish("verify", change, actor, evidence, Action.MOVED)


def _expect_judged(criteria: list[Criterion]) -> None:
    waiting = [criterion.description for criterion in criteria if criterion.met is None]
    if waiting:
        raise NotAllowed(
            _("Every success criterion has to be judged first. Still to be judged: %(criteria)s."),
            params={"criteria": "; ".join(waiting)},
        )


@transaction.atomic
def change_close(*, change: Change, actor, reason: str = "") -> Change:
    """Close a verified change. One that was not effective is followed up, or a reason says why it is not.

    Raises PermissionDenied, NotAllowed, ValidationError.
    """
    change = begin("close", change, actor)
    _expect_judged(list(change.criteria.all()))
    if not change.effective and not reason.strip() and follow_up_of(change) is None:
        raise ValidationError(
            {"reason": _("The change was not effective and nothing follows it up. Plan a follow-up, or say why not.")}
        )
    change.ended_at = timezone.now()
    return finish("close", change, actor, reason, Action.MOVED)


def follow_up_of(change: Change) -> Change | None:
    """The change that follows up this one, unless it was given up."""
    given_up = (states.REJECTED, states.CANCELLED)
    return next((one for one in change.follow_ups.all() if one.state not in given_up), None)


@transaction.atomic
def change_follow_up(*, change: Change, actor, reason: str = "") -> Change:
    """Make the draft of a change that follows up one that was not effective.

    It takes over what was affected, the impacts that became no risk of the register, and the success criteria that were
    not met. Raises PermissionDenied, NotAllowed when it is followed up already.
    """
    change = locked(change)
    require(policies.may_follow_up(actor))
    if not policies.can_follow_up(actor, change):
        raise NotAllowed(_("Only a change that was verified as not effective is followed up."))
    present = follow_up_of(change)
    if present is not None:
        raise NotAllowed(_("%(reference)s follows it up already.") % {"reference": present.reference})
    draft = Change(
        title=_title(change),
        description=change.description,
        purpose=_("%(reference)s was not effective: %(evidence)s")
        % {"reference": change.reference, "evidence": change.evidence},
        smp_sections=list(change.smp_sections),
        significance=change.significance,
        significance_answers=change.significance_answers,
        significance_reason=change.significance_reason,
        owner=change.owner,
        owner_role=change.owner_role,
        follows=change,
    )
    return change_save(
        change=draft,
        actor=actor,
        reason=reason or reason_kept("Follows up %(reference)s", reference=change.reference),
        many={name: getattr(change, name).all() for name in ("services", "practices", "obligations", "risks")},
        rows=_carried(change),
    )


def _title(change: Change) -> str:
    return (_("Follow-up: %(title)s") % {"title": change.title})[:200]


def _carried(change: Change) -> dict[str, list[dict[str, Any]]]:
    """The rows of a follow-up: open impacts, and unmet criteria."""
    return {
        "impact_rows": list(change.impact_rows.filter(risk=None).values("description", "severity", "response")),
        "criteria": list(change.criteria.filter(met=False).values("description", "measure")),
    }

"""Risks that people propose, and what Compliance makes of them (6.1)."""

from collections.abc import Callable, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies
from risks.intervals import UNASSESSED_MONTHS, after_months
from risks.models import Risk
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.audit.events import Action, record_event
from smsplan.inbox.services import tell
from smsplan.records.models import Record
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record

Many = Mapping[str, Iterable[models.Model]]


@transaction.atomic
def risk_propose(*, actor, guess: str = "", many: Many | None = None, **fields) -> Risk:
    """Propose a risk: it waits for Compliance outside the register, and Compliance is told.

    `guess` is how serious the proposer thinks it is, in their own words. Raises PermissionDenied, ValidationError.
    """
    require(policies.may_propose(actor))
    risk = Risk(state=Risk.State.PROPOSED, **fields)
    save_record(risk, actor=actor, reason=guess, many=many)
    record_event(action=Action.PROPOSED, target=risk, actor=actor, reason=guess)

    def words() -> tuple[str, str]:
        return (
            _("%(who)s proposes a risk") % {"who": actor.full_name},
            _("%(risk)s\nTake it into the register, merge it into a known risk, or decline it.") % {"risk": risk},
        )

    for person in User.objects.active().with_role(COMPLIANCE).exclude(pk=actor.pk):
        tell(recipient=person, key=f"risk_proposed:{risk.pk}", url=risk.get_absolute_url(), words=words)
    return risk


@transaction.atomic
def risk_adopt(*, risk: Risk, actor, reason: str = "", many: Many | None = None, revision: int | None = None) -> Risk:
    """Take a proposal into the register; `risk` carries what Compliance edited on the way, `many` the links.

    `revision` is the one that was read, that of `risk` when it is not given. Without a review date the risk gets that
    of one that nobody has assessed. Raises PermissionDenied, NotAllowed, StaleRevision, ValidationError without an
    owner or an accountable role.
    """
    current = locked(risk)
    _waiting(current)
    require(policies.may_decide_proposal(actor))
    if current.revision != (risk.revision if revision is None else revision):
        raise StaleRevision(current)
    if risk.owner_id is None and not risk.owner_role:
        raise ValidationError({"owner": _("Choose who owns the risk, or name the accountable role.")})
    risk.revision = current.revision
    risk.state = Risk.State.IDENTIFIED
    risk.review_date = risk.review_date or after_months(timezone.localdate(), UNASSESSED_MONTHS)
    save_record(risk, actor=actor, reason=reason, many=many)
    record_event(action=Action.ADOPTED, target=risk, actor=actor, reason=reason)
    tell_proposer(
        risk,
        actor,
        f"risk_adopted:{risk.pk}",
        lambda: (
            _("Your proposal is in the risk register"),
            _("%(risk)s\nIts owner is %(owner)s.") % {"risk": risk, "owner": risk.accountable},
        ),
    )
    return risk


@transaction.atomic
def risk_decline(*, risk: Risk, actor, reason: str) -> Risk:
    """Decline a proposal, with the reason that its proposer reads. Raises PermissionDenied, NotAllowed."""
    risk = locked(risk)
    _waiting(risk)
    require(policies.may_decide_proposal(actor))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the proposal is declined; who made it reads it.")})
    risk.state = Risk.State.CLOSED
    risk.closing_reason = reason
    save_record(risk, actor=actor, reason=reason)
    record_event(action=Action.REJECTED, target=risk, actor=actor, reason=reason)
    tell_proposer(
        risk,
        actor,
        f"risk_declined:{risk.pk}",
        lambda: (
            _("Your proposal was not taken into the risk register"),
            _("%(risk)s\nReason: %(reason)s") % {"risk": risk, "reason": reason},
        ),
    )
    return risk


def _waiting(risk: Risk) -> None:
    if risk.state != Risk.State.PROPOSED:
        raise NotAllowed(
            _("This proposal was decided already: it is “%(state)s”.") % {"state": risk.get_state_display()}
        )


def tell_proposer(record: Record, actor, key: str, words: Callable[[], tuple[str, str]]) -> None:
    """Tell who proposed a risk or an opportunity what became of it, unless they decided it or have left."""
    proposer = User.objects.active().filter(pk=record.created_by_id).exclude(pk=actor.pk).first()
    if proposer is not None:
        tell(recipient=proposer, key=key, url=record.get_absolute_url(), words=words)

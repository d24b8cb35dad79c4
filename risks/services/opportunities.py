"""The life of an opportunity: proposed, taken in, evaluated, reviewed, declined or taken up again (6.1).

Its conversion into an objective lives in the register of objectives, which stands above this one.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from risks import policies
from risks.intervals import OPPORTUNITY_MONTHS, after_months
from risks.models import Opportunity
from risks.services.proposals import tell_proposer
from risks.services.states import not_in
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.audit.events import Action, record_event
from smsplan.inbox.services import tell
from smsplan.records.services import NotAllowed, StaleRevision, locked, require, save_record

State = Opportunity.State
Many = Mapping[str, Iterable[models.Model]]


@transaction.atomic
def opportunity_propose(*, actor, many: Many | None = None, **fields) -> Opportunity:
    """Propose an opportunity: it waits for Compliance outside the register, and Compliance is told.

    Raises PermissionDenied, ValidationError.
    """
    require(policies.may_propose_opportunity(actor))
    opportunity = Opportunity(state=State.PROPOSED, **fields)
    save_record(opportunity, actor=actor, many=many)
    record_event(action=Action.PROPOSED, target=opportunity, actor=actor)

    def words() -> tuple[str, str]:
        return (
            _("%(who)s proposes an opportunity") % {"who": actor.full_name},
            _("%(opportunity)s\nTake it into the register or decline it.") % {"opportunity": opportunity},
        )

    for person in User.objects.active().with_role(COMPLIANCE).exclude(pk=actor.pk):
        key = f"opportunity_proposed:{opportunity.pk}"
        tell(recipient=person, key=key, url=opportunity.get_absolute_url(), words=words)
    return opportunity


@transaction.atomic
def opportunity_adopt(
    *, opportunity: Opportunity, actor, reason: str = "", many: Many | None = None, revision: int | None = None
) -> Opportunity:
    """Take a proposal into the register; `opportunity` carries what was edited on the way, `many` the links.

    `revision` is the one that was read, that of `opportunity` when it is not given. Raises PermissionDenied,
    NotAllowed, StaleRevision, ValidationError without an owner or an accountable role.
    """
    current = locked(opportunity)
    require(policies.may_decide_opportunity_proposal(actor))
    if current.state != State.PROPOSED:
        raise NotAllowed(
            _("This proposal was decided already: it is “%(state)s”.") % {"state": current.get_state_display()}
        )
    if current.revision != (opportunity.revision if revision is None else revision):
        raise StaleRevision(current)
    if opportunity.owner_id is None and not opportunity.owner_role:
        raise ValidationError({"owner": _("Choose who owns the opportunity, or name the accountable role.")})
    opportunity.revision = current.revision
    opportunity.state = State.IDENTIFIED
    opportunity.review_date = opportunity.review_date or after_months(timezone.localdate(), OPPORTUNITY_MONTHS)
    save_record(opportunity, actor=actor, reason=reason, many=many)
    record_event(action=Action.ADOPTED, target=opportunity, actor=actor, reason=reason)
    tell_proposer(
        opportunity,
        actor,
        _outcome_key(opportunity, "adopted"),
        lambda: (
            _("Your proposal is in the opportunity register"),
            _("%(opportunity)s\nIts owner is %(owner)s.")
            % {"opportunity": opportunity, "owner": opportunity.accountable},
        ),
    )
    return opportunity


@transaction.atomic
def opportunity_evaluate(
    *, opportunity: Opportunity, benefit: int, effort: int, actor, reason: str = ""
) -> Opportunity:
    """Weigh an opportunity: benefit and effort from 1 (low) to 3 (high).

    Raises PermissionDenied, NotAllowed, ValidationError off the scale.
    """
    opportunity = locked(opportunity)
    not_in(opportunity, State.PROPOSED, State.CONVERTED, State.DECLINED)
    require(policies.can_evaluate(actor, opportunity))
    opportunity.benefit = benefit
    opportunity.effort = effort
    opportunity.state = State.EVALUATED
    save_record(opportunity, actor=actor, reason=reason)
    detail = {"benefit": opportunity.benefit, "effort": opportunity.effort}
    record_event(action=Action.ASSESSED, target=opportunity, actor=actor, reason=reason, detail=detail)
    return opportunity


@transaction.atomic
def opportunity_review(*, opportunity: Opportunity, actor, note: str = "", revision: int | None = None) -> Opportunity:
    """Reviewed, still valid: it is looked at again half a year from today.

    `revision` is the one that the person looked at. Raises PermissionDenied, NotAllowed for an opportunity that is not
    open or that somebody changed meanwhile.
    """
    opportunity = locked(opportunity)
    not_in(opportunity, State.PROPOSED, State.CONVERTED, State.DECLINED)
    require(policies.may_review_opportunity(actor, opportunity))
    if revision is not None and revision != opportunity.revision:
        raise NotAllowed(
            _("Somebody changed the opportunity after you opened it. Look at it again before you confirm it.")
        )
    today = timezone.localdate()
    opportunity.reviewed_on = today
    opportunity.review_date = after_months(today, OPPORTUNITY_MONTHS)
    save_record(opportunity, actor=actor, reason=note)
    detail = {"next": opportunity.review_date.isoformat()}
    record_event(action=Action.REVIEWED, target=opportunity, actor=actor, reason=note, detail=detail)
    return opportunity


@transaction.atomic
def opportunity_decline(*, opportunity: Opportunity, actor, reason: str) -> Opportunity:
    """Decline an opportunity or a proposal, with the reason, which its proposer reads.

    Raises PermissionDenied, NotAllowed, ValidationError.
    """
    opportunity = locked(opportunity)
    not_in(opportunity, State.CONVERTED, State.DECLINED)
    require(policies.can_decline(actor, opportunity))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the opportunity is declined.")})
    proposed = opportunity.state == State.PROPOSED
    opportunity.state = State.DECLINED
    opportunity.closing_reason = reason
    save_record(opportunity, actor=actor, reason=reason)
    action = Action.REJECTED if proposed else Action.MOVED
    record_event(action=action, target=opportunity, actor=actor, reason=reason, detail={"to": opportunity.state})
    if proposed:
        tell_proposer(
            opportunity,
            actor,
            _outcome_key(opportunity, "declined"),
            lambda: (
                _("Your proposal was not taken into the opportunity register"),
                _("%(opportunity)s\nReason: %(reason)s") % {"opportunity": opportunity, "reason": reason},
            ),
        )
    return opportunity


@transaction.atomic
def opportunity_reopen(*, opportunity: Opportunity, actor, reason: str) -> Opportunity:
    """Take a declined opportunity up again, with the reason; it stands where its evaluation left it.

    Raises PermissionDenied, NotAllowed, ValidationError.
    """
    opportunity = locked(opportunity)
    if opportunity.state != State.DECLINED:
        raise NotAllowed(_("Only a declined opportunity can be taken up again."))
    require(policies.can_reopen_opportunity(actor, opportunity))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the opportunity is taken up again.")})
    opportunity.state = State.EVALUATED if opportunity.priority else State.IDENTIFIED
    opportunity.closing_reason = ""
    today = timezone.localdate()
    if opportunity.review_date is None or opportunity.review_date < today:
        opportunity.review_date = after_months(today, OPPORTUNITY_MONTHS)
    save_record(opportunity, actor=actor, reason=reason)
    record_event(
        action=Action.MOVED, target=opportunity, actor=actor, reason=reason, detail={"to": str(opportunity.state)}
    )
    return opportunity


def _outcome_key(opportunity: Opportunity, outcome: str) -> str:
    """A proposal that was declined, taken up again and declined once more is told of each time."""
    return f"opportunity_{outcome}:{opportunity.pk}:{opportunity.revision}"

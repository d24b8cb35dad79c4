"""Accepting a risk above the acceptance criteria, for a time, and how that ends (6.1.3)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from risks import policies
from risks.intervals import after_months
from risks.models import Acceptance, Risk, RiskCriteria
from risks.services.states import not_in
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.audit.events import Action, record_event
from smsplan.inbox.services import tell
from smsplan.records.services import NotAllowed, locked, require, save_record

#: A decision to live with a risk is taken anew at least once a year.
MOST_MONTHS = 12


@transaction.atomic
def risk_accept(
    *, risk: Risk, actor, reason: str, expires_on: datetime.date, assessment_id: int | None = None
) -> Acceptance:
    """Accept a risk that the criteria in force ask a Manager to accept, until `expires_on` (6.1.3).

    `assessment_id` is the assessment that the person looked at. Raises PermissionDenied (also for who owns or assessed
    the risk), NotAllowed, ValidationError without a reason or for a date before today or more than a year away.
    """
    risk = locked(risk)
    not_in(risk, Risk.State.PROPOSED, Risk.State.CLOSED, Risk.State.MERGED)
    require(
        policies.may_accept(actor, risk),
        _("Only a Manager who neither owns nor assessed the risk may accept it."),
    )
    assessment = risk.current
    if assessment is None:
        raise NotAllowed(_("A risk is assessed before it is accepted."))
    if assessment_id is not None and assessment_id != assessment.pk:
        raise NotAllowed(
            _("The risk was assessed anew after you opened this page. Look at it again before you accept.")
        )
    if risk.level < RiskCriteria.in_force().acceptance_level:
        raise NotAllowed(_("The risk is below the acceptance criteria: nobody has to accept it."))
    today = timezone.localdate()
    if risk.is_accepted(today):
        raise NotAllowed(
            _("The risk is accepted already, until %(day)s.") % {"day": date_format(risk.accepted_until, "DATE_FORMAT")}
        )
    void(risk=risk, why=Acceptance.Void.EXPIRED, actor=None)
    _check(reason, expires_on, today)
    acceptance = Acceptance(
        risk=risk, assessment=assessment, reason=reason, expires_on=expires_on, accepted_by=actor
    )  # fmt: skip
    save_record(acceptance, actor=actor, reason=reason)
    risk.accepted_until = expires_on
    risk.strategy = risk.strategy or Risk.Strategy.ACCEPT
    save_record(risk, actor=actor, reason=reason)
    record_event(
        action=Action.ACCEPTED, target=risk, actor=actor, reason=reason, detail={"until": expires_on.isoformat()}
    )
    return acceptance


def _check(reason: str, expires_on: datetime.date, today: datetime.date) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the risk is accepted.")})
    if expires_on < today:
        raise ValidationError({"expires_on": _("The date lies in the past. Choose today or later.")})
    latest = after_months(today, MOST_MONTHS)
    if expires_on > latest:
        raise ValidationError(
            {
                "expires_on": _("A risk is accepted for a year at most. Choose %(latest)s or earlier.")
                % {"latest": date_format(latest, "DATE_FORMAT")}
            }
        )


@transaction.atomic
def acceptance_withdraw(*, risk: Risk, actor, reason: str) -> Risk:
    """End the acceptance in force before its time. Raises PermissionDenied, NotAllowed, ValidationError."""
    risk = locked(risk)
    if risk.accepted_until is None:
        raise NotAllowed(_("The risk is not accepted at present."))
    require(policies.may_withdraw_acceptance(actor))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the acceptance is withdrawn.")})
    void(risk=risk, why=Acceptance.Void.WITHDRAWN, actor=actor, reason=reason)
    return save_record(risk, actor=actor, reason=reason)


def void(*, risk: Risk, why: str, actor, reason: str = "") -> Acceptance | None:
    """End the acceptance in force of `risk`, if there is one, and tell who has to act.

    For the services that end it: they have locked `risk`, and save it afterwards. `why` is an Acceptance.Void; `actor`
    is None when time ended it.
    """
    if risk.accepted_until is None:
        return None
    risk.accepted_until = None
    acceptance = Acceptance.objects.select_for_update().filter(risk_id=risk.pk, voided_at=None).first()
    if acceptance is None:
        return None
    acceptance.voided_at = timezone.now()
    acceptance.voided_by = actor
    acceptance.void = why
    save_record(acceptance, actor=actor, reason=reason)
    record_event(
        action=Action.ACCEPTANCE_ENDED, target=risk, actor=actor, reason=reason, detail={"why": str(acceptance.void)}
    )
    if why != Acceptance.Void.ENDED:
        _tell_of_end(risk, acceptance, actor)
    return acceptance


def _tell_of_end(risk: Risk, acceptance: Acceptance, actor) -> None:
    """Owner, Compliance and who accepted it: the risk is theirs to deal with again."""
    people = {person.pk: person for person in User.objects.active().with_role(COMPLIANCE)}
    named = [pk for pk in (risk.owner_id, acceptance.accepted_by_id) if pk]
    people |= {person.pk: person for person in User.objects.active().filter(pk__in=named)}
    people.pop(getattr(actor, "pk", None), None)

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s is no longer accepted") % {"reference": risk.reference},
            _("%(risk)s\n%(why)s. Treat it, or ask a Manager to accept it anew.")
            % {"risk": risk, "why": acceptance.get_void_display()},
        )

    for person in people.values():
        tell(
            recipient=person, key=f"acceptance_ended:{acceptance.pk}", url=risk.get_absolute_url(), words=words
        )  # fmt: skip


def acceptances_expire(today: datetime.date) -> int:
    """End every acceptance whose last day is before `today`; returns how many. Safe to run twice and at once."""
    ended = 0
    for pk in Acceptance.objects.filter(voided_at=None, expires_on__lt=today).values_list("risk_id", flat=True):
        ended += _expire(pk, today)
    return ended


@transaction.atomic
def _expire(risk_id: int, today: datetime.date) -> int:
    risk = locked(Risk(pk=risk_id))
    if risk.accepted_until is None or risk.accepted_until >= today:
        return 0
    void(risk=risk, why=Acceptance.Void.EXPIRED, actor=None)
    save_record(risk, actor=None, reason=str(Acceptance.Void.EXPIRED.label))
    return 1

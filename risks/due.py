"""What waits in the risk register."""

import datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from risks.models import Acceptance, Opportunity, Risk, RiskCriteria
from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.records.due import DueItem, due_of

#: Days within which Compliance decides on a proposal.
PROPOSAL_DAYS = 7
#: Days within which the register is assessed anew after the criteria changed.
REASSESSMENT_DAYS = 30


def due_items(*, today: datetime.date, user=None, horizon: int = 30) -> list[DueItem]:
    """What risks and opportunities ask for: reviews, acceptances that end, proposals, assessments under old criteria.

    Reviews and ends of acceptances count when they are overdue or due within `horizon` days. For `user`, only theirs.
    """
    until = today + datetime.timedelta(days=horizon)
    items = [*_reviews(Risk, until, user), *_reviews(Opportunity, until, user)]
    items += _acceptances(today, until, user)
    deciders = _compliance(user)
    if deciders:
        items += [*_proposals(deciders), *_reassessment(deciders)]
    return items


def _compliance(user) -> list[int]:
    """Keys of the people of Compliance who are here; only that of `user` when it is one of them."""
    people = User.objects.active().with_role(COMPLIANCE)
    return list((people if user is None else people.filter(pk=user.pk)).order_by("pk").values_list("pk", flat=True))


def _reviews(model, until: datetime.date, user) -> list[DueItem]:
    rows = model.objects.open().filter(review_date__lte=until)
    if user is not None:
        rows = rows.filter(owner=user)
    act = _("Review the risk") if model is Risk else _("Review the opportunity")
    kind = f"{model._meta.model_name}_review"
    rows = rows.only("reference", "title", "owner_id", "review_date", "state")
    return [due_of(row, kind, row.review_date, act) for row in rows]


def _acceptances(today: datetime.date, until: datetime.date, user) -> list[DueItem]:
    """Acceptances that end soon, and risks that nobody has accepted again or treated since theirs ended."""
    risks = Risk.objects.open()
    if user is not None:
        risks = risks.filter(owner=user)
    ending = risks.filter(accepted_until__gte=today, accepted_until__lte=until)
    items = [
        due_of(risk, "acceptance", risk.accepted_until, _("Treat the risk or have it accepted anew"))
        for risk in ending.only("reference", "title", "owner_id", "accepted_until")
    ]
    ended = (
        risks.filter(Q(accepted_until=None) | Q(accepted_until__lt=today), acceptances__isnull=False)
        .exclude(state=Risk.State.TREATED)
        .annotate(last=Max("acceptances"))
        .only("reference", "title", "owner_id", "level")
    )
    risks_by_last = {risk.last: risk for risk in ended}
    if not risks_by_last:
        return items
    level = RiskCriteria.in_force().acceptance_level
    for acceptance in Acceptance.objects.filter(pk__in=risks_by_last).exclude(void=Acceptance.Void.ENDED):
        risk = risks_by_last[acceptance.pk]
        if risk.level is not None and risk.level >= level:
            since = timezone.localdate(acceptance.voided_at) if acceptance.voided_at else acceptance.expires_on
            act = _("No longer accepted: treat the risk or have it accepted anew")
            items.append(due_of(risk, "acceptance_ended", since, act, key=acceptance.pk))
    return items


def _proposals(deciders: list[int]) -> list[DueItem]:
    """Each proposal, for everybody who may decide on it."""
    return [
        due_of(
            proposal,
            f"{model._meta.model_name}_proposal",
            timezone.localdate(proposal.created_at) + datetime.timedelta(days=PROPOSAL_DAYS),
            _("Decide on the proposal"),
            key=f"{proposal.pk}:{person}",
            owner_id=person,
        )
        for model in (Risk, Opportunity)
        for proposal in model.objects.proposed().only("reference", "title", "created_at", "owner")
        for person in deciders
    ]


def _reassessment(deciders: list[int]) -> list[DueItem]:
    """One thing for all risks that stand under older criteria."""
    criteria = RiskCriteria.in_force()
    number = Risk.objects.open().exclude(criteria=None).exclude(criteria=criteria).count()
    if not number:
        return []
    title = ngettext(
        "%(number)d open risk was assessed under older criteria",
        "%(number)d open risks were assessed under older criteria",
        number,
    ) % {"number": number}
    return [
        DueItem(
            key=f"risk_reassessment:{criteria.number}:{person}",
            kind="risk_reassessment",
            owner_id=person,
            reference=str(criteria),
            title=title,
            due=timezone.localdate(criteria.in_force_since) + datetime.timedelta(days=REASSESSMENT_DAYS),
            url=f"{reverse('risks:list')}?attention=older_criteria",
            act=_("Assess under the criteria in force"),
        )
        for person in deciders
    ]

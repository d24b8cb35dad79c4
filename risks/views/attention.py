"""What asks for attention on a risk's page, in plain words, each with the act that cures it."""

import dataclasses
import datetime

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from risks import policies
from risks.attention import STRATEGIES_WITH_ACTIONS
from risks.models import Level, Risk, RiskCriteria
from smsplan.ui.parts import Action, Note
from smsplan.ui.templatetags.ui import day
from smsplan.ui.today import past_day

#: How many days before its end an acceptance asks for attention.
ENDS_SOON = 30


def notes(
    risk: Risk, user, *, criteria: RiskCriteria, today: datetime.date, may_accept: bool, has_actions: bool
) -> list[Note]:
    """What this reader should know before anything else; the cure is there for those who may do it."""
    if not risk.is_open:
        return [_at_rest(risk, user)]
    found = [
        _review(risk, user, today),
        _assessment(risk, user, criteria),
        _acceptance(risk, user, criteria, today, may_accept=may_accept),
        _treatment(risk, user, today, has_actions=has_actions),
    ]
    if not risk.accountable:
        found.append(Note(_("Nobody owns this risk."), "yellow", _edit(risk, user, _("Choose an owner"))))
    return [_readable(note) for note in found if note is not None]


def _readable(note: Note) -> Note:
    """Without the cure while a past day is read: there is nothing to cure any more."""
    return note if past_day() is None else dataclasses.replace(note, action=None)


def _link(name: str, risk: Risk, label: str) -> Action:
    return Action(label, reverse(f"risks:{name}", args=[risk.pk]))


def _edit(risk: Risk, user, label: str) -> Action | None:
    return _link("update", risk, label) if policies.can_change(user, risk) else None


def _at_rest(risk: Risk, user) -> Note:
    """Why the risk is not in the register: proposed, closed or merged."""
    if risk.state == Risk.State.PROPOSED:
        text = _("%(who)s proposed this risk. It waits for Compliance, outside the register and the matrix.")
        return Note(text % {"who": risk.created_by}, "blue")
    if risk.state == Risk.State.MERGED:
        into = risk.merged_into
        seen = Risk.objects.visible_to(user).filter(pk=into.pk).exists()
        return Note(
            _("Merged into %(risk)s and kept as it was. Reason: %(reason)s")
            % {"risk": into if seen else into.reference, "reason": risk.closing_reason},
            "blue",
            Action(_("Open %(reference)s") % {"reference": into.reference}, into.get_absolute_url()) if seen else None,
        )
    if not risk.closing_reason:
        return Note(_("This risk is closed."), "grey")
    return Note(_("Closed. Reason: %(reason)s") % {"reason": risk.closing_reason}, "grey")


def _review(risk: Risk, user, today: datetime.date) -> Note | None:
    cure = _link("review", risk, _("Review")) if policies.can_review(user, risk) else None
    if risk.review_date is None:
        return Note(_("It has no review date."), "yellow", cure)
    if risk.review_date < today:
        return Note(_("Its review is overdue since %(day)s.") % {"day": day(risk.review_date)}, "red", cure)
    return None


def _assessment(risk: Risk, user, criteria: RiskCriteria) -> Note | None:
    cure = _link("assess", risk, _("Assess")) if policies.can_assess(user, risk) else None
    if risk.level is None:
        return Note(_("It has not been assessed yet."), "yellow", cure)
    if risk.criteria_id != criteria.pk:
        text = _("It was assessed under older risk criteria (version %(old)d; version %(new)d is in force).")
        return Note(text % {"old": risk.criteria.number, "new": criteria.number}, "yellow", cure)
    return None


def _acceptance(risk: Risk, user, criteria, today: datetime.date, *, may_accept: bool) -> Note | None:
    if risk.level is None or risk.level < criteria.acceptance_level:
        return None
    if risk.is_accepted(today):
        until = {"day": day(risk.accepted_until)}
        if risk.accepted_until > today + datetime.timedelta(days=ENDS_SOON):
            return Note(_("Accepted by a Manager until %(day)s.") % until, "green")
        cure = _link("withdraw", risk, _("Withdraw")) if policies.can_withdraw_acceptance(user, risk) else None
        text = _("Its acceptance ends on %(day)s. Treat the risk until then, or have it accepted anew.")
        return Note(text % until, "yellow", cure)
    if risk.state == Risk.State.TREATED:
        return None
    cure = _link("accept", risk, _("Accept")) if may_accept else _edit(risk, user, _("Plan treatment"))
    return Note(
        _("It is above the acceptance criteria, and neither in treatment nor accepted by a Manager."), "red", cure
    )


def _treatment(risk: Risk, user, today: datetime.date, *, has_actions: bool) -> Note | None:
    if not risk.treatment and risk.strategy not in STRATEGIES_WITH_ACTIONS:
        if risk.level is not None and risk.level >= Level.HIGH and not risk.is_accepted(today):
            return Note(_("No treatment is planned for this level of risk."), "red", _edit(risk, user, _("Plan one")))
        return None
    if has_actions:
        return None
    cure = None
    if policies.can_change(user, risk):
        keys = [ContentType.objects.get_for_model(Risk).pk, risk.pk]
        cure = Action(_("Add an action"), reverse("records:action_create", args=keys))
    return Note(_("The treatment has no actions yet: who does what by when?"), "yellow", cure)

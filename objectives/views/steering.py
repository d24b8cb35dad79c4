"""What steering adds to an objective's page: what asks for attention, its revisions, what it follows."""

import dataclasses
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from objectives import corrective, policies, revising, selectors
from objectives.models import Objective, Revision
from objectives.selectors import ObjectiveView
from objectives.services.closing import is_over
from smsplan.ui.parts import Action, Move, Note, Pill
from smsplan.ui.templatetags.ui import day
from smsplan.ui.today import past_day

REVISION_COLOURS = {
    Revision.State.PROPOSED: "blue",
    Revision.State.APPROVED: "green",
    Revision.State.REJECTED: "red",
    Revision.State.WITHDRAWN: "grey",
}


def notes(view: ObjectiveView, user) -> list[Note]:
    """What asks for attention on a running objective, each with its cure for those who may do it. Three queries."""
    objective = view.objective
    if objective.state != Objective.State.APPROVED:
        return []
    found = [_revision(objective, user), _year_end(view, user), _corrective(view, user)]
    return [note if past_day() is None else dataclasses.replace(note, action=None) for note in found if note]


def _revision(objective: Objective, user) -> Note | None:
    waiting = revising.open_revision(objective)
    if waiting is None:
        return None
    text = _("%(who)s proposed a revision on %(day)s. It waits for a Manager; until then all stays as it is.")
    url = f"{objective.get_absolute_url()}?tab=revisions"
    words = {"who": waiting.proposed_by, "day": day(waiting.proposed_at)}
    return Note(text % words, "blue", Action(_("See the revision"), url))


def _year_end(view: ObjectiveView, user) -> Note | None:
    objective = view.objective
    if not is_over(view):
        return None
    if view.on > objective.due_date:
        text = _("The cycle ended on %(day)s. The review at year-end says what became of the objective.")
        text %= {"day": day(objective.due_date)}
    else:
        text = _("The last period is measured. The review at year-end says what became of the objective.")
    cure = Action(_("Review at year-end"), reverse("objectives:close", args=[objective.pk]))
    return Note(text, "yellow", cure if policies.can_close(user, objective) else None)


def _corrective(view: ObjectiveView, user) -> Note | None:
    if not corrective.needing([view]):
        return None
    text = _("%(verdict)s: %(sentence)s Decide on a corrective action.")
    cure = Action(_("Add a corrective action"), reverse("objectives:corrective", args=[view.objective.pk]))
    return Note(
        text % {"verdict": view.pill.label, "sentence": view.sentence},
        "red" if view.verdict == "off_track" else "yellow",
        cure if policies.can_correct(user, view.objective) else None,
    )


def revisions_tab(objective: Objective, user) -> dict[str, Any]:
    """The context of the tab "Revisions"."""
    revisions = list(objective.revisions.select_related("proposed_by", "decided_by"))
    for one in revisions:
        one.objective = objective
    rows = [
        (
            told,
            Pill(told.revision.get_state_display(), REVISION_COLOURS[Revision.State(told.revision.state)]),
            _moves(told.revision, user),
        )
        for told in revising.told(objective, revisions)
    ]
    waiting = any(one.state == Revision.State.PROPOSED for one in revisions)
    may = past_day() is None and not waiting and policies.can_revise(user, objective)
    return {"revisions": rows, "revise_url": reverse("objectives:revise", args=[objective.pk]) if may else ""}


def _moves(revision: Revision, user) -> list[Move]:
    if past_day() is not None:
        return []
    offered = [
        (policies.can_decide_revision, _("Approve the revision"), "revision_approve", "primary"),
        (policies.can_reject_revision, _("Reject the revision"), "revision_reject", "secondary"),
        (policies.can_withdraw_revision, _("Withdraw the revision"), "revision_withdraw", "secondary"),
    ]
    return [
        Move(label, reverse(f"objectives:{name}", args=[revision.objective_id, revision.pk]), style)
        for allowed, label, name, style in offered
        if allowed(user, revision)
    ]


def linked_cycles(objective: Objective, user) -> list[tuple[str, Objective, Pill]]:
    """What it follows and what follows it, as far as this person may see them. One query."""
    visible = Objective.objects.visible_to(user)
    found = visible.filter(pk=objective.predecessor_id) | visible.filter(predecessor=objective.pk)
    return [
        (
            _("Follows") if one.pk == objective.predecessor_id else _("Followed by"),
            one,
            selectors.state_pill(one.state),
        )
        for one in found.only("reference", "title", "state").order_by("pk")
    ]

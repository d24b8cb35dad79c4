"""The tab of a record's actions: who does what by when, what it costs, and whether it worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from smsplan.records.actions import policies
from smsplan.records.models import ActionItem
from smsplan.ui.numbers import money
from smsplan.ui.parts import Action, Pill
from smsplan.ui.today import past_day

STATE_COLOURS = {
    ActionItem.State.PLANNED: "grey",
    ActionItem.State.IN_PROGRESS: "blue",
    ActionItem.State.DONE: "green",
    ActionItem.State.CANCELLED: "grey",
}
EFFECT_COLOURS = {
    ActionItem.Effectiveness.EFFECTIVE: "green",
    ActionItem.Effectiveness.PARTLY: "yellow",
    ActionItem.Effectiveness.INEFFECTIVE: "red",
}


def state_pill(action: ActionItem) -> Pill:
    """An action's state in word and colour."""
    state = ActionItem.State(action.state)
    return Pill(str(state.label), STATE_COLOURS[state])


def effect_pill(action: ActionItem) -> Pill | None:
    """Whether it worked, in word and colour; that this is still open; nothing before it is done."""
    if action.effectiveness:
        effect = ActionItem.Effectiveness(action.effectiveness)
        return Pill(str(effect.label), EFFECT_COLOURS[effect])
    return Pill(_("Not checked yet"), "yellow") if action.state == ActionItem.State.DONE else None


def cost_words(action: ActionItem) -> str:
    """What it costs, with the currency."""
    return money(action.cost, action.currency)


@dataclass(frozen=True)
class ActionRow:
    """One action as the tab shows it; `next` are the acts that this person may do on it now."""

    action: ActionItem
    state: Pill
    effect: Pill | None
    cost: str
    next: list[Action]
    belongs_to: str = ""


def next_acts(user, action: ActionItem) -> list[Action]:
    """What this person may do now to move an action on."""
    offered = [
        (policies.can_start, _("Start"), "records:action_start"),
        (policies.can_finish, _("Finish"), "records:action_finish"),
        (policies.can_check, _("Check effectiveness"), "records:action_check"),
    ]
    if past_day() is not None:
        return []
    return [Action(label, reverse(name, args=[action.pk])) for allowed, label, name in offered if allowed(user, action)]


def sums(actions: Sequence[ActionItem]) -> list[str]:
    """The cost of the actions that were not given up, one sum a currency."""
    totals: dict[str, Decimal] = {}
    for action in actions:
        if action.cost is not None and action.state != ActionItem.State.CANCELLED:
            totals[action.currency] = totals.get(action.currency, Decimal(0)) + action.cost
    return [money(total, currency) for currency, total in sorted(totals.items())]


def actions_of(record: models.Model, family: Sequence[int]) -> models.QuerySet[ActionItem]:
    """The actions on a record and on those that were merged into it, open ones first."""
    done_last = models.Case(
        models.When(state__in=(ActionItem.State.PLANNED, ActionItem.State.IN_PROGRESS), then=0), default=1
    )
    return ActionItem.objects.filter(
        target_type=ContentType.objects.get_for_model(record), target_id__in=list(family)
    ).order_by(done_last, models.F("due").asc(nulls_last=True), "pk")


def tab_context(user, record: models.Model, family: Sequence[int]) -> dict[str, Any]:
    """Rows, sums and the button of a record's tab "Actions"; `family` are the keys of the records it stands for."""
    actions = list(actions_of(record, family).for_list())
    content_type = ContentType.objects.get_for_model(record)
    return {
        "action_rows": [
            ActionRow(
                action,
                state_pill(action),
                effect_pill(action),
                cost_words(action),
                next_acts(user, action),
                action.target.reference if action.target_id != record.pk else "",
            )
            for action in actions
        ],
        "action_sums": sums(actions),
        "all_finished": bool(actions) and not any(action.is_open for action in actions),
        "add_action_url": reverse("records:action_create", args=[content_type.pk, record.pk])
        if past_day() is None and policies.can_add(user, record)
        else "",
    }

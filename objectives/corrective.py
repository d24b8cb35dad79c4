"""Which objectives ask for a corrective action (6.2; 10.1): at risk or off track, and nothing was decided on it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from objectives import progress as rules
from objectives import selectors
from objectives.models import Measurement, Objective, Verdict
from objectives.selectors import ObjectiveView
from smsplan.audit.stamps import once_per_state
from smsplan.context.models import Organization
from smsplan.records.models import ActionItem
from smsplan.ui.today import today

#: The verdicts that ask for an action.
TROUBLE = frozenset({Verdict.AT_RISK, Verdict.OFF_TRACK})
#: How many days after the period that turned the verdict an action should be decided on.
DECIDE_WITHIN = 14


@dataclass(frozen=True)
class Decided:
    """What was decided on one objective: how many actions are open, and the days on which others were done."""

    open: int = 0
    done: tuple[datetime.date, ...] = ()


@dataclass
class Actions:
    """What was decided, per objective."""

    by_objective: Mapping[int, Decided] = field(default_factory=dict)

    def on(self, key: int) -> Decided:
        """What was decided on the objective with this key."""
        return self.by_objective.get(key, Decided())


def actions_on(keys: Iterable[int]) -> Actions:
    """What was decided on these objectives. One query.

    An action that was cancelled, or found not to have been effective, counts for nothing.
    """
    rows = (
        ActionItem.objects.filter(target_type=ContentType.objects.get_for_model(Objective), target_id__in=list(keys))
        .exclude(state=ActionItem.State.CANCELLED)
        .exclude(effectiveness=ActionItem.Effectiveness.INEFFECTIVE)
        .order_by()
        .values_list("target_id", "done_on")
    )
    found: dict[int, Decided] = {}
    for key, done_on in rows:
        so_far = found.get(key, Decided())
        found[key] = (
            Decided(so_far.open + 1, so_far.done) if done_on is None else Decided(so_far.open, (*so_far.done, done_on))
        )
    return Actions(found)


def turned(view: ObjectiveView) -> rules.Period | None:
    """The period whose value turned the verdict to at risk or off track; None while it stands well.

    The values before it are judged by the plan as it is now, so that a revision counts from its approval on.
    """
    if view.verdict not in TROUBLE:
        return None
    plan, measured = view.plan, view.measured
    first = len(measured) - 1
    while first > 0 and Verdict(rules.judge(plan, measured[:first], view.on).verdict.value) in TROUBLE:
        first -= 1
    start = measured[first][0]
    found = next((period for period in plan.periods() if period.start == start), None)
    # A period of the frequency before; its last day is not needed to the day.
    return found or rules.Period(start, start)


def needed(view: ObjectiveView, actions: Actions) -> bool:
    """Whether a running objective asks for a corrective action: in trouble, none is open, and none was done since.

    An action counts as done since when it was done in the period that turned the verdict or after it.
    """
    if view.objective.state != Objective.State.APPROVED or view.verdict not in TROUBLE:
        return False
    decided = actions.on(view.objective.pk)
    if decided.open:
        return False
    return not decided.done or max(decided.done) < turned(view).start


def needing(views: Iterable[ObjectiveView]) -> list[ObjectiveView]:
    """Those of `views` that ask for a corrective action, in their order. One query."""
    troubled = [view for view in views if view.verdict in TROUBLE]
    if not troubled:
        return []
    actions = actions_on(view.objective.pk for view in troubled)
    return [view for view in troubled if needed(view, actions)]


def views_needing(
    queryset: QuerySet[Objective] | None = None, on: datetime.date | None = None, *, fields: tuple[str, ...] = ()
) -> list[ObjectiveView]:
    """The running objectives of `queryset` that ask for a corrective action. At most seven queries, however many.

    They are read with what judging needs and `fields`.
    """
    on = on or today()
    queryset = (Objective.objects.all() if queryset is None else queryset).running()
    standing = selectors.verdicts(on)
    keys = [key for key in queryset.order_by().values_list("pk", flat=True) if standing.get(key) in TROUBLE]
    if not keys:
        return []
    actions = actions_on(keys)
    idle = [key for key in keys if not actions.on(key).open]
    chosen = Objective.objects.filter(pk__in=idle).order_by("pk").for_judging(*fields)
    return [view for view in selectors.with_progress(chosen, on) if needed(view, actions)]


def ids_needing(queryset: QuerySet[Objective] | None = None, on: datetime.date | None = None) -> list[int]:
    """Their keys, for a filter."""
    return [view.objective.pk for view in views_needing(queryset, on)]


@dataclass(frozen=True)
class Ask:
    """An objective that asks for a corrective action, and the day by which it should be decided."""

    objective: int
    owner: int | None
    reference: str
    title: str
    due: datetime.date


def asks(on: datetime.date) -> list[Ask]:
    """Every objective that asks for a corrective action on `on`.

    Worked out once for each state of the registers, as `selectors.verdicts` is: everybody's first page asks for it.
    """
    return once_per_state(
        f"objectives.asks:{on}", (Objective, Measurement, ActionItem, Organization), lambda: _asks(on)
    )


def _asks(on: datetime.date) -> list[Ask]:
    return [
        Ask(
            objective=view.objective.pk,
            owner=view.objective.owner_id,
            reference=view.objective.reference,
            title=view.objective.title,
            due=turned(view).end + datetime.timedelta(days=DECIDE_WITHIN),
        )
        for view in views_needing(on=on, fields=("reference", "title", "owner_id"))
    ]

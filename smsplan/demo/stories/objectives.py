"""Objectives and their measurements."""

import datetime
from decimal import Decimal
from typing import Any

from objectives import services
from objectives.models import Milestone, Objective
from objectives.revising import open_revision
from smsplan.demo.content.kinds import ObjectiveEntry
from smsplan.demo.content.objective_plans import PLANS
from smsplan.demo.content.objectives import OBJECTIVES
from smsplan.demo.content.opportunities import OPPORTUNITIES
from smsplan.demo.stories.cast import World
from smsplan.records.services import save_record

NUMBERS = {"baseline", "target"}
#: After the end of a period its value is known.
KNOWN_AFTER = datetime.timedelta(days=4)
#: The objective whose last milestone is overdue.
LATE = "mttr"


def write(world: World) -> None:
    """Everything that happened to objectives."""
    for number, entry in enumerate(OBJECTIVES):
        _objective(world, entry, hour=9 + number % 8 / 2)


def _objective(world: World, entry: ObjectiveEntry, *, hour: float) -> None:
    name = f"objective:{entry.key}"

    def act(ago: int | None, service, who: str, reason: str = "", *, later: float = 0) -> None:
        if ago is not None:
            world.diary.ago(
                ago,
                hour + later,
                lambda: service(objective=world.record(name), actor=world.person(who), reason=reason),
            )

    world.diary.ago(entry.ago, hour, lambda: _drafted(world, entry))
    act(entry.submit, services.objective_submit, "compliance", "Objective workshop")
    if entry.returned:
        ago, comments = entry.returned
        act(ago, services.objective_return, "manager", comments)
        world.diary.ago(ago - 2, hour, lambda: _answered(world, name))
        act(ago - 2, services.objective_submit, "compliance", "Comments answered", later=0.5)
    act(entry.approve, services.objective_approve, "manager", "Resources are committed", later=4)
    if entry.revise:
        ago, reason, changed = entry.revise
        world.diary.ago(ago, 15.5, lambda: _revision_proposed(world, name, changed, reason))
        world.diary.ago(ago - 1, 11, lambda: _revision_approved(world, name))
    if entry.months and entry.values:
        _measurements(world, entry, name)
        _milestones(world, entry, name)
    if entry.corrective:
        world.diary.ago(entry.corrective[0], hour, lambda: _corrected(world, name, *entry.corrective[1:]))
    if entry.close:
        world.diary.ago(entry.close[0], hour, lambda: _closed(world, name, *entry.close[1:]))
    if entry.withdraw:
        act(entry.withdraw[0], services.objective_withdraw, "compliance", entry.withdraw[1])


def _corrected(world: World, name: str, cause: str, title: str, owner: str, due: int) -> None:
    services.corrective_action_add(
        objective=world.record(name),
        actor=world.person("compliance"),
        title=title,
        cause=cause,
        due=world.calendar.day(due),
        **world.job(owner),
    )


def _closed(world: World, name: str, state: str, outcome: str, lessons: str) -> None:
    services.objective_close(
        objective=world.record(name),
        actor=world.person("manager"),
        state=state,
        outcome=outcome,
        lessons=lessons,
        successor=True,
    )


def _fields(world: World, entry: ObjectiveEntry) -> dict[str, Any]:
    fields: dict[str, Any] = {key: Decimal(value) if key in NUMBERS else value for key, value in entry.fields.items()}
    if entry.title:
        fields["title"] = entry.title
    if entry.months:
        fields["start_date"] = world.calendar.first_of_month(entry.months[0])
        fields["due_date"] = world.calendar.last_of_month(entry.months[1])
        fields["sponsor"] = world.person(entry.sponsor)
    if plan := PLANS.get(entry.key):
        fields |= {
            "for_whom": plan.for_whom,
            "evaluation": plan.evaluation,
            "communicated_to": plan.to,
            "communicated_when": plan.when,
            "communicated_how": plan.how,
            "sms_wide": not entry.services,
        }
    return fields | world.job(entry.owner)


def _rows(world: World, entry: ObjectiveEntry) -> dict[str, list[dict[str, Any]]]:
    """The rows of the plan: consulted some days before the draft, committed as it was written."""
    plan = PLANS.get(entry.key)
    if plan is None:
        return {}
    written = world.calendar.day(entry.ago)
    return {
        "committed": [
            {
                "kind": kind,
                "description": what,
                "amount": Decimal(amount),
                "unit": unit,
                "committed_by": world.person(who),
                "committed_on": written,
            }
            for kind, what, amount, unit, who in plan.resources
        ],
        "consultations": [
            {"group": group, "who": who, "note": said, "on": world.calendar.day(entry.ago + 4 + 3 * number)}
            for number, (group, who, said) in enumerate(plan.consulted)
        ],
        "milestones": [
            {
                "title": title,
                "due": _milestone_day(world, entry, month),
                "expected": Decimal(value) if value else None,
                "owner": world.person(entry.owner),
            }
            for title, month, value in plan.milestones
        ],
    }


def _milestone_day(world: World, entry: ObjectiveEntry, month: int) -> datetime.date:
    return world.calendar.last_of_month(entry.months[0] + month - 1)


def _milestones(world: World, entry: ObjectiveEntry, name: str) -> None:
    """Milestones are reached on the day they are due; one objective is late with what was due in these weeks."""
    waiting = world.calendar.first_of_month(-2)
    until = world.calendar.day(entry.withdraw[0]) if entry.withdraw else world.calendar.today
    for title, month, _value in PLANS[entry.key].milestones:
        due = _milestone_day(world, entry, month)
        if due >= until or (entry.key == LATE and due >= waiting):
            continue

        def act(title: str = title) -> None:
            milestone = Milestone.objects.get(objective=world.record(name), title=title)
            services.milestone_done(milestone=milestone, actor=world.person(entry.owner))

        world.diary.on(due, 11, act)


def _drafted(world: World, entry: ObjectiveEntry) -> None:
    clerk = world.person("compliance")
    if not entry.opportunity:
        many = {"services": world.pks("service", entry.services)}
        objective = services.objective_create(actor=clerk, many=many, rows=_rows(world, entry), **_fields(world, entry))
        world.keep(f"objective:{entry.key}", objective)
        return
    found = next(each for each in OPPORTUNITIES if each.key == entry.opportunity)
    opportunity = world.record(f"opportunity:{found.key}")
    objective = services.objective_from_opportunity(opportunity=opportunity, actor=clerk)
    world.keep(f"objective:{entry.key}", objective)
    _edited(world, f"objective:{entry.key}", _fields(world, entry), "Plan completed with the owner")
    services.objective_plan(
        objective=objective, actor=clerk, rows=_rows(world, entry), reason="Plan completed with the owner"
    )


def _revision_proposed(world: World, name: str, changed: dict[str, Any], reason: str) -> None:
    services.revision_propose(
        objective=world.record(name),
        actor=world.person("compliance"),
        reason=reason,
        changes={field: Decimal(value) if field in NUMBERS else value for field, value in changed.items()},
    )


def _revision_approved(world: World, name: str) -> None:
    services.revision_approve(
        revision=open_revision(world.record(name)),
        actor=world.person("manager"),
        reason="The revised target is approved",
    )


def _edited(world: World, name: str, changed: dict[str, Any], reason: str) -> None:
    objective: Objective = world.record(name)
    for field, value in changed.items():
        setattr(objective, field, Decimal(value) if field in NUMBERS else value)
    save_record(objective, actor=world.person("compliance"), reason=reason)


def _answered(world: World, name: str) -> None:
    objective: Objective = world.record(name)
    text = objective.measurement_approach.rstrip(".") + ", measured from two places outside of our own network."
    _edited(world, name, {"measurement_approach": text}, "Comments answered")


def _measurements(world: World, entry: ObjectiveEntry, name: str) -> None:
    """Each period's value a few days after its end, by the owner; periods that have not ended have none yet."""
    calendar = world.calendar
    plan = Objective(
        frequency=entry.fields["frequency"],
        start_date=calendar.first_of_month(entry.months[0]),
        due_date=calendar.last_of_month(entry.months[1]),
    ).plan
    ended = [period for period in plan.periods() if period.end < calendar.today]
    for number, period in enumerate(ended[: len(entry.values)]):
        if entry.values[number] is None:
            continue
        day = calendar.working_day_after(period.end + KNOWN_AFTER)
        day = max(period.end, min(day, calendar.today - datetime.timedelta(days=1)))
        world.diary.on(
            day,
            10 + number % 5,
            lambda number=number, start=period.start: services.measurement_record(
                objective=world.record(name),
                period_start=start,
                value=entry.values[number],
                note=entry.notes.get(number, ""),
                actor=world.person(entry.owner),
            ),
        )

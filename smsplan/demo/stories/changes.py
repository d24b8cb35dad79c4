"""SMS changes from their plan to what came of them."""

from decimal import Decimal
from typing import Any

from changes import services
from changes.models import Change
from changes.services.logging import communication_log, milestone_log, training_log
from changes.significance import KEYS
from smsplan.demo.content.changes import ATTENDANTS, CHANGES
from smsplan.demo.content.kinds import ChangeEntry
from smsplan.demo.content.organization import LATER_SERVICES
from smsplan.demo.stories.cast import World

#: A training with more people than this is a large one.
SMALL = 6


def write(world: World) -> None:
    """Everything that happened to SMS changes."""
    for entry in CHANGES:
        _change(world, entry)


def _change(world: World, entry: ChangeEntry) -> None:
    name = f"change:{entry.key}"

    def act(ago: int | None, hour: float, service, who: str, **said) -> None:
        if ago is not None:
            world.diary.ago(ago, hour, lambda: service(change=world.record(name), actor=world.person(who), **said))

    world.diary.ago(entry.ago, 13, lambda: _drafted(world, entry))
    act(entry.submit, 13, services.change_submit, "compliance", reason="Plan agreed with the owner")
    if entry.approve:
        act(entry.approve[0], 15, services.change_approve, "manager", reason=entry.approve[1])
    if entry.reject:
        act(entry.reject[0], 15, services.change_reject, "manager", reason=entry.reject[1])
    act(entry.start, 9, services.change_start, entry.owner)
    _done(world, entry)
    act(entry.implement, 17, services.change_implement, entry.owner, reason="In place, ready to be verified")
    if entry.verify:
        ago, effective, evidence = entry.verify
        world.diary.ago(ago, 13.5, lambda: _judged(world, entry))
        act(ago, 14, services.change_verify, "compliance", effective=effective, evidence=evidence)
    act(entry.close, 14.5, services.change_close, "compliance", reason="Reported to the management review")
    if entry.cancel:
        act(entry.cancel[0], 15, services.change_cancel, "compliance", reason=entry.cancel[1])


def _drafted(world: World, entry: ChangeEntry) -> None:
    clerk = world.person("compliance")
    change, rows = Change(), _rows(world, entry)
    if entry.follows:
        change = services.change_follow_up(change=world.record(f"change:{entry.follows}"), actor=clerk)
        # What was not met, and what may still happen, it took over.
        rows = {part: wanted for part, wanted in rows.items() if wanted}
    fields = {
        "title": entry.title,
        "description": entry.description,
        "purpose": entry.purpose,
        "resources": entry.note_resources,
        "significance": entry.significance,
        "significance_answers": {}
        if entry.answers is None
        else {key: {"yes": key in entry.answers, "why": entry.answers.get(key, "")} for key in KEYS},
        "smp_sections": list(entry.sections),
        "planned_start": world.calendar.day(entry.planned[0]),
        "planned_end": world.calendar.day(entry.planned[1]),
        **world.job(entry.owner),
    }
    for name, value in fields.items():
        setattr(change, name, value)
    there = tuple(key for key in entry.services if LATER_SERVICES.get(key, entry.ago) >= entry.ago)
    many = {
        "services": world.pks("service", there),
        "practices": world.pks("practice", entry.practices),
        "risks": world.pks("risk", tuple(key for key in entry.risks if _exists(world, f"risk:{key}"))),
    }
    world.keep(f"change:{entry.key}", services.change_save(change=change, actor=clerk, many=many, rows=rows))


def _rows(world: World, entry: ChangeEntry) -> dict[str, list[dict[str, Any]]]:
    day = world.calendar.day

    def person(name: str):
        return world.person(name) if name else None

    return {
        "committed": [
            {
                "kind": kind,
                "description": what,
                "amount": None if amount is None else Decimal(amount),
                "unit": unit,
                "committed_by": person(who),
            }
            for kind, what, amount, unit, who in entry.resources
        ],
        "impact_rows": [
            {"severity": severity, "description": what, "response": response}
            for severity, what, response in entry.impacts
        ],
        "communications": [
            {"audience": audience, "message": what, "channel": how, "due": day(due), "owner": person(who)}
            for audience, what, how, due, who, _done in entry.communications
        ],
        "trainings": [
            {"audience": audience, "topic": topic, "due": day(due), "owner": person(who), "expected": expected}
            for audience, topic, due, who, expected, _held in entry.trainings
        ],
        "criteria": [{"description": row[0], "measure": row[1]} for row in entry.criteria],
        "milestones": [
            {"title": title, "due": day(due), "owner": person(who)} for title, due, who, _done in entry.milestones
        ],
    }


def _done(world: World, entry: ChangeEntry) -> None:
    """What was said, held and reached while the change was carried out, on the day on which it was."""
    for log, rows in ((_told, entry.communications), (_trained, entry.trainings), (_reached, entry.milestones)):
        for row in rows:
            if row[-1] is not None:
                world.diary.ago(row[-1], 16, lambda log=log, row=row: log(world, entry, *row))


def _told(
    world: World, entry: ChangeEntry, audience: str, what: str, _how: str, _due: int, who: str, done: int
) -> None:
    row = world.record(f"change:{entry.key}").communications.get(audience=audience, message=what)
    communication_log(communication=row, actor=world.person(who), done_on=world.calendar.day(done))


def _trained(
    world: World, entry: ChangeEntry, audience: str, topic: str, _due: int, who: str, expected: int, held: int
) -> None:
    row = world.record(f"change:{entry.key}").trainings.get(audience=audience, topic=topic)
    training_log(
        training=row,
        actor=world.person(who),
        held_on=world.calendar.day(held),
        # Of many one is always ill.
        attended_others="\n".join(ATTENDANTS[: expected - 1 if expected > SMALL else expected]),
    )


def _reached(world: World, entry: ChangeEntry, title: str, _due: int, who: str, _done: int) -> None:
    row = world.record(f"change:{entry.key}").milestones.get(title=title)
    milestone_log(milestone=row, actor=world.person(who))


def _judged(world: World, entry: ChangeEntry) -> None:
    change = world.record(f"change:{entry.key}")
    for criterion, told in zip(change.criteria.all(), entry.criteria, strict=True):
        services.criterion_verify(
            criterion=criterion,
            actor=world.person("compliance"),
            met=told[3] if len(told) > 3 else True,
            evidence=told[2],
        )


def _exists(world: World, name: str) -> bool:
    try:
        return world.record(name) is not None
    except KeyError:
        return False

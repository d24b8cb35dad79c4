"""What was done about the risks: actions, acceptances, reviews, proposals, a duplicate, discussion."""

from decimal import Decimal

from risks import services as risk_services
from risks.models import Category
from smsplan.demo.content.risk_life import (
    ACCEPTANCES,
    ACTIONS,
    COMMENTS,
    DUPLICATE,
    OPPORTUNITY,
    PROPOSALS,
    REVIEWS,
    ActionEntry,
    ProposalEntry,
)
from smsplan.demo.stories.cast import World
from smsplan.records import actions as action_services
from smsplan.records.comments import comment_add


def write(world: World) -> None:
    """Everything that people did about risks and opportunities besides scoring them."""
    for number, entry in enumerate(ACTIONS):
        _action(world, entry, number)
    for entry in ACCEPTANCES:
        world.diary.ago(entry[1], 16.5, lambda entry=entry: _accepted(world, *entry))
    for record, ago, who, note in REVIEWS:
        world.diary.ago(
            ago,
            16,
            lambda record=record, who=who, note=note: risk_services.risk_review(
                risk=world.record(record), actor=world.person(who), note=note
            ),
        )
    for entry in PROPOSALS:
        _proposal(world, entry)
    ago, who, title, benefit = OPPORTUNITY
    world.diary.ago(
        ago,
        14,
        lambda: risk_services.opportunity_propose(actor=world.person(who), title=title, benefit_note=benefit),
    )
    _duplicate(world)
    for record, ago, who, text in COMMENTS:
        world.diary.ago(
            ago,
            17 if who != "compliance" else 16.75,
            lambda record=record, who=who, text=text: comment_add(
                record=world.record(record), actor=world.person(who), text=text
            ),
        )


def _accepted(world: World, record: str, ago: int, days: int, reason: str) -> None:
    risk_services.risk_accept(
        risk=world.record(record),
        actor=world.person("manager"),
        reason=reason,
        expires_on=world.calendar.day(ago - days),
    )


def _action(world: World, entry: ActionEntry, number: int) -> None:
    name, hour = f"action:{number}", 15.5

    def decided() -> None:
        money = {"cost": Decimal(entry.cost), "currency": "IDR"} if entry.cost else {}
        action = action_services.action_add(
            target=world.record(entry.record),
            actor=world.person("compliance"),
            title=entry.title,
            due=world.calendar.day(entry.due),
            **world.job(entry.owner),
            **money,
        )
        world.keep(name, action)

    def act(ago: int, service, who: str, **said) -> None:
        world.diary.ago(ago, hour + 0.25, lambda: service(action=world.record(name), actor=world.person(who), **said))

    world.diary.ago(entry.ago, hour, decided)
    if entry.started is not None:
        act(entry.started, action_services.action_start, entry.owner)
    if entry.done:
        act(entry.done[0], action_services.action_finish, entry.owner, outcome=entry.done[1])
    if entry.checked:
        ago, effectiveness, note, who = entry.checked
        act(ago, action_services.action_check, who, effectiveness=effectiveness, note=note)
    if entry.cancelled:
        act(entry.cancelled[0], action_services.action_cancel, "compliance", reason=entry.cancelled[1])


def _proposal(world: World, entry: ProposalEntry) -> None:
    name = f"risk:{entry.key}"

    def proposed() -> None:
        many = {
            "services": world.pks("service", entry.services),
            "practices": world.pks("practice", entry.practices),
        }
        risk = risk_services.risk_propose(
            actor=world.person(entry.by),
            title=entry.title,
            cause=entry.cause,
            consequence=entry.consequence,
            guess=entry.guess,
            many=many,
        )
        world.keep(name, risk)

    world.diary.ago(entry.ago, 14, proposed)
    if entry.decided is None:
        return
    decision, ago, reason, owner = entry.decided
    clerk = "compliance"

    def adopted() -> None:
        risk = world.record(name)
        risk.category = Category.objects.get(name="Process failure")
        for field, value in world.job(owner).items():
            setattr(risk, field, value)
        risk_services.risk_adopt(risk=risk, actor=world.person(clerk), reason=reason)

    def declined() -> None:
        risk_services.risk_decline(risk=world.record(name), actor=world.person(clerk), reason=reason)

    world.diary.ago(ago, 14, adopted if decision == "adopt" else declined)


def _duplicate(world: World) -> None:
    owner, title, found, into, merged, why = DUPLICATE

    def double() -> None:
        risk = risk_services.risk_create(
            actor=world.person("compliance"),
            reason="Security workshop",
            title=title,
            category=Category.objects.get(name="Security incident"),
            many={"services": world.pks("service", ("cloud",)), "obligations": world.pks("obligation", ("bssn",))},
            review_date=world.calendar.day(found - 90),
            **world.job(owner),
        )
        world.keep("risk:double", risk)

    world.diary.ago(found, 14.5, double)
    world.diary.ago(
        merged,
        14.5,
        lambda: risk_services.risk_merge(
            risk=world.record("risk:double"), into=world.record(into), actor=world.person("compliance"), reason=why
        ),
    )

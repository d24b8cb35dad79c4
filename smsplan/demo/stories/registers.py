"""Risks, opportunities and SMS changes, and the files kept with them."""

import csv
import io

import openpyxl
from django.core.files.base import ContentFile

from risks import services as risk_services
from risks.models import Category, Opportunity
from smsplan.demo.content.files import FILES
from smsplan.demo.content.kinds import FileEntry, OpportunityEntry, RiskEntry
from smsplan.demo.content.opportunities import OPPORTUNITIES
from smsplan.demo.content.organization import LATER_SERVICES
from smsplan.demo.content.risks_delivery import RISKS as DELIVERY
from smsplan.demo.content.risks_operational import RISKS as OPERATIONAL
from smsplan.demo.stories import changes
from smsplan.demo.stories.cast import World
from smsplan.records.services import attach, save_record

#: Days between two reviews of a risk while nothing else is agreed.
USUAL_REVIEW = 90


def write(world: World) -> None:
    """Everything that happened in the three registers."""
    for number, entry in enumerate((*OPERATIONAL, *DELIVERY)):
        _risk(world, entry, hour=9 + number % 12 / 2)
    for entry in OPPORTUNITIES:
        _opportunity(world, entry)
    changes.write(world)
    for entry in FILES:
        world.diary.ago(entry.ago, 16, lambda entry=entry: _attach(world, entry))


def _risk(world: World, entry: RiskEntry, *, hour: float) -> None:
    name, clerk = f"risk:{entry.key}", "compliance"
    diary = world.diary
    final = world.calendar.day(-entry.review)

    def next_review(ago: int):
        return world.calendar.day(ago - USUAL_REVIEW)

    last = len(entry.residual) - 1
    diary.ago(entry.ago, hour, lambda: _risk_found(world, entry, final if last < 0 else next_review(entry.ago)))
    if entry.treat is not None:
        diary.ago(
            entry.treat,
            hour,
            lambda: risk_services.risk_treat(
                risk=world.record(name), actor=world.person(clerk), reason="Treatment agreed with the owner"
            ),
        )
    for number, (ago, likelihood, impact, rationale) in enumerate(entry.residual):
        review = final if number == last else next_review(ago)
        diary.ago(
            ago,
            hour,
            lambda scores=(likelihood, impact), why=rationale, review=review: _risk_reviewed(
                world, name, scores, why, review
            ),
        )
    missing = set(entry.services) & set(LATER_SERVICES)
    for service in missing:
        if entry.ago > LATER_SERVICES[service]:
            diary.ago(LATER_SERVICES[service] - 4, hour, lambda: _risk_touches(world, entry))
    if entry.monitor is not None:
        diary.ago(
            entry.monitor,
            hour,
            lambda: risk_services.risk_monitor(
                risk=world.record(name), actor=world.person(clerk), reason="Treatment is in place"
            ),
        )
    if entry.close is not None:
        diary.ago(
            entry.close[0],
            hour,
            lambda: risk_services.risk_close(risk=world.record(name), actor=world.person(clerk), reason=entry.close[1]),
        )


def _known(world: World, entry: RiskEntry, *, ago: int) -> tuple[str, ...]:
    return tuple(key for key in entry.services if LATER_SERVICES.get(key, ago) >= ago)


def _risk_found(world: World, entry: RiskEntry, review) -> None:
    likelihood, impact = entry.inherent or (None, None)
    many = {
        "services": world.pks("service", _known(world, entry, ago=entry.ago)),
        "practices": world.pks("practice", entry.practices),
        "obligations": world.pks("obligation", entry.obligations),
    }
    risk = risk_services.risk_create(
        actor=world.person("compliance"),
        reason="Risk workshop" if entry.ago > USUAL_REVIEW * 4 else "Reported by the owner",
        likelihood=likelihood,
        impact=impact,
        rationale=entry.rationale,
        many=many,
        title=entry.title,
        category=Category.objects.get(name=entry.category),
        source=entry.source,
        cause=entry.cause,
        consequence=entry.consequence,
        customer_impact=entry.customers,
        strategy=entry.strategy,
        treatment=entry.treatment,
        review_date=review,
        **world.job(entry.owner),
    )
    world.keep(f"risk:{entry.key}", risk)


def _risk_reviewed(world: World, name: str, scores: tuple[int, int], why: str, review) -> None:
    clerk = world.person("compliance")
    risk_services.risk_assess(
        risk=world.record(name), kind="residual", likelihood=scores[0], impact=scores[1], rationale=why, actor=clerk
    )
    risk = world.record(name)
    risk.review_date = review
    save_record(risk, actor=clerk, reason="Reviewed with the owner")


def _risk_touches(world: World, entry: RiskEntry) -> None:
    save_record(
        world.record(f"risk:{entry.key}"),
        actor=world.person("compliance"),
        reason="Bears on Government Portal Hosting too",
        many={"services": world.pks("service", entry.services)},
    )


def _opportunity(world: World, entry: OpportunityEntry) -> None:
    name, clerk = f"opportunity:{entry.key}", "compliance"

    def found() -> None:
        opportunity = Opportunity(
            title=entry.title,
            description=entry.description,
            benefit_note=entry.benefit_note,
            review_date=world.calendar.day(-entry.review),
            **world.job(entry.owner),
        )
        many = {
            "services": world.pks("service", entry.services),
            "practices": world.pks("practice", entry.practices),
        }
        world.keep(name, save_record(opportunity, actor=world.person(clerk), many=many))

    world.diary.ago(entry.ago, 11, found)
    if entry.evaluate:
        ago, benefit, effort, why = entry.evaluate
        world.diary.ago(
            ago,
            11,
            lambda: risk_services.opportunity_evaluate(
                opportunity=world.record(name), benefit=benefit, effort=effort, actor=world.person(clerk), reason=why
            ),
        )
    if entry.decline:
        world.diary.ago(
            entry.decline[0],
            11,
            lambda: risk_services.opportunity_decline(
                opportunity=world.record(name), actor=world.person(clerk), reason=entry.decline[1]
            ),
        )


def _attach(world: World, entry: FileEntry) -> None:
    attach(
        record=world.record(entry.record),
        upload=ContentFile(_content(entry), name=entry.name),
        actor=world.person(entry.by),
        note=entry.note,
    )


def _content(entry: FileEntry) -> bytes:
    if entry.text:
        return entry.text.encode()
    if entry.name.endswith(".csv"):
        text = io.StringIO()
        csv.writer(text).writerows(entry.table)
        return text.getvalue().encode()
    book = openpyxl.Workbook()
    for row in entry.table:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

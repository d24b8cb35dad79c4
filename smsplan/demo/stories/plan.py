"""The Service Management Plan through its versions, and the management reviews."""

from smp import services as smp_services
from smp.models import Publication, Version
from smp.publishing import publish
from smsplan.demo.content.plan import SECTIONS, VERSIONS, VersionEntry, text_of
from smsplan.demo.content.reviews import REVIEWS, ReviewEntry
from smsplan.demo.people import DEMO_PASSWORD
from smsplan.demo.stories.cast import World
from smsplan.records import longwork
from smsplan.reviews import services as review_services
from smsplan.reviews.documents import build
from smsplan.reviews.models import Review, ReviewDocument


class NotMade(Exception):
    """A document could not be made; says why."""


def write(world: World) -> None:
    """Everything that happened to the plan and in the reviews."""
    for entry in VERSIONS:
        _version(world, entry)
    for entry in REVIEWS:
        _review(world, entry)


def _made(model, pk: int, make) -> None:
    """Do long work here and now, as the worker would. Raises NotMade."""
    longwork.perform(model, pk, make)
    work = model.objects.get(pk=pk)
    if work.work_state != model.Progress.READY:
        raise NotMade(work.error or work.work_state)


def _version(world: World, entry: VersionEntry) -> None:
    name, diary = f"smp:{entry.number}", world.diary

    def draft() -> None:
        version = smp_services.version_draft(
            actor=world.person("compliance"),
            reason_kind=entry.reason_kind,
            change_summary=entry.summary,
            major=entry.major,
        )
        world.keep(name, version)

    def submit(comments: str) -> None:
        smp_services.version_submit(version=world.record(name), actor=world.person("compliance"), comments=comments)

    diary.ago(entry.draft, 9, draft)
    # A section or two a day.
    days = max(entry.draft - entry.submit - 2, 1)
    for number, key in enumerate(SECTIONS):
        ago = entry.draft - number * days // len(SECTIONS)
        diary.ago(ago, 10 + number / 2, lambda key=key: _section(world, entry, key))
    diary.ago(entry.submit, 15.5, lambda: submit("Ready for approval."))
    if entry.returned:
        ago, comments, again = entry.returned
        diary.ago(ago, 11, lambda: _returned(world, name, comments))
        diary.ago(again, 11, lambda: _governance_completed(world, entry))
        diary.ago(again, 11.5, lambda: submit("The comment is taken up in the section on governance."))
    diary.ago(entry.approve, 14, lambda: _approved(world, name, entry.comments))


def _section(world: World, entry: VersionEntry, key: str) -> None:
    section = world.record(f"smp:{entry.number}").sections.get(key=key)
    body = text_of(key, entry.number)
    if entry.returned and key == "governance":
        # What the approver missed when it was submitted first.
        body = body.replace(_DECIDES, "")
    smp_services.section_save(
        section=section,
        actor=world.person("compliance"),
        body=body,
        revision=section.revision,
        reason=entry.summary[:80],
    )


_DECIDES = (
    "<p>Between two reviews the Director of Service Operations decides, together with the owner of the practice; "
    "the next review is told.</p>"
)


def _returned(world: World, name: str, comments: str) -> None:
    smp_services.version_return(version=world.record(name), actor=world.person("manager"), comments=comments)


def _governance_completed(world: World, entry: VersionEntry) -> None:
    section = world.record(f"smp:{entry.number}").sections.get(key="governance")
    smp_services.section_save(
        section=section,
        actor=world.person("compliance"),
        body=text_of("governance", entry.number),
        revision=section.revision,
        reason="Comment of the approver",
    )


def _approved(world: World, name: str, comments: str) -> None:
    version: Version = world.record(name)
    smp_services.version_approve(
        version=version,
        actor=world.person("manager"),
        password=DEMO_PASSWORD,
        comments=comments,
        sha256=version.content_sha256,
        submission=version.submission,
    )
    _made(Publication, Publication.objects.get(version=version).pk, publish)


def _review(world: World, entry: ReviewEntry) -> None:
    name, diary = f"review:{entry.key}", world.diary

    def prepare() -> None:
        review = Review(title=entry.title, held_on=world.calendar.day(entry.held), chair=world.person("manager"))
        people = [world.person(person).pk for person in entry.attendees]
        review.guests = entry.guests
        saved = review_services.review_save(
            review=review, actor=world.person("compliance"), many={"attendees": people}, reason="Invitation sent"
        )
        world.keep(name, saved)

    def minutes() -> None:
        review = world.record(name)
        review.decisions, review.actions = entry.decisions, entry.actions
        review_services.review_save(review=review, actor=world.person("compliance"), reason="Minutes")

    def freeze() -> None:
        review = review_services.review_freeze(
            review=world.record(name), actor=world.person("manager"), reason="Minutes agreed"
        )
        _made(ReviewDocument, ReviewDocument.objects.get(review=review).pk, build)

    diary.ago(max(entry.held + 16, 3), 10, prepare)
    if entry.decisions:
        diary.ago(entry.held, 16, minutes)
        diary.ago(entry.held, 17.5, freeze)

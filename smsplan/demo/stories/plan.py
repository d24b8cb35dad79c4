"""The Service Management Plan through its versions, and the management reviews."""

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from smp import services as smp_services
from smp.models import Distribution, Publication, Section, Version
from smp.publishing import publish
from smp.services.reviewing import drift_seen
from smsplan.demo.content.plan import OWN, OWN_TITLES, SECTIONS, text_of
from smsplan.demo.content.plan_life import (
    ACKNOWLEDGED,
    COMMENTS,
    DISTRIBUTION,
    OWN_SINCE,
    REVIEWED,
    VERSIONS,
    CommentEntry,
    VersionEntry,
)
from smsplan.demo.content.reviews import REVIEWS, ReviewEntry
from smsplan.demo.drawing import sites
from smsplan.demo.people import DEMO_PASSWORD
from smsplan.demo.stories.cast import World
from smsplan.records import longwork
from smsplan.records.comments import comment_add, comment_resolve
from smsplan.reviews import services as review_services
from smsplan.reviews.documents import build
from smsplan.reviews.models import Review, ReviewDocument


class NotMade(Exception):
    """A document could not be made; says why."""


def write(world: World) -> None:
    """Everything that happened to the plan and in the reviews."""
    for entry in VERSIONS:
        _version(world, entry)
    if VERSIONS:
        _readers(world)
        for comment in COMMENTS:
            _comment(world, comment)
        for ago, who, reason in REVIEWED:
            world.diary.ago(ago, 13.2, lambda who=who, reason=reason: _plan_reviewed(world, who, reason))
    for entry in REVIEWS:
        _review(world, entry)


def _made(model, pk: int, make) -> None:
    """Do long work here and now, as the worker would. Raises NotMade."""
    longwork.perform(model, pk, make)
    work = model.objects.get(pk=pk)
    if work.work_state != model.Progress.READY:
        raise NotMade(work.error or work.work_state)


# Versions -----------------------------------------------------------------------------------------


def _version(world: World, entry: VersionEntry) -> None:
    name, diary = f"smp:{entry.number}", world.diary

    def draft() -> None:
        version = smp_services.version_draft(
            actor=world.person("compliance"),
            reason_kind=entry.reason_kind,
            change_summary=entry.summary,
            major=entry.major,
            changes=[world.record(f"change:{key}") for key in entry.changes],
        )
        world.keep(name, version)

    def submit(comments: str) -> None:
        asked = [world.person(who) for _ago, who, _said in entry.approvals] if len(entry.approvals) > 1 else []
        smp_services.version_submit(
            version=world.record(name),
            actor=world.person("compliance"),
            comments=comments,
            approvers=asked,
            in_order=entry.in_order,
        )

    diary.ago(entry.draft, 9, draft)
    # A section or two a day.
    days = max(entry.draft - (entry.submit or 0) - 2, 1)
    for number, key in enumerate(SECTIONS):
        ago = entry.draft - number * days // len(SECTIONS)
        diary.ago(ago, 10 + number / 2, lambda key=key: _section(world, entry, key))
    for key, (since, ago) in OWN_SINCE.items():
        if entry.number == since:
            diary.ago(ago, 15.2, lambda key=key: _own_section(world, entry, key))
        elif entry.number > since:
            diary.ago(entry.draft, 15.1, lambda key=key: _section(world, entry, key))
    if entry.submit is None:
        return
    diary.ago(entry.submit, 15.5, lambda: submit("Ready for approval."))
    if entry.returned:
        ago, comments, again = entry.returned
        diary.ago(ago, 11, lambda: _returned(world, name, comments))
        diary.ago(again, 11, lambda: _governance_completed(world, entry))
        diary.ago(again, 11.5, lambda: submit("The comment is taken up in the section on governance."))
    for ago, who, comments in entry.approvals:
        diary.ago(ago, 14, lambda who=who, comments=comments: _approved(world, name, who, comments))


def _found(world: World, entry: VersionEntry, key: str) -> Section:
    """A section of the version; the organization's own one by its title, since the key is made of it."""
    sections = world.record(f"smp:{entry.number}").sections
    return sections.get(title=OWN_TITLES[key]) if key in OWN else sections.get(key=key)


def _text(world: World, entry: VersionEntry, key: str) -> str:
    body = text_of(key, entry.number)
    return body.format(sites=f"attachment:{world.record('image:sites').pk}") if key in OWN else body


def _section(world: World, entry: VersionEntry, key: str) -> None:
    section = _found(world, entry, key)
    body = _text(world, entry, key)
    if entry.returned and key == "governance":
        # What the approver missed when it was submitted first.
        body = body.replace(_DECIDES, "")
    smp_services.section_save(
        section=section,
        actor=world.person("lestari" if key in _BY_THE_PLANNER else "compliance"),
        body=body,
        revision=section.revision,
        reason=entry.summary[:80],
    )


#: Sections that the service planner writes.
_BY_THE_PLANNER = {"resources", "timeline", "sites"}


def _own_section(world: World, entry: VersionEntry, key: str) -> None:
    """Add the organization's own section with its picture, and put it after the scope."""
    version, actor = world.record(f"smp:{entry.number}"), world.person("lestari")
    section = smp_services.section_add(version=version, actor=actor, title=OWN_TITLES[key])
    picture = SimpleUploadedFile("sites.png", sites(), "image/png")
    world.keep("image:sites", smp_services.image_add(version=version, actor=actor, upload=picture))
    _section(world, entry, key)
    order = [each.key for each in version.sections.standing() if each.key != section.key]
    smp_services.sections_order(version=version, actor=actor, keys=[order[0], section.key, *order[1:]])


_DECIDES = (
    "<p>Between two reviews the Director of Service Operations decides, together with the owner of the practice; "
    "the next review is told.</p>"
)


def _returned(world: World, name: str, comments: str) -> None:
    smp_services.version_return(version=world.record(name), actor=world.person("manager"), comments=comments)


def _governance_completed(world: World, entry: VersionEntry) -> None:
    section = _found(world, entry, "governance")
    smp_services.section_save(
        section=section,
        actor=world.person("compliance"),
        body=text_of("governance", entry.number),
        revision=section.revision,
        reason="Comment of the approver",
    )


def _approved(world: World, name: str, who: str, comments: str) -> None:
    version: Version = world.record(name)
    version = smp_services.version_approve(
        version=version,
        actor=world.person(who),
        password=DEMO_PASSWORD,
        comments=comments,
        sha256=version.content_sha256,
        submission=version.submission,
    )
    if version.is_publishing:
        _made(Publication, Publication.objects.get(version=version).pk, publish)


# Readers ------------------------------------------------------------------------------------------


def _readers(world: World) -> None:
    """Who has to acknowledge each version, and who has."""
    ago, roles, people, within_days = DISTRIBUTION

    def distribute() -> None:
        smp_services.distribution_change(
            actor=world.person("compliance"),
            roles=Group.objects.filter(name__in=roles),
            people=[world.person(name) for name in people],
            within_days=within_days,
            revision=Distribution.get().revision,
            reason="Everybody who delivers or decides has to know the plan",
        )

    world.diary.ago(ago, 9, distribute)
    in_force = {entry.number: entry.approvals[-1][0] for entry in VERSIONS if entry.approvals}
    for number, later, names in ACKNOWLEDGED:
        for place, name in enumerate(names):
            world.diary.ago(
                in_force[number] - later,
                9 + place / 3,
                lambda number=number, name=name: smp_services.version_acknowledge(
                    version=world.record(f"smp:{number}"), actor=world.person(name)
                ),
            )


def _plan_reviewed(world: World, who: str, reason: str) -> None:
    """The version in force is read against the registers, and stays as it is."""
    version = Version.objects.in_force().get()
    smp_services.version_review(
        version=version,
        actor=world.person(who),
        reason=reason,
        revision=version.revision,
        seen=drift_seen(version),
    )


def _comment(world: World, entry: CommentEntry) -> None:
    name = f"comment:{entry.version}:{entry.section}:{entry.ago}"

    def say() -> None:
        section = world.record(f"smp:{entry.version}").sections.get(key=entry.section)
        world.keep(name, comment_add(record=section, text=entry.text, actor=world.person(entry.by)))

    world.diary.ago(entry.ago, 16, say)
    if entry.resolved:
        ago, who = entry.resolved
        world.diary.ago(ago, 16.5, lambda: comment_resolve(comment=world.record(name), actor=world.person(who)))


# Management reviews -------------------------------------------------------------------------------


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

"""The benchmark's plan: a version in force that the registers have moved away from, and a draft of the next."""

import datetime
from collections.abc import Callable
from typing import Any

from smp import content
from smp.freezing import snapshot
from smp.models import Decision, Publication, Section, Version
from smsplan.bench.maker import Maker

#: Of so many records one has come since the version was frozen.
NEW = {"services": 10, "practices": 10, "obligations": 10, "objectives": 25, "high_risks": 50}
#: Of so many objectives one had another target.
RETARGETED = 40


def put_in_force(maker: Maker) -> Version:
    """A version with text in all sections and every live block, submitted, approved and published."""
    version = _described(maker, 1, 0, reason_kind="initial")
    write_sections(version, lambda: _text(maker))
    frozen = snapshot(version)
    frozen["registers"] = _earlier(frozen["registers"])
    digest = content.fingerprint(frozen)
    rows = Version.objects.filter(pk=version.pk)
    rows.update(
        state="in_review",
        submission=1,
        submitted_by=maker.compliance,
        submitted_at=maker.now,
        frozen=frozen,
        content_sha256=digest,
    )
    for kind, person in (("submitted", maker.compliance), ("approved", maker.manager)):
        Decision.objects.create(
            version=version,
            submission=1,
            kind=kind,
            by=person,
            by_name=str(person),
            content_sha256=digest,
            meaning="Bench",
        )
    rows.update(
        state="approved",
        approved_by=maker.manager,
        approved_at=maker.now,
        effective_on=maker.today,
        next_review_on=maker.today + datetime.timedelta(days=365),
    )
    Publication.objects.create(
        version=version, work_state="ready", percent=100, file="smp/bench.pdf", size=1, sha256="0" * 64
    )
    return version


def begin_draft(maker: Maker, *, after: Version) -> Version:
    """A draft with as much text as the version that it is based on."""
    version = _described(maker, 1, 1, reason_kind="correction", based_on=after)
    write_sections(version, lambda: _text(maker))
    return version


def _described(maker: Maker, major: int, minor: int, **fields: Any) -> Version:
    return Version.objects.create(
        major=major,
        minor=minor,
        title="Service Management Plan",
        language="en",
        change_summary=maker.sentence(),
        created_by=maker.compliance,
        revision=3,
        **fields,
    )


def write_sections(version: Version, text: Callable[[], str]) -> None:
    """Every required section with its own live blocks, each with a `text` as HTML."""
    Section.objects.bulk_create(
        Section(
            version=version,
            key=each.key,
            position=number,
            title=str(each.title),
            body=text(),
            blocks=list(each.blocks),
        )
        for number, each in enumerate(content.SECTIONS, start=1)
    )


def _text(maker: Maker) -> str:
    return "".join(f"<p>{maker.sentence()} {maker.sentence()}</p>" for _ in range(4))


def _earlier(registers: dict[str, Any]) -> dict[str, Any]:
    """The facts as they might have been some months ago: fewer records, other targets."""
    earlier = registers | {
        kind: {key: facts for number, (key, facts) in enumerate(registers[kind].items()) if number % share}
        for kind, share in NEW.items()
    }
    for facts in list(earlier["objectives"].values())[::RETARGETED]:
        facts["target"] = "98"
    return earlier

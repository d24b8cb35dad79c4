"""A large plan on paper: what it takes to render, to sign and to mark, in time and in memory (see docs/bench.md)."""

import datetime
import io
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from smp import content
from smp.document import marked, render
from smp.freezing import snapshot
from smp.models import Version
from smsplan.bench import words
from smsplan.bench.seed import RISKS, Register
from smsplan.bench.versions import write_sections
from smsplan.context.models import Service
from smsplan.ui.certificates import Certificate, opened, self_signed
from smsplan.ui.pdf_signing import sign

SERVICES = 200
RISKS_IN_PLAN = 300
#: What the registers print makes most of the 60 pages; so many paragraphs in each section make the rest.
PARAGRAPHS = 9


@dataclass
class PlanFigures:
    """What the plan's document takes: seconds of the clock and of a processor, and the most memory, in bytes."""

    services: int
    risks: int
    pages: int = 0
    bytes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    processor_seconds: dict[str, float] = field(default_factory=dict)
    memory_before: int = 0
    memory_peak: int = 0

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    @contextmanager
    def measured(self, step: str) -> Iterator[None]:
        """Count the seconds of what is done within."""
        started, began = time.perf_counter(), time.process_time()
        yield
        self.seconds[step] = round(time.perf_counter() - started, 2)
        self.processor_seconds[step] = round(time.process_time() - began, 2)


def measure_plan() -> tuple[PlanFigures, bytes]:
    """Fill an empty database with a plan's registers, put the plan on paper, and take everything back.

    Returns the figures and the signed document. Raises ValueError when the database is not empty.
    """
    with transaction.atomic():
        try:
            return _measured()
        finally:
            transaction.set_rollback(True)


def _measured() -> tuple[PlanFigures, bytes]:
    maker = PlanRegister(random.Random(20000), RISKS_IN_PLAN / RISKS)
    version = maker.whole_plan()
    figures = PlanFigures(services=Service.objects.count(), risks=RISKS_IN_PLAN, memory_before=_most_memory())
    with figures.measured("gather"):
        frozen = snapshot(version)
    version.state, version.frozen, version.content_sha256 = "in_review", frozen, content.fingerprint(frozen)
    with figures.measured("render"):
        pdf = render(version)
    with figures.measured("sign"):
        signed = sign(pdf, _certificate(), at=timezone.now(), label="Signature")
    with figures.measured("mark"):
        marked(version, signed)
    figures.pages = int(PdfFileReader(io.BytesIO(signed)).root["/Pages"]["/Count"])
    figures.bytes, figures.memory_peak = len(signed), _most_memory()
    return figures, signed


def _certificate() -> Certificate:
    return opened(self_signed("PT Uji Beban"), "")


def _most_memory() -> int:
    """The most memory that this process had so far, in bytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class PlanRegister(Register):
    """The registers of an organization with many services, and its plan."""

    def whole_plan(self) -> Version:
        """Everything that a plan prints, and a draft with every live block."""
        self.context()
        self.services += Service.objects.bulk_create(
            Service(
                **self.common(Service, number)
                | {
                    "title": words.service(number),
                    "customers": words.name(self.random),
                    "targets": "Availability 99.5% a month; incidents of priority 1 solved within 4 hours",
                    "governed": f"Monthly service review with {words.name(self.random)}",
                    "supported": "Service desk around the clock; second line on working days",
                    "improved": self.sentence(),
                }
            )
            for number in range(len(self.services) + 1, SERVICES + 1)
        )
        self.risks()
        self.objectives()
        version = Version.objects.create(
            major=1,
            minor=0,
            title="Service Management Plan",
            language="en",
            reason_kind="initial",
            change_summary=self.sentence(),
            created_by=self.compliance,
            submission=1,
            effective_on=self.today,
            next_review_on=self.today + datetime.timedelta(days=365),
        )
        write_sections(version, self.text)
        return version

    def text(self) -> str:
        """A section as people write them: paragraphs, a list, a table."""
        paragraphs = [
            f"<h3>{words.practice(number)}</h3><p>{'. '.join(self.sentence() for _ in range(4))}.</p>"
            for number in range(PARAGRAPHS)
        ]
        items = "".join(f"<li>{self.sentence()}</li>" for _ in range(6))
        rows = "".join(f"<tr><td>{words.name(self.random)}</td><td>{self.sentence()}</td></tr>" for _ in range(8))
        return (
            "".join(paragraphs)
            + f"<ul>{items}</ul><table><thead><tr><th>Who</th><th>What</th></tr></thead><tbody>{rows}</tbody></table>"
        )

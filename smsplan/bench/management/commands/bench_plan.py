import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from smsplan.accounts.models import User
from smsplan.bench.plan import PlanFigures, measure_plan


class Command(BaseCommand):
    help = "Put a plan of 60 pages with 200 services and 300 risks on paper, and print what that takes."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--keep", type=Path, help="Write the signed document there.")

    def handle(self, *, keep: Path | None, **options) -> None:
        if User.objects.exists():
            raise CommandError("The database is not empty; the benchmark has a database of its own.")
        figures, pdf = measure_plan()
        if keep:
            keep.write_bytes(pdf)
        self.stdout.write(json.dumps({"plan": figures.as_dict()}))
        self.stdout.write(in_words(figures))


def in_words(figures: PlanFigures) -> str:
    """The figures as two lines."""
    steps = ", ".join(
        f"{step} {seconds:.1f} s ({figures.processor_seconds[step]:.1f} s of a processor)"
        for step, seconds in figures.seconds.items()
    )
    return (
        f"Plan on paper, {figures.services} services and {figures.risks} risks, {figures.pages} pages, "
        f"{figures.bytes:,} bytes: {steps}\n"
        f"Memory of that process: {figures.memory_before / 2**20:.0f} MB before, "
        f"{figures.memory_peak / 2**20:.0f} MB at most"
    )

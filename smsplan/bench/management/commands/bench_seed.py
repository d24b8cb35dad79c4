import time

from django.core.management.base import BaseCommand, CommandError

from smsplan.bench.seed import seed


class Command(BaseCommand):
    help = "Fill an empty database with a large register for the benchmark."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--scale", type=float, default=1, help="1 is 10,000 risks and 500 objectives x 60 values.")

    def handle(self, *, scale: float, **options) -> None:
        if not 0 < scale <= 10:
            raise CommandError("The scale must be above 0 and at most 10.")
        started = time.monotonic()
        try:
            rows = seed(scale, self.stdout.write if options["verbosity"] > 1 else lambda text: None)
        except ValueError as error:
            raise CommandError(str(error)) from None
        for label, count in rows.items():
            self.stdout.write(f"{label}: {count:,}")
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

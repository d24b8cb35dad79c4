from django.core.management.base import BaseCommand, CommandError

from smsplan.demo.translations import problems

SHOWN = 100


class Command(BaseCommand):
    help = "Fail when the Indonesian catalogue lacks a text or a translation."
    requires_system_checks = []

    def handle(self, **options) -> None:
        found = problems()
        for line in found[:SHOWN]:
            self.stdout.write(line)
        if len(found) > SHOWN:
            self.stdout.write(f"... and {len(found) - SHOWN} more")
        if found:
            raise CommandError(f"The translations have {len(found)} problems.")
        self.stdout.write("Every text is translated.")

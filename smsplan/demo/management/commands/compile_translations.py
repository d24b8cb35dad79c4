from django.core.management.base import BaseCommand

from smsplan.demo.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translations whose catalogue is newer than what was compiled from it."
    requires_system_checks = []

    def handle(self, **options) -> None:
        for path in compile_catalogues():
            self.stdout.write(f"compiled {path.parent.parent.name}/{path.name}")

from django.core.management.base import BaseCommand

from smsplan.demo.translations import catalogue_path, update_catalogue


class Command(BaseCommand):
    help = "Collect the translatable texts into the Indonesian catalogue, keeping its translations."
    requires_system_checks = []

    def handle(self, **options) -> None:
        texts, missing = update_catalogue()
        self.stdout.write(f"{catalogue_path()}: {texts} texts, {missing} without a translation")

from django.core.management.base import BaseCommand

from smsplan.demo.load import is_loaded, load


class Command(BaseCommand):
    help = "Load the demo organization with a year of data; does nothing when there is an organization already."
    requires_system_checks = []

    def handle(self, **options) -> None:
        if is_loaded():
            self.stdout.write("The organization is there already.")
            return
        self.stdout.write(f"{load()} acts of the past year are in the registers.")

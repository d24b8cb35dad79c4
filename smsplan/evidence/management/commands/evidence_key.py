import sys

from django.core.management.base import BaseCommand

from smsplan.evidence.signing import new_key_pem


class Command(BaseCommand):
    """Prints a new signing key and nothing else, so that its output can be kept as a file."""

    help = "Print a new Ed25519 private key for EVIDENCE_SIGNING_KEY. Keep it secret, and keep it for good."
    requires_system_checks = []

    def handle(self, *args, **options):
        self.stdout.write(new_key_pem().decode(), ending="")
        print(
            "Store this as a file that only the application can read, and set EVIDENCE_SIGNING_KEY to its path.",
            file=sys.stderr,
        )

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "smsplan.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """A production without a usable signing key does not pass `manage.py check`."""
        from smsplan.evidence.checks import signing_key_is_usable

        checks.register(signing_key_is_usable, checks.Tags.security)

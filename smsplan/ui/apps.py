from django.apps import AppConfig
from django.core import checks


class UiConfig(AppConfig):
    name = "smsplan.ui"
    label = "ui"

    def ready(self) -> None:
        """A certificate that is set and can't be used does not pass `manage.py check`."""
        from smsplan.ui.certificates import certificate_is_usable

        checks.register(certificate_is_usable, checks.Tags.security)

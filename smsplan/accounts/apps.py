from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "smsplan.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Sign-ins, refused sign-ins and sign-outs are audit events."""
        from smsplan.accounts import sign_in_trail

        sign_in_trail.connect()

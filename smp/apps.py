from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SmpConfig(AppConfig):
    name = "smp"
    label = "smp"
    verbose_name = _("Service Management Plan")

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.audit.triggers import append_only


class ReminderRun(models.Model):
    """One finished round of reminders. The newest day tells whether a round was missed while the machine was off."""

    day = models.DateField(_("day"))
    sent = models.PositiveIntegerField(_("reminders sent"), default=0)
    finished_at = models.DateTimeField(_("finished"), default=timezone.now)

    class Meta:
        verbose_name = _("round of reminders")
        verbose_name_plural = _("rounds of reminders")
        ordering = ("-day", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=("-day",)),)
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.day)

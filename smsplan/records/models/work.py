from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key


class LongWork(models.Model):
    """Work that a Celery task does: queued, running with progress, ready, or failed with why and a retry."""

    class Progress(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    #: Dotted name of the Celery task that takes the row's id; set by each kind of work.
    TASK = ""
    #: How often lost work (a killed worker) is taken up again before it is marked failed.
    MAX_ATTEMPTS = 3

    work_state = models.CharField(_("state"), max_length=10, choices=Progress.choices, default=Progress.QUEUED)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    step = models.CharField(_("step"), max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    requested_by = person_key(_("requested by"), null=True)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        abstract = True

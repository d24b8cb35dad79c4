import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted


def _attachment_path(instance: "Attachment", filename: str) -> str:
    return f"attachments/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file kept with a record: its SHA-256, size and recognised type. Withdrawn with a reason, never deleted."""

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    file = models.FileField(_("file"), upload_to=_attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = person_key(_("uploaded by"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-uploaded_at", "-pk")
        indexes = (models.Index(fields=("target_type", "target_id")),)
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the file downloads."""
        return reverse("records:download", args=[self.pk])

    @property
    def withdraw_url(self) -> str:
        """Where the file is withdrawn, with a reason."""
        return reverse("records:detach", args=[self.pk])

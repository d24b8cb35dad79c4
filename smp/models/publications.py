import uuid

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from smp.models.triggers import before
from smp.models.versions import Version
from smsplan.audit.triggers import never_deleted
from smsplan.records.models import LongWork


def _pdf_path(instance: LongWork, filename: str) -> str:
    return f"smp/{uuid.uuid4().hex}.pdf"


_PUBLISHED_FILE = """
IF OLD.sha256 <> '' AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.file IS DISTINCT FROM OLD.file
                         OR NEW.version_id IS DISTINCT FROM OLD.version_id
                         OR NEW.certificate_sha256 IS DISTINCT FROM OLD.certificate_sha256) THEN
  RAISE EXCEPTION 'a published document cannot be changed' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


class Publication(LongWork):
    """The making of an approved version's document; its file and hash are there once the version is in force."""

    TASK = "smp.tasks.publish_version"

    version = models.OneToOneField(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="publication"
    )
    file = models.FileField(_("file"), upload_to=_pdf_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    #: Whose certificate signed the document; empty when the organization has none.
    signer = models.CharField(_("signed by"), max_length=200, blank=True)
    certificate_sha256 = models.CharField(_("SHA-256 of the certificate"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("SMP publication")
        verbose_name_plural = _("SMP publications")
        default_permissions = ()
        triggers = (*never_deleted(), before("published_file", pgtrigger.Update, _PUBLISHED_FILE))

    def __str__(self) -> str:
        return f"{self.version}.pdf"


class Preview(LongWork):
    """A preview of an open version as PDF, made for one person; it says what the version said when it was asked for."""

    TASK = "smp.tasks.preview_version"

    version = models.ForeignKey(Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="previews")
    file = models.FileField(_("file"), upload_to=_pdf_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    class Meta:
        verbose_name = _("SMP preview")
        verbose_name_plural = _("SMP previews")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version} preview.pdf"

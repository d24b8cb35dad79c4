import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.records.models import LongWork

#: Where the files lie, and nothing else.
FOLDER = "objectives"


def _document_path(instance: "DashboardDocument", filename: str) -> str:
    return f"{FOLDER}/{uuid.uuid4().hex}.pdf"


class DashboardDocument(LongWork):
    """The dashboard of a planning cycle as PDF, for the one who asked for it: it holds what they may see."""

    TASK = "objectives.tasks.build_dashboard_pdf"

    year = models.PositiveSmallIntegerField(_("planning cycle"))
    by = models.CharField(_("grouped"), max_length=10)
    verdict = models.CharField(_("progress"), max_length=10, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=User.Language.choices)
    file = models.FileField(_("file"), upload_to=_document_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("PDF of the dashboard")
        verbose_name_plural = _("PDFs of the dashboard")
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=~Q(work_state="ready") | (~Q(file="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="dashboard_document_ready_whole",
            ),
        )

    def __str__(self) -> str:
        return gettext("Dashboard of objectives, %(year)s") % {"year": self.year}

    @property
    def file_name(self) -> str:
        """The name it is downloaded under: objectives-2026.pdf."""
        return f"objectives-{self.year}.pdf"

    def get_absolute_url(self) -> str:
        """The page where it waits for the one who asked."""
        return reverse("objectives:dashboard_pdf")

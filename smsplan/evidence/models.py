from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted
from smsplan.records.models import LongWork

#: Columns that only say how far the work is; they move many times a build and are no part of the record's history.
PROGRESS = ["work_state", "percent", "step", "error", "attempts", "queued_at", "finished_at"]


class PackQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PackQuerySet":
        """Every pack for who may see packs, nothing for everybody else."""
        return self if user.has_perm("evidence.view_pack") else self.none()

    def for_list(self) -> "PackQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("requested_by")


class Pack(LongWork):
    """An evidence pack: documented information (7.5) of the SMS on one day, in a ZIP that proves itself.

    `file` is set together with its SHA-256 once the whole ZIP stands in the storage, never before.
    """

    PREFIX = "EVP"
    TASK = "smsplan.evidence.tasks.build_pack"

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(
        _("purpose"),
        max_length=200,
        help_text=_("What the pack is for, such as “Surveillance audit 2026”. It stands on the pack's first page."),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=User.Language.choices, default=User.Language.ENGLISH
    )
    file = models.FileField(_("file"), max_length=200, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    manifest_sha256 = models.CharField(_("SHA-256 of the manifest"), max_length=64, blank=True, editable=False)
    built_at = models.DateTimeField(_("state of the registers"), null=True, blank=True, editable=False)

    history = History(excluded_fields=PROGRESS)
    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        ordering = ("-pk",)
        default_permissions = ("view",)
        permissions = (("request_pack", "Can request evidence packs"), ("download_pack", "Can download evidence packs"))
        constraints = (
            models.CheckConstraint(
                condition=~Q(work_state=LongWork.Progress.READY) | (~Q(file="") & ~Q(sha256="")),
                name="pack_ready_is_whole",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def heading(self) -> str:
        """What the pack is for."""
        return self.title

    def get_absolute_url(self) -> str:
        """The pack's page."""
        return reverse("evidence:detail", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return self.work_state == self.Progress.READY

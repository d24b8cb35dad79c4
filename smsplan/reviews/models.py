import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.audit.triggers import append_only, never_deleted
from smsplan.records.models import LongWork, Record, RecordQuerySet


class ReviewQuerySet(RecordQuerySet):
    def for_list(self) -> "ReviewQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("chair", "document")

    def frozen(self) -> "ReviewQuerySet":
        """Reviews that were held and frozen, the latest first."""
        return self.filter(state=Review.State.FROZEN).order_by("-held_on", "-pk")


class Review(Record):
    """A management review (9.3): who met, what the registers said on the day, what was decided."""

    PREFIX = "MRV"

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FROZEN = "frozen", _("Frozen")

    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("date of the review"), default=timezone.localdate)
    chair = person_key(_("chair"), help_text=_("A member of top management; only they can freeze the record."))
    attendees = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("attendees"), blank=True, related_name="+"
    )
    guests = models.TextField(
        _("other attendees"), blank=True, help_text=_("People without an account: one a line, with their role.")
    )
    decisions = models.TextField(
        _("decisions"),
        blank=True,
        help_text=_("On opportunities for improvement, changes to the SMS and resources (9.3)."),
    )
    actions = models.TextField(
        _("actions"), blank=True, help_text=_("One a line: what, who, until when. The next review begins with them.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)
    frozen_by = person_key(_("frozen by"), null=True, blank=True, editable=False)
    snapshot_sha256 = models.CharField(_("SHA-256 of the record"), max_length=64, blank=True, editable=False)

    _history_m2m_fields = ("attendees",)
    objects = ReviewQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("management review")
        verbose_name_plural = _("management reviews")
        ordering = ("-held_on", "-pk")
        permissions = (("freeze_review", "Can freeze management reviews they chair"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at=None, frozen_by=None, snapshot_sha256="")
                | (
                    Q(state="frozen", frozen_at__isnull=False, frozen_by__isnull=False)
                    & Q(snapshot_sha256__regex=r"^[0-9a-f]{64}$")
                ),
                name="review_frozen_whole",
            ),
        )
        triggers = (
            *never_deleted(),
            pgtrigger.Trigger(
                name="frozen_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="frozen"),
                func="RAISE EXCEPTION 'a frozen review is not changed' USING ERRCODE = 'restrict_violation';",
            ),
        )

    def get_absolute_url(self) -> str:
        """The review's page."""
        return reverse("reviews:detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        """Whether the record is closed for good."""
        return self.state == self.State.FROZEN


class Snapshot(models.Model):
    """What a review had before it when it was frozen, as one JSON document. Append-only.

    Its SHA-256 over the canonical form (see `gather.canonical`) stands on the review.
    """

    review = models.OneToOneField(
        Review, verbose_name=_("management review"), on_delete=models.PROTECT, related_name="snapshot"
    )
    content = models.JSONField(_("content"))
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)

    class Meta:
        verbose_name = _("snapshot of a management review")
        verbose_name_plural = _("snapshots of management reviews")
        default_permissions = ()
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.review.reference} {self.taken_at:%Y-%m-%d}"


def _document_path(instance: "ReviewDocument", filename: str) -> str:
    return f"reviews/{uuid.uuid4().hex}.pdf"


class ReviewDocument(LongWork):
    """The PDF of a frozen review, built by Celery. Once it is there it stays as it is."""

    TASK = "smsplan.reviews.tasks.build_review_pdf"

    review = models.OneToOneField(
        Review, verbose_name=_("management review"), on_delete=models.PROTECT, related_name="document"
    )
    file = models.FileField(_("file"), upload_to=_document_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("PDF of a management review")
        verbose_name_plural = _("PDFs of management reviews")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=~Q(work_state="ready") | (~Q(file="") & Q(sha256__regex=r"^[0-9a-f]{64}$")),
                name="review_document_ready_whole",
            ),
        )
        triggers = (
            *never_deleted(),
            pgtrigger.Trigger(
                name="document_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("file", "size", "sha256", "review"),
                func="""
                    IF OLD.sha256 <> '' THEN
                        RAISE EXCEPTION 'a built document is not changed' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.review.reference}.pdf"

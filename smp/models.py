import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smp import content
from smsplan.accounts.models import User
from smsplan.audit.history import History
from smsplan.audit.triggers import append_only, never_deleted
from smsplan.records.models import LongWork
from smsplan.ui.richtext import is_blank

#: What an approved version says; nothing of it may change afterwards, whoever asks.
_CONTENT = (
    "major", "minor", "title", "language", "reason_kind", "change_summary", "based_on_id", "frozen", "content_sha256",
    "created_by_id", "created_at", "submitted_by_id", "submitted_at",
)  # fmt: skip
_APPROVAL = ("approved_by_id", "approved_at", "effective_on")


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


_FROZEN_CONTENT = f"""
IF OLD.state IN ('approved', 'superseded', 'discarded')
   AND ({_differs((*_CONTENT, *_APPROVAL))}
        OR (NEW.state <> OLD.state AND NOT (OLD.state = 'approved' AND NEW.state = 'superseded'))) THEN
  RAISE EXCEPTION 'a version that is % cannot be changed', OLD.state USING ERRCODE = 'restrict_violation';
END IF;
IF OLD.state = 'in_review' AND NEW.state <> 'draft' AND ({_differs(_CONTENT)}) THEN
  RAISE EXCEPTION 'a version in review is frozen' USING ERRCODE = 'restrict_violation';
END IF;
IF NEW.state = 'approved' AND OLD.state NOT IN ('in_review', 'approved') THEN
  RAISE EXCEPTION 'only a version in review can be approved' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""

_SECTION_OF_DRAFT = """
IF NOT EXISTS (SELECT 1 FROM smp_version v WHERE v.id = NEW.version_id AND v.state = 'draft') THEN
  RAISE EXCEPTION 'sections change only while their version is a draft' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""

_PUBLISHED_FILE = """
IF OLD.sha256 <> '' AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.file IS DISTINCT FROM OLD.file
                         OR NEW.version_id IS DISTINCT FROM OLD.version_id) THEN
  RAISE EXCEPTION 'a published document cannot be changed' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


def _before(name: str, operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, level=pgtrigger.Row, when=pgtrigger.Before, operation=operation, func=func)


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "VersionQuerySet":
        """Every version with `view_version`; only the one in force with `read_version`; else none."""
        if user.has_perm("smp.view_version"):
            return self
        if user.has_perm("smp.read_version"):
            return self.in_force()
        return self.none()

    def in_force(self) -> "VersionQuerySet":
        """The approved version; there is at most one."""
        return self.filter(state=Version.State.APPROVED)

    def open(self) -> "VersionQuerySet":
        """The draft or the version in review; there is at most one."""
        return self.filter(state__in=Version.OPEN)

    def for_list(self) -> "VersionQuerySet":
        """With what the version history shows, without the frozen content."""
        return self.select_related("created_by", "submitted_by", "approved_by", "publication").defer("frozen")


class Version(models.Model):
    """One version of the Service Management Plan (6.3): drafted, frozen by submitting, in force once published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        APPROVED = "approved", _("In force")
        SUPERSEDED = "superseded", _("Superseded")
        DISCARDED = "discarded", _("Discarded")

    class ReasonKind(models.TextChoices):
        INITIAL = "initial", _("First version")
        ANNUAL_REVIEW = "annual_review", _("Annual review")
        SCOPE_CHANGE = "scope_change", _("Scope change")
        OBJECTIVE_CHANGE = "objective_change", _("Objective change")
        SMS_CHANGE = "sms_change", _("SMS change")
        CORRECTION = "correction", _("Correction")

    OPEN = (State.DRAFT, State.IN_REVIEW)

    major = models.PositiveSmallIntegerField(_("major number"))
    minor = models.PositiveSmallIntegerField(_("minor number"))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=User.Language.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    reason_kind = models.CharField(_("reason for this version"), max_length=20, choices=ReasonKind.choices)
    change_summary = models.TextField(
        _("what changes"), help_text=_("For the version history: what is different from the version before, and why.")
    )
    based_on = models.ForeignKey(
        "self", verbose_name=_("based on"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    effective_on = models.DateField(_("in force since"), null=True, editable=False)
    next_review_on = models.DateField(_("next review"), null=True, editable=False)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True, editable=False)
    #: Text and block data as they were submitted (see smp.freezing); None while it is a draft.
    frozen = models.JSONField(_("frozen content"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    # The frozen content is told by its hash; its words are in the history of the sections.
    history = History(excluded_fields=["frozen"])
    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("SMP version")
        verbose_name_plural = _("SMP versions")
        ordering = ("-major", "-minor", "-pk")
        default_permissions = ("add", "change", "view")
        permissions = (
            ("read_version", "Can read the version in force"),
            ("submit_version", "Can submit SMP versions"),
            ("approve_version", "Can approve SMP versions"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("major", "minor"),
                condition=~Q(state="discarded"),
                name="smp_version_number_once",
                violation_error_message=_("There is a version with this number already."),
            ),
            models.UniqueConstraint(
                models.Case(models.When(state__in=("draft", "in_review"), then=models.Value(1))),
                name="smp_one_open_version",
                violation_error_message=_("There is a draft or a version in review already; there can be only one."),
            ),
            models.UniqueConstraint(
                fields=("state",),
                condition=Q(state="approved"),
                name="smp_one_version_in_force",
                violation_error_message=_("There is a version in force already; there can be only one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded"))
                | (Q(frozen__isnull=False) & Q(submitted_by__isnull=False) & ~Q(content_sha256="")),
                name="smp_submitted_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "superseded"))
                | Q(approved_by__isnull=False, approved_at__isnull=False, effective_on__isnull=False),
                name="smp_in_force_is_approved",
            ),
            # Four eyes, also for whoever writes past the application.
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("created_by")) & ~Q(approved_by=F("submitted_by"))),
                name="smp_approver_is_not_author",
                violation_error_message=_("Nobody approves a version that they wrote or submitted."),
            ),
        )
        triggers = (*never_deleted(), _before("frozen_content", pgtrigger.Update, _FROZEN_CONTENT))

    def __str__(self) -> str:
        return f"SMP {self.number}"

    def get_absolute_url(self) -> str:
        """The version's page."""
        return reverse("smp:detail", args=[self.pk])

    @property
    def number(self) -> str:
        """Major and minor, such as 2.1."""
        return f"{self.major}.{self.minor}"

    @property
    def reference(self) -> str:
        """What people call it: SMP 2.1."""
        return str(self)

    @property
    def heading(self) -> str:
        """The document's title."""
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether its text may still change."""
        return self.state == self.State.DRAFT

    @property
    def is_publishing(self) -> bool:
        """Approved, and not in force before its document is made."""
        return self.state == self.State.IN_REVIEW and self.approved_at is not None

    def author_ids(self) -> set[int]:
        """Everybody who wrote: who began it, who submitted it, and who saved any of its sections.

        Read from the append-only history, so that nobody can be taken off the list.
        """
        editors = Section.history.filter(version_id=self.pk).values_list("history_user_id", flat=True).distinct()
        return {pk for pk in (self.created_by_id, self.submitted_by_id, *editors) if pk is not None}


class Section(models.Model):
    """One section of a version: rich text, and the live blocks under it. Changes only while the version is a draft."""

    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="sections", editable=False
    )
    key = models.CharField(_("required content"), max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    blocks = ArrayField(
        models.CharField(max_length=40, choices=content.block_choices),
        verbose_name=_("live blocks"),
        default=list,
        blank=True,
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    history = History()

    class Meta:
        verbose_name = _("SMP section")
        verbose_name_plural = _("SMP sections")
        ordering = ("version", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="smp_section_once"),
            models.UniqueConstraint(
                fields=("version", "position"), name="smp_section_order", deferrable=models.Deferrable.DEFERRED
            ),
        )
        triggers = (
            *never_deleted(),
            _before("section_of_draft", pgtrigger.Insert | pgtrigger.Update, _SECTION_OF_DRAFT),
        )

    def __str__(self) -> str:
        return f"{self.version} – {self.title}"

    def get_absolute_url(self) -> str:
        """The section on its version's page."""
        return f"{reverse('smp:detail', args=[self.version_id])}#section-{self.key}"

    @property
    def required(self) -> content.RequiredSection | None:
        """Which of the guide's ten contents this is; None for the organization's own section."""
        return content.BY_KEY.get(self.key)

    @property
    def written(self) -> bool:
        """Whether there is any text."""
        return not is_blank(self.body)


class Decision(models.Model):
    """What was decided about a version, by whom, of which content, and what the signature means. Append-only."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned with comments")
        REJECTED = "rejected", _("Rejected")

    version = models.ForeignKey(Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("name at the time"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    comments = models.TextField(_("comments"), blank=True)
    meaning = models.TextField(_("meaning of the signature"), blank=True)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)

    class Meta:
        verbose_name = _("SMP decision")
        verbose_name_plural = _("SMP decisions")
        ordering = ("at", "pk")
        default_permissions = ()
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"


def _pdf_path(instance: "Publication", filename: str) -> str:
    return f"smp/{uuid.uuid4().hex}.pdf"


class Publication(LongWork):
    """The making of an approved version's document; its file and hash are there once the version is in force."""

    TASK = "smp.tasks.publish_version"

    version = models.OneToOneField(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="publication"
    )
    file = models.FileField(_("file"), upload_to=_pdf_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("SMP publication")
        verbose_name_plural = _("SMP publications")
        default_permissions = ()
        triggers = (*never_deleted(), _before("published_file", pgtrigger.Update, _PUBLISHED_FILE))

    def __str__(self) -> str:
        return f"{self.version}.pdf"

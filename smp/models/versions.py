import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from changes.models import Change
from smp.models.triggers import before
from smsplan.accounts.keys import person_key
from smsplan.accounts.models import User
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted

#: What an approved version says; nothing of it may change afterwards, whoever asks.
_CONTENT = (
    "major", "minor", "title", "language", "reason_kind", "change_summary", "based_on_id", "frozen", "content_sha256",
    "created_by_id", "created_at", "submitted_by_id", "submitted_at", "submission", "in_order",
)  # fmt: skip
_APPROVAL = ("approved_by_id", "approved_at", "effective_on")


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


_FROZEN_CONTENT = f"""
IF OLD.state IN ('approved', 'superseded', 'discarded', 'rejected')
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

#: Four eyes and every approval that was asked for, also for whoever writes past the application.
_APPROVED_BY_ALL = """
IF TG_OP = 'INSERT' THEN
  IF NEW.state <> 'draft' OR NEW.approved_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END IF;
IF NEW.approved_by_id IS NULL OR
   (NEW.approved_by_id, NEW.approved_at) IS NOT DISTINCT FROM (OLD.approved_by_id, OLD.approved_at) THEN
  RETURN NEW;
END IF;
IF EXISTS (SELECT 1 FROM smp_historicalsection h
            WHERE h.version_id = NEW.id AND h.history_user_id = NEW.approved_by_id) THEN
  RAISE EXCEPTION 'nobody approves a version that they wrote in' USING ERRCODE = 'restrict_violation';
END IF;
IF NOT EXISTS (SELECT 1 FROM smp_decision d
                WHERE d.version_id = NEW.id AND d.submission = NEW.submission AND d.kind = 'approved'
                  AND d.by_id = NEW.approved_by_id AND d.content_sha256 = NEW.content_sha256)
   OR EXISTS (SELECT 1 FROM smp_approver a
               WHERE a.version_id = NEW.id AND a.submission = NEW.submission
                 AND NOT EXISTS (SELECT 1 FROM smp_decision d
                                  WHERE d.version_id = a.version_id AND d.submission = a.submission
                                    AND d.kind = 'approved' AND d.by_id = a.person_id)) THEN
  RAISE EXCEPTION 'a version is approved once everybody who was asked has approved it'
    USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


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

    def with_last_change(self) -> "VersionQuerySet":
        """With `last_changed`: when the version or any of its sections was saved last."""
        return self.annotate(last_changed=Greatest("updated_at", models.Max("sections__updated_at")))

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
        REJECTED = "rejected", _("Rejected")

    class ReasonKind(models.TextChoices):
        INITIAL = "initial", _("First version")
        ANNUAL_REVIEW = "annual_review", _("Annual review")
        SCOPE_CHANGE = "scope_change", _("Scope change")
        OBJECTIVE_CHANGE = "objective_change", _("Objective change")
        SMS_CHANGE = "sms_change", _("SMS change")
        CORRECTION = "correction", _("Correction")

    OPEN = (State.DRAFT, State.IN_REVIEW)
    #: Given up: kept with everything in it, and its number is free again.
    GIVEN_UP = (State.DISCARDED, State.REJECTED)

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
    changes = models.ManyToManyField(
        Change,
        verbose_name=_("SMS changes it takes up"),
        blank=True,
        related_name="smp_versions",
        help_text=_("Verified changes that this version works into the plan. They stop showing as drift."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = person_key(_("author"), editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = person_key(null=True, editable=False)
    #: How often it was submitted; decisions and approvers belong to one submission.
    submission = models.PositiveSmallIntegerField(_("submission"), default=0, editable=False)
    in_order = models.BooleanField(_("approved one after the other"), default=False, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = person_key(_("submitted by"), null=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = person_key(_("approved by"), null=True, editable=False)
    effective_on = models.DateField(_("in force since"), null=True, editable=False)
    next_review_on = models.DateField(_("next review"), null=True, editable=False)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True, editable=False)
    #: Text and block data as they were submitted (see smp.freezing); None while it is a draft.
    frozen = models.JSONField(_("frozen content"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    # The frozen content is told by its hash; its words are in the history of the sections.
    history = History(excluded_fields=["frozen"], m2m_fields=["changes"])
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
            ("review_version", "Can review the version in force and leave it as it is"),
            ("distribute_version", "Can say who has to acknowledge the version in force"),
            ("acknowledge_version", "Can acknowledge the version in force"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("major", "minor"),
                condition=~Q(state__in=("discarded", "rejected")),
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
        triggers = (
            *never_deleted(),
            before("frozen_content", pgtrigger.Update, _FROZEN_CONTENT),
            before("approved_by_all", pgtrigger.Insert | pgtrigger.Update, _APPROVED_BY_ALL),
        )

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
        """Everybody who wrote: who began it, submitted it, changed what it says of itself or saved any of its sections.

        Read from the append-only history, so that nobody can be taken off the list.
        """
        return {pk for pk in (self.created_by_id, self.submitted_by_id, *self._writers) if pk is not None}

    @cached_property
    def _writers(self) -> set[int | None]:
        """Those among its authors whom the history tells; asked several times for one page."""
        writers = set(
            self.sections.model.history.filter(version_id=self.pk).values_list("history_user_id", flat=True).distinct()
        )
        before = None
        for state, who in self.history.order_by("history_id").values_list("state", "history_user_id"):
            # A draft that was a draft before: saved as such, not returned by one who decided about it.
            if state == self.State.DRAFT and before in (None, self.State.DRAFT):
                writers.add(who)
            before = state
        return writers

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smp.models.triggers import before
from smp.models.versions import Version
from smsplan.accounts.keys import person_key
from smsplan.audit.triggers import append_only

#: Whoever approves has written none of it, and was asked if anybody was.
_APPROVAL_BY_ANOTHER = """
IF NEW.kind <> 'approved' THEN
  RETURN NEW;
END IF;
IF EXISTS (SELECT 1 FROM smp_version v
            WHERE v.id = NEW.version_id AND NEW.by_id IN (v.created_by_id, v.submitted_by_id))
   OR EXISTS (SELECT 1 FROM smp_historicalsection h
               WHERE h.version_id = NEW.version_id AND h.history_user_id = NEW.by_id) THEN
  RAISE EXCEPTION 'nobody approves a version that they wrote or submitted' USING ERRCODE = 'restrict_violation';
END IF;
IF EXISTS (SELECT 1 FROM smp_approver a WHERE a.version_id = NEW.version_id AND a.submission = NEW.submission)
   AND NOT EXISTS (SELECT 1 FROM smp_approver a WHERE a.version_id = NEW.version_id
                      AND a.submission = NEW.submission AND a.person_id = NEW.by_id) THEN
  RAISE EXCEPTION 'only those who were asked approve this submission' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


class Decision(models.Model):
    """What was decided about a version, by whom, of which content, and what the signature means. Append-only."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned with comments")
        REJECTED = "rejected", _("Rejected")
        TAKEN_BACK = "taken_back", _("Taken back by its authors")

    class SignedWith(models.TextChoices):
        PASSWORD = "password", _("Password, typed again")

    version = models.ForeignKey(Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="decisions")
    submission = models.PositiveSmallIntegerField(_("submission"), default=1)
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    by = person_key(_("who"))
    by_name = models.CharField(_("name at the time"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    comments = models.TextField(_("comments"), blank=True)
    meaning = models.TextField(_("meaning of the signature"), blank=True)
    signed_with = models.CharField(
        _("how the signature was given"), max_length=10, choices=SignedWith.choices, blank=True
    )
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)

    class Meta:
        verbose_name = _("SMP decision")
        verbose_name_plural = _("SMP decisions")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("version", "submission", "by"),
                condition=Q(kind="approved"),
                name="smp_one_approval_each",
                violation_error_message=_("You have approved this submission already."),
            ),
        )
        triggers = (*append_only(), before("approval_by_another", pgtrigger.Insert, _APPROVAL_BY_ANOTHER))

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"


class Approver(models.Model):
    """Who was asked to approve a submission, and in which place when they approve one after the other. Append-only."""

    version = models.ForeignKey(Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="approvers")
    submission = models.PositiveSmallIntegerField(_("submission"))
    person = person_key(_("approver"))
    position = models.PositiveSmallIntegerField(_("order"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)

    #: See smsplan.audit.as_of.tables.
    written_at = "asked_at"

    class Meta:
        verbose_name = _("approver")
        verbose_name_plural = _("approvers")
        ordering = ("version", "submission", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("version", "submission", "person"), name="smp_approver_once"),
            models.UniqueConstraint(fields=("version", "submission", "position"), name="smp_approver_order"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version}: {self.person}"


class PlanReview(models.Model):
    """The version in force was looked at and left as it is: by whom, when, why, and until when. Append-only (6.3)."""

    version = models.ForeignKey(Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="reviews")
    by = person_key(_("who"))
    by_name = models.CharField(_("name at the time"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    reason = models.TextField(_("why no change is needed"))
    #: What had changed in the registers by then, in words: the reviewer saw it.
    drift = models.JSONField(_("drift at the time"), default=list, blank=True)
    next_review_on = models.DateField(_("next review"))

    #: See smsplan.audit.as_of.tables.
    written_at = "at"

    class Meta:
        verbose_name = _("review of the plan")
        verbose_name_plural = _("reviews of the plan")
        ordering = ("at", "pk")
        default_permissions = ()
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version}: {self.by_name}"

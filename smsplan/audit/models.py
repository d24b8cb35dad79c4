from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.audit.triggers import append_only


class Action(models.TextChoices):
    """The registered audit actions. An act that is not listed here can't be recorded."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")
    PERSON_CHANGED = "person_changed", _("Person changed")
    IMPORTED = "imported", _("Imported")
    EXPORTED = "exported", _("Exported")
    ATTACHED = "attached", _("File attached")
    DETACHED = "detached", _("File withdrawn")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned with comments")
    TAKEN_BACK = "taken_back", _("Taken back by its authors")
    SIGNATURE_REFUSED = "signature_refused", _("Signature refused")
    REJECTED = "rejected", _("Rejected")
    MOVED = "moved", _("State changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CONVERTED = "converted", _("Converted into an objective")
    PUBLISHED = "published", _("Published")
    PUBLICATION_FAILED = "publication_failed", _("Publication failed")
    ACKNOWLEDGED = "acknowledged", _("Read and acknowledged")
    FROZEN = "frozen", _("Frozen")
    REQUESTED = "requested", _("Requested")
    BUILT = "built", _("Built")
    DOWNLOADED = "downloaded", _("Downloaded")
    REMINDED = "reminded", _("Reminded")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Taken into the register")
    ASSESSED = "assessed", _("Assessed")
    ACCEPTED = "accepted", _("Risk accepted")
    ACCEPTANCE_ENDED = "acceptance_ended", _("Acceptance ended")
    REVIEWED = "reviewed", _("Reviewed, still valid")
    MERGED = "merged", _("Merged")
    CRITERIA_CHANGED = "criteria_changed", _("Risk criteria changed")
    ACTION_DONE = "action_done", _("Action done")
    EFFECTIVENESS_CHECKED = "effectiveness_checked", _("Effectiveness checked")
    COMMENTED = "commented", _("Commented")
    CHANGED_IN_BULK = "changed_in_bulk", _("Several changed at once")


class Event(models.Model):
    """One line of the audit trail: who did what to which record, when and why. Append-only."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    action = models.CharField(_("action"), max_length=30, choices=Action.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("name at the time"), max_length=200)
    target_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target_label = models.CharField(_("record"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)

    #: See smsplan.audit.as_of.tables.
    written_at = "at"

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("target_type", "target_id")),
            models.Index(fields=("-at",)),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.target_label}".strip()

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted


class Revision(models.Model):
    """A change of an approved objective with its reason, until a Manager decides.

    The objective stays in force and is measured meanwhile. `before` and `after` map field names to values as they are
    stored in JSON; `after` holds only what changes.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.PROTECT, related_name="revisions"
    )
    reason = models.TextField(_("reason"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = person_key(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = person_key(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    history = History()

    class Meta:
        verbose_name = _("revision of an objective")
        verbose_name_plural = _("revisions of objectives")
        ordering = ("-proposed_at", "-pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("objective",), condition=Q(state="proposed"), name="one_open_revision"),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.objective} ({self.get_state_display()})"

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted


class Comment(models.Model):
    """What somebody said about a record. Withdrawn by its author, never deleted; `mentions` were told of it."""

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    text = models.TextField(_("comment"), max_length=4000)
    author = person_key(_("author"))
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("mentioned"), blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    #: For what has to be dealt with, such as a comment on a section of the plan: when it was, and by whom.
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True, editable=False)
    resolved_by = person_key(_("resolved by"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    _history_m2m_fields = ("mentions",)
    history = History()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("at", "pk")
        default_permissions = ("add",)
        indexes = (models.Index(fields=("target_type", "target_id")),)
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.text[:80]

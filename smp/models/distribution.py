from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smp.models.versions import Version
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import append_only, never_deleted


class Distribution(models.Model):
    """Who has to acknowledge the version in force: everybody in these roles, and these people. There is one row."""

    roles = models.ManyToManyField(Group, verbose_name=_("roles"), blank=True, related_name="+")
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("people besides"), blank=True, related_name="+"
    )
    within_days = models.PositiveSmallIntegerField(
        _("days to acknowledge"), default=14, help_text=_("Counted from the day on which a version comes into force.")
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = person_key(null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    history = History(m2m_fields=["roles", "people"])

    class Meta:
        verbose_name = _("distribution")
        verbose_name_plural = _("distribution")
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="smp_one_distribution"),)
        triggers = never_deleted()

    def __str__(self) -> str:
        return str(_("Distribution"))

    @classmethod
    def get(cls) -> "Distribution":
        """The one row, made by the migration."""
        return cls.objects.get(pk=1)


class Acknowledgement(models.Model):
    """A reader has read this version while it was in force. Once each, append-only."""

    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="acknowledgements"
    )
    person = person_key(_("who"))
    name = models.CharField(_("name at the time"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)

    #: See smsplan.audit.as_of.tables.
    written_at = "at"

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("version", "person"), name="smp_acknowledged_once"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version}: {self.name}"

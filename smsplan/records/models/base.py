import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted


class Counter(models.Model):
    """The last number given under a prefix; locked while a reference is taken, so that none repeats or is skipped."""

    prefix = models.CharField(max_length=10, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:04d}"


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RecordQuerySet":
        """What this person may see: everything with the view right; what they own or made with `own_<model>`."""
        opts = self.model._meta
        if user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return self
        if user.has_perm(f"{opts.app_label}.own_{opts.model_name}"):
            return self.filter(models.Q(owner=user) | models.Q(created_by=user))
        return self.none()


class Record(models.Model):
    """What every register row has: reference, title, owner, who and when, and a revision that refuses stale saves."""

    #: The reference's prefix, such as "RSK"; set by each register.
    PREFIX = ""
    #: The names of the rows whose words a search takes for the record's own; their tables have a `words` column too.
    SEARCHED_ROWS: tuple[str, ...] = ()

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    owner = person_key(_("owner"), null=True, blank=True)
    owner_role = models.CharField(
        _("accountable role"), max_length=120, blank=True, help_text=_("For example: Change Manager.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = person_key(null=True, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = person_key(null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    history = History(inherit=True)
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        # No "delete": records are withdrawn or closed, and the database refuses a DELETE.
        default_permissions = ("add", "change", "view")
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.reference} {self.heading}".strip()

    @property
    def heading(self) -> str:
        """The record's title, under whatever name the register keeps it."""
        return getattr(self, "title", "")

    @property
    def accountable(self) -> str:
        """The owner's name, else the accountable role, else nothing."""
        return str(self.owner) if self.owner_id else self.owner_role


class Submission(models.Model):
    """A create form that was sent: its token is claimed once, so that a double submit makes one record."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = person_key()
    at = models.DateTimeField(default=timezone.now)
    target_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")

    def __str__(self) -> str:
        return str(self.token)

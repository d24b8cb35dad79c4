import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        """What this person may see: everything with the view right; what they own with the right `own_<model>`."""
        opts = self.model._meta
        if user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return self
        if user.has_perm(f"{opts.app_label}.own_{opts.model_name}"):
            return self.filter(owner=user)
        return self.none()


class Record(models.Model):
    """What every register row has: reference, title, owner, who and when, and a revision that refuses stale saves."""

    #: The reference's prefix, such as "RSK"; set by each register.
    PREFIX = ""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner_role = models.CharField(
        _("accountable role"), max_length=120, blank=True, help_text=_("For example: Change Manager.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
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
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    target_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(null=True)
    target = GenericForeignKey("target_type", "target_id")

    def __str__(self) -> str:
        return str(self.token)


def _attachment_path(instance: "Attachment", filename: str) -> str:
    return f"attachments/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file kept with a record: its SHA-256, size and recognised type. Withdrawn with a reason, never deleted."""

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    file = models.FileField(_("file"), upload_to=_attachment_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-uploaded_at", "-pk")
        indexes = (models.Index(fields=("target_type", "target_id")),)
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the file downloads."""
        return reverse("records:download", args=[self.pk])

    @property
    def withdraw_url(self) -> str:
        """Where the file is withdrawn, with a reason."""
        return reverse("records:detach", args=[self.pk])


class ImportRun(models.Model):
    """An uploaded table between its preview and its confirmation; claimed once when it is confirmed."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("Previewed")
        DONE = "done", _("Imported")

    kind = models.CharField(max_length=60)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported = models.PositiveIntegerField(_("rows imported"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name


class LongWork(models.Model):
    """Work that a Celery task does: queued, running with progress, ready, or failed with why and a retry."""

    class Progress(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    #: Dotted name of the Celery task that takes the row's id; set by each kind of work.
    TASK = ""
    #: How often lost work (a killed worker) is taken up again before it is marked failed.
    MAX_ATTEMPTS = 3

    work_state = models.CharField(_("state"), max_length=10, choices=Progress.choices, default=Progress.QUEUED)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    step = models.CharField(_("step"), max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        abstract = True

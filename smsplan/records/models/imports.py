from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.records.models.work import LongWork


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ImportRunQuerySet":
        """The runs of this person: an upload is its uploader's alone."""
        return self.filter(requested_by=user)


class ImportRun(LongWork):
    """An uploaded table on its way into a register: its columns are matched, it is checked, then imported as a whole.

    Checking and importing are long work. Whoever wants to import claims a checked run (see `imports.confirm`).
    """

    TASK = "smsplan.records.tasks.work_on_import"

    class State(models.TextChoices):
        MATCHING = "matching", _("Columns to be matched")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")

    #: The register; also the namespace of its addresses.
    kind = models.CharField(max_length=60)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MATCHING)
    #: The file's headings, and for each of them the key of the column it means, or "" to leave it out.
    headings = models.JSONField(default=list)
    matching = models.JSONField(default=list)
    #: Column key -> word in the file -> the choice it means ("" for none).
    words = models.JSONField(default=dict)
    #: How often it was checked: a confirmation names the check it has seen.
    checks = models.PositiveIntegerField(default=0)
    #: What the check found: counts, and words that are not understood.
    found = models.JSONField(default=dict)
    #: What the import did: counts.
    result = models.JSONField(default=dict)
    imported = models.PositiveIntegerField(_("rows imported"), default=0)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a checked file: what importing it would do, and what the person decided where that is open."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        UPDATE = "update", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        DUPLICATE = "duplicate", _("Similar")
        ERROR = "error", _("With errors")

    class Decision(models.TextChoices):
        NEW = "new", _("Import as new")
        UPDATE = "update", _("Update that record")
        SKIP = "skip", _("Skip")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    #: As a spreadsheet counts it.
    number = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    #: The record that the row updates or resembles, as it stood when it was checked; then the one it became.
    record_id = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(null=True)
    #: What the page shows: cells, notes, problems, changes, resembles, may_update.
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("run", "number"), name="import_row_once"),
            models.CheckConstraint(
                condition=Q(decision="") | Q(outcome="duplicate"), name="import_decides_on_duplicates"
            ),
        )
        indexes = (models.Index(fields=("run", "outcome", "number"), name="import_row_outcome"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ImportMemory(models.Model):
    """How one person last matched the headings and words of files for one register; offered again next time."""

    kind = models.CharField(max_length=60)
    person = person_key()
    #: Heading -> column key, or "" to leave it out.
    columns = models.JSONField(default=dict)
    #: Column key -> word -> choice.
    words = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("kind", "person"), name="import_memory_once"),)

    def __str__(self) -> str:
        return self.kind

from collections.abc import Callable

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from smp import content
from smp.arranging import in_words
from smp.models.triggers import before
from smp.models.versions import Version
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted
from smsplan.ui.richtext import is_blank

_SECTION_OF_DRAFT = """
IF NOT EXISTS (SELECT 1 FROM smp_version v WHERE v.id = NEW.version_id AND v.state = 'draft') THEN
  RAISE EXCEPTION 'sections change only while their version is a draft' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


class SectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SectionQuerySet":
        """The sections of every version for who sees drafts; else none, since readers see a version as a whole."""
        return self.all() if user.has_perm("smp.view_version") else self.none()

    def standing(self) -> "SectionQuerySet":
        """The sections that are in the document, in their order; not those that were taken out."""
        return self.filter(removed_at=None).order_by("position")


class Section(models.Model):
    """One section of a version: rich text, and its live blocks. Changes only while the version is a draft.

    `blocks` are all of them in the order in which they print; where one stands in the text, `smp.arranging` says.
    """

    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="sections", editable=False
    )
    key = models.CharField(_("required content"), max_length=40, editable=False)
    #: From 1 on; a removed section stands below zero, out of the way of the others.
    position = models.IntegerField(_("order"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    blocks = ArrayField(
        models.CharField(max_length=40, choices=content.block_choices),
        verbose_name=_("live blocks"),
        default=list,
        blank=True,
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True, editable=False)
    updated_by = person_key(null=True, editable=False)
    #: When it was taken out of the draft; it can be brought back while the version is a draft.
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    #: Images are the version's; see smsplan.records.views.files.
    takes_files = False
    #: A comment on a section waits until somebody says that it is dealt with.
    resolves_comments = True

    history = History()
    objects = SectionQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(removed_at=None, position__gt=0) | Q(removed_at__isnull=False, position__lt=0),
                name="smp_removed_section_out_of_order",
            ),
        )
        triggers = (
            *never_deleted(),
            before("section_of_draft", pgtrigger.Insert | pgtrigger.Update, _SECTION_OF_DRAFT),
        )

    def __str__(self) -> str:
        return f"{self.version} – {self.title}"

    def get_absolute_url(self) -> str:
        """The section on its version's page."""
        return f"{reverse('smp:detail', args=[self.version_id])}#section-{self.key}"

    def history_words(self) -> dict[str, Callable[[models.Model], str]]:
        """In the history the text tells also where its live blocks stand, and which content it is by its title."""
        return {
            "body": lambda row: Truncator(in_words(row.body)).chars(2000) or "–",
            "key": lambda row: str(content.BY_KEY[row.key].title if row.key in content.BY_KEY else _("Own section")),
        }

    @property
    def discussion_url(self) -> str:
        """Where its comments are (see smsplan.records.comments)."""
        return reverse("smp:comments", args=[self.version_id, self.key])

    @property
    def removed(self) -> bool:
        """Whether it was taken out of the draft."""
        return self.removed_at is not None

    @property
    def required(self) -> content.RequiredSection | None:
        """Which of the guide's ten contents this is; None for the organization's own section."""
        return content.BY_KEY.get(self.key)

    @property
    def written(self) -> bool:
        """Whether there is any text."""
        return not is_blank(self.body)

    @property
    def own(self) -> bool:
        """Whether it is the organization's own, beyond what the guide requires."""
        return self.required is None


class SectionDraft(models.Model):
    """What somebody has typed into a section and not saved yet: kept as they type, theirs alone, gone once saved.

    `read_at_revision` is the section's revision when they began, so that saving later notices what others saved.
    """

    section = models.ForeignKey(
        Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="drafts", editable=False
    )
    person = person_key(_("who"), editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    blocks = ArrayField(models.CharField(max_length=40), verbose_name=_("live blocks"), default=list, blank=True)
    read_at_revision = models.PositiveIntegerField(_("revision"), editable=False)
    #: Counts the saves of one browser, so that one that arrives late does not undo a newer one.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(_("last kept"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("section", "person"), name="smp_one_draft_text_each"),)

    def __str__(self) -> str:
        return f"{self.section}: {self.person}"


class SectionLock(models.Model):
    """Who is writing in a section now. `seen_at` moves while their page is open; another person may take over."""

    section = models.OneToOneField(
        Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="lock", editable=False
    )
    person = person_key(_("who"), editable=False)
    taken_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("section being written")
        verbose_name_plural = _("sections being written")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.section}: {self.person}"

"""The rows of a change plan (6.3): what the guide asks for, part by part, and what came of each.

What was planned is changed only while the plan is a draft; what came of it (done, attended, met) is added later.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from risks.models import Risk
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.records.models import Attachment, NeededResource, PlannedStep

_OF_DRAFT = """
IF NOT EXISTS (
  SELECT 1 FROM changes_change c WHERE c.id = COALESCE(NEW.change_id, OLD.change_id) AND c.state = 'draft'
) THEN
  RAISE EXCEPTION 'a submitted change plan is not edited' USING ERRCODE = 'restrict_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""


def planned(*columns: str) -> tuple[pgtrigger.Trigger, ...]:
    """The triggers that keep rows, and these columns of them, as they were when the plan was submitted."""
    return (
        pgtrigger.Trigger(
            name="row_of_draft", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Delete, func=_OF_DRAFT
        ),
        pgtrigger.Trigger(
            name="plan_of_draft",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange("change", *columns),
            func=_OF_DRAFT,
        ),
    )


def _judged_in_time() -> pgtrigger.Trigger:
    """What was found is written while the change waits to be verified, and stands from then on."""
    return pgtrigger.Trigger(
        name="judged_in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange("met", "evidence", "file", "verified_by", "verified_at"),
        func="""
            IF NOT EXISTS (
              SELECT 1 FROM changes_change c WHERE c.id = NEW.change_id AND c.state = 'implemented'
            ) THEN
              RAISE EXCEPTION 'a success criterion is judged while the change waits to be verified'
                USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )


class ChangeResource(NeededResource):
    """A resource that the change needs, and who has committed it."""

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="committed"
    )

    history = History()

    class Meta(NeededResource.Meta):
        verbose_name = _("resource of a change")
        verbose_name_plural = _("resources of changes")
        triggers = planned("kind", "description", "amount", "unit", "committed_by")


class Impact(models.Model):
    """What the change could do beside its purpose, and how that is prevented or undone."""

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="impact_rows"
    )
    description = models.CharField(_("risk or impact"), max_length=300)
    severity = models.CharField(_("how severe"), max_length=8, choices=Severity.choices, default=Severity.MEDIUM)
    response = models.CharField(_("how it is prevented or undone"), max_length=500, blank=True)
    #: The risk of the register that was made of it.
    risk = models.ForeignKey(
        Risk, verbose_name=_("risk in the register"), null=True, blank=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    history = History()

    class Meta:
        verbose_name = _("impact of a change")
        verbose_name_plural = _("impacts of changes")
        ordering = ("pk",)
        default_permissions = ()
        triggers = planned("description", "severity", "response")

    def __str__(self) -> str:
        return self.description


class Communication(models.Model):
    """Who is told what, how, when and by whom; and that it was done."""

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="communications"
    )
    audience = models.CharField(_("who is told"), max_length=200)
    message = models.CharField(_("what"), max_length=500)
    channel = models.CharField(_("how"), max_length=120, blank=True, help_text=_("Mail, town hall, service desk."))
    due = models.DateField(_("by when"))
    owner = person_key(_("by whom"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    note = models.CharField(_("what was said, and what came back"), max_length=500, blank=True, editable=False)

    history = History()

    class Meta:
        verbose_name = _("communication of a change")
        verbose_name_plural = _("communications of changes")
        ordering = ("due", "pk")
        default_permissions = ()
        triggers = planned("audience", "message", "channel", "due", "owner")

    def __str__(self) -> str:
        return f"{self.audience}: {self.message}"


class Training(models.Model):
    """Who learns what by when; and who attended."""

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="trainings"
    )
    audience = models.CharField(_("who is trained"), max_length=200)
    topic = models.CharField(_("in what"), max_length=300)
    due = models.DateField(_("by when"))
    owner = person_key(_("by whom"), null=True, blank=True)
    expected = models.PositiveSmallIntegerField(_("people expected"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True, editable=False)
    attended = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("attended"), blank=True, editable=False, related_name="+"
    )
    attended_others = models.TextField(
        _("others who attended"), blank=True, editable=False, help_text=_("People without an account, one a line.")
    )
    note = models.CharField(_("how it went"), max_length=500, blank=True, editable=False)

    history = History(m2m_fields=["attended"])

    class Meta:
        verbose_name = _("training of a change")
        verbose_name_plural = _("trainings of changes")
        ordering = ("due", "pk")
        default_permissions = ()
        triggers = planned("audience", "topic", "due", "owner", "expected")

    def __str__(self) -> str:
        return f"{self.audience}: {self.topic}"


class Criterion(models.Model):
    """One success criterion of the change, what will show it, and what was found: met or not, with evidence."""

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="criteria"
    )
    description = models.CharField(_("success criterion"), max_length=300)
    measure = models.CharField(_("evidence that will show it"), max_length=300, blank=True)
    met = models.BooleanField(_("met"), null=True, blank=True, editable=False)
    evidence = models.TextField(_("evidence"), blank=True, editable=False)
    file = models.ForeignKey(
        Attachment, verbose_name=_("file"), null=True, blank=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    verified_by = person_key(_("verified by"), null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)

    history = History()

    class Meta:
        verbose_name = _("success criterion")
        verbose_name_plural = _("success criteria")
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(met=None) | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(evidence="")),
                name="change_criterion_with_evidence",
            ),
        )
        triggers = (*planned("description", "measure"), _judged_in_time())

    def __str__(self) -> str:
        return self.description


class ChangeMilestone(PlannedStep):
    """A step of the change that has a day and an owner."""

    change = models.ForeignKey(
        "changes.Change", verbose_name=_("SMS change"), on_delete=models.CASCADE, related_name="milestones"
    )
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)

    history = History()

    class Meta(PlannedStep.Meta):
        verbose_name = _("milestone of a change")
        verbose_name_plural = _("milestones of changes")
        triggers = planned("title", "due", "owner")

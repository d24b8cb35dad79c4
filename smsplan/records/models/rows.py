"""What plans in rows have in common, whatever record they are the plan of (see smsplan.records.rows)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from smsplan.accounts.keys import person_key


class NeededResource(models.Model):
    """A resource that a plan needs, and who has committed it; `amount` is in `unit`."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Budget")
        PEOPLE = "people", pgettext_lazy("resource", "People")
        TOOL = "tool", _("Tools")
        TRAINING = "training", _("Training")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    description = models.CharField(_("what"), max_length=200)
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("currency or unit"), max_length=20, blank=True, help_text=_("IDR, days, people."))
    committed_by = person_key(_("committed by"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.description


class PlannedStep(models.Model):
    """A step on the way that has a day and somebody who answers for it."""

    title = models.CharField(_("milestone"), max_length=200)
    due = models.DateField(_("due date"))
    owner = person_key(_("owner"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("due", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

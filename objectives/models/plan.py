"""What the plan to achieve an objective consists of (6.2.2), beside its plain fields."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from smsplan.audit.history import History


class Resource(models.Model):
    """A resource that the objective needs, and who has committed it."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Budget")
        PEOPLE = "people", pgettext_lazy("resource", "People")
        TOOL = "tool", _("Tools")
        TRAINING = "training", _("Training")

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.CASCADE, related_name="committed"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    description = models.CharField(_("what"), max_length=200)
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("currency or unit"), max_length=20, blank=True, help_text=_("IDR, days, people."))
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("committed by"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    committed_on = models.DateField(_("committed on"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.description


class Consultation(models.Model):
    """Who was asked before the objective was set: the answer to "defined by the SMS team alone"."""

    class Group(models.TextChoices):
        TOP_MANAGEMENT = "top_management", _("Top management")
        BUSINESS = "business", _("Business unit")
        CUSTOMERS = "customers", _("Customers")
        OTHER = "other", _("Others")

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.CASCADE, related_name="consultations"
    )
    group = models.CharField(_("group"), max_length=16, choices=Group.choices)
    who = models.CharField(_("who"), max_length=200)
    on = models.DateField(_("when"))
    note = models.CharField(_("what they said"), max_length=500, blank=True)

    history = History()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("on", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.who}"


class Milestone(models.Model):
    """A step on the way, with the value that is planned by then if there is one."""

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.CASCADE, related_name="milestones"
    )
    title = models.CharField(_("milestone"), max_length=200)
    due = models.DateField(_("due date"))
    expected = models.DecimalField(_("value planned by then"), max_digits=18, decimal_places=4, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

"""What the plan to achieve an objective consists of (6.2.2), beside its plain fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from smsplan.audit.history import History
from smsplan.records.models import NeededResource, PlannedStep


class Resource(NeededResource):
    """A resource that the objective needs, and who has committed it."""

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.CASCADE, related_name="committed"
    )
    committed_on = models.DateField(_("committed on"), null=True, blank=True)

    history = History()

    class Meta(NeededResource.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")


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


class Milestone(PlannedStep):
    """A step on the way, with the value that is planned by then if there is one."""

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.CASCADE, related_name="milestones"
    )
    expected = models.DecimalField(_("value planned by then"), max_digits=18, decimal_places=4, null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = History()

    class Meta(PlannedStep.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

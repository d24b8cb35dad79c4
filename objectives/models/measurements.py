from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives.models.objectives import Objective
from objectives.wording import label_of
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted
from smsplan.records.models import Attachment


class MeasurementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MeasurementQuerySet":
        """The values of the objectives that this person sees."""
        return self.filter(objective__in=Objective.objects.visible_to(user).order_by().values("pk"))


class Measurement(models.Model):
    """The value of an objective in one period, in the objective's unit. A correction keeps the old value in history."""

    objective = models.ForeignKey(
        "objectives.Objective", verbose_name=_("objective"), on_delete=models.PROTECT, related_name="measurements"
    )
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where the value was read, such as the monitoring report.")
    )
    evidence = models.ForeignKey(
        Attachment, verbose_name=_("evidence"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    measured_by = person_key(_("measured by"), null=True)
    measured_at = models.DateTimeField(_("recorded"), default=timezone.now)

    #: Counts the saves, so that a correction can tell that it was read before another.
    revision = models.PositiveIntegerField(default=0, editable=False)

    history = History()
    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("objective", "period_start")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                name="measurement_period_once",
                fields=("objective", "period_start"),
                violation_error_message=_("This period has a value already."),
            ),
            models.CheckConstraint(
                name="measurement_period_in_order", condition=Q(period_end__gte=models.F("period_start"))
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.objective.reference}, {label_of(self.objective, self.period_start, self.period_end)}"

    def get_absolute_url(self) -> str:
        """The objective's table of measurements."""
        return f"{reverse('objectives:detail', args=[self.objective_id])}?tab=measurements"

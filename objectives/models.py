import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives import progress
from risks.models import Opportunity, Risk
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted
from smsplan.context.models import Service
from smsplan.records.models import Record, RecordQuerySet


class Frequency(models.TextChoices):
    """How often a value is due (see progress.Frequency)."""

    WEEKLY = progress.Frequency.WEEKLY, _("Weekly")
    MONTHLY = progress.Frequency.MONTHLY, _("Monthly")
    QUARTERLY = progress.Frequency.QUARTERLY, _("Quarterly")
    HALF_YEARLY = progress.Frequency.HALF_YEARLY, _("Half-yearly")
    YEARLY = progress.Frequency.YEARLY, _("Yearly")


class Direction(models.TextChoices):
    """Which side of the target is good (see progress.Direction)."""

    AT_LEAST = progress.Direction.AT_LEAST, _("At least the target")
    AT_MOST = progress.Direction.AT_MOST, _("At most the target")


class Rule(models.TextChoices):
    """Which figure is held against the target over the cycle (see progress.Rule)."""

    LATEST = progress.Rule.LATEST, _("The latest value")
    AVERAGE = progress.Rule.AVERAGE, _("The average of all periods")
    EVERY_PERIOD = progress.Rule.EVERY_PERIOD, _("The value of every period")
    SUM = progress.Rule.SUM, _("The sum of all periods")


class Verdict(models.TextChoices):
    """Where an objective stands (see progress.Verdict)."""

    ON_TRACK = progress.Verdict.ON_TRACK, _("On track")
    AT_RISK = progress.Verdict.AT_RISK, _("At risk")
    OFF_TRACK = progress.Verdict.OFF_TRACK, _("Off track")
    ACHIEVED = progress.Verdict.ACHIEVED, _("Achieved")
    MISSED = progress.Verdict.MISSED, _("Missed")
    NO_DATA = progress.Verdict.NO_DATA, _("No data")


class ObjectiveQuerySet(RecordQuerySet):
    def for_list(self) -> "ObjectiveQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("owner").defer("description", "measurement_approach")

    def running(self) -> "ObjectiveQuerySet":
        """Approved objectives: the ones that are measured."""
        return self.filter(state=Objective.State.APPROVED)

    def decided(self) -> "ObjectiveQuerySet":
        """Objectives that were approved, whatever became of them."""
        return self.filter(state__in=Objective.APPROVED_STATES)


class Objective(Record):
    """A service management objective and the plan to achieve it (6.2)."""

    PREFIX = "OBJ"

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        ACHIEVED = "achieved", _("Achieved")
        MISSED = "missed", _("Missed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    #: The states that only an approval leads to.
    APPROVED_STATES = (State.APPROVED, State.ACHIEVED, State.MISSED)

    title = models.CharField(
        _("objective"), max_length=300, help_text=_("For example: Achieve 98% SLA compliance by the end of Q4.")
    )
    area = models.CharField(_("area"), max_length=120, blank=True, help_text=_("For example: Service availability."))
    description = models.TextField(
        _("what exactly is improved"), blank=True, help_text=_("For example: uptime of business-critical services.")
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("converted from opportunity"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="objectives",
    )
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="objectives")
    risks = models.ManyToManyField(
        Risk,
        verbose_name=_("risks to it"),
        blank=True,
        related_name="objectives",
        help_text=_("Risks that could keep the objective from being reached (6.1)."),
    )
    metric = models.CharField(_("metric"), max_length=200, blank=True, help_text=_("What is measured: availability."))
    unit = models.CharField(_("unit"), max_length=30, blank=True, help_text=_("For example %, hours, per week."))
    baseline = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True, help_text=_("The value at the start.")
    )
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, null=True, blank=True, help_text=_("The value to reach.")
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, blank=True)
    rule = models.CharField(
        _("evaluation rule"),
        max_length=12,
        choices=Rule.choices,
        default=Rule.LATEST,
        help_text=_("Which figure is held against the target."),
    )
    frequency = models.CharField(
        _("review frequency"), max_length=12, choices=Frequency.choices, default=Frequency.MONTHLY
    )
    measurement_approach = models.TextField(
        _("measurement approach"), blank=True, help_text=_("Where the value comes from and how it is calculated.")
    )
    start_date = models.DateField(_("start date"), null=True, blank=True)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sponsor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who in top management stands behind it."),
    )
    alignment = models.TextField(
        _("alignment"), blank=True, help_text=_("The policy statement or strategic priority that it serves.")
    )
    achievable = models.TextField(
        _("why it is achievable"), blank=True, help_text=_("Given current resources and constraints.")
    )
    resources = models.TextField(
        _("resources committed"), blank=True, help_text=_("Budget, people, tools and training.")
    )
    activities = models.TextField(
        _("activities"), blank=True, help_text=_("What will be done to achieve it, with milestones.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    _history_m2m_fields = ("services", "risks")
    objects = ObjectiveQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ("-pk",)
        permissions = (
            ("own_objective", "Can see own objectives"),
            ("submit_objective", "Can submit objectives"),
            ("approve_objective", "Can approve objectives"),
            ("measure_objective", "Can measure objectives"),
        )
        indexes = (
            models.Index(fields=("state", "due_date")),
            GinIndex(name="objective_title_trigram", fields=("title",), opclasses=("gin_trgm_ops",)),
        )
        constraints = (
            models.CheckConstraint(
                name="objective_due_after_start",
                condition=Q(start_date=None) | Q(due_date=None) | Q(due_date__gt=models.F("start_date")),
                violation_error_message=_("The due date must lie after the start date."),
            ),
            models.CheckConstraint(
                name="objective_approved_is_whole",
                condition=~Q(state__in=("approved", "achieved", "missed"))
                | Q(
                    target__isnull=False,
                    start_date__isnull=False,
                    due_date__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
                violation_error_message=_("An approved objective needs target, start, due date and its approval."),
            ),
            models.UniqueConstraint(
                name="objective_opportunity_once",
                fields=("opportunity",),
                condition=~Q(state="withdrawn"),
                violation_error_message=_("This opportunity was converted into an objective already."),
            ),
        )

    def get_absolute_url(self) -> str:
        """The objective's page."""
        return reverse("objectives:detail", args=[self.pk])

    @property
    def plan(self) -> progress.Plan:
        """What progress is judged by."""
        return progress.Plan(
            rule=self.rule,
            direction=self.direction,
            frequency=self.frequency,
            baseline=self.baseline,
            target=self.target,
            start=self.start_date,
            due=self.due_date,
        )

    def is_overdue(self, today: datetime.date | None = None) -> bool:
        """Whether it still runs after its due date."""
        return (
            self.state == self.State.APPROVED
            and self.due_date is not None
            and self.due_date < (today or timezone.localdate())
        )


class Measurement(models.Model):
    """The value of an objective in one period, in the objective's unit. A correction keeps the old value in history."""

    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="measurements"
    )
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    note = models.CharField(_("note"), max_length=500, blank=True)
    measured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("measured by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    measured_at = models.DateTimeField(_("recorded"), default=timezone.now)

    history = History()

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
        return f"{self.objective_id} {self.period_start:%Y-%m-%d}"

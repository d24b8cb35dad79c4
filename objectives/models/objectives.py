import datetime
from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from objectives import progress
from objectives.models.choices import Direction, Frequency, Rule
from risks.models import Opportunity, Risk
from smsplan.accounts.keys import person_key
from smsplan.context.models import Service
from smsplan.records.models import ActionItem, Comment, Record, RecordQuerySet

#: What `Objective.plan` reads.
PLAN_FIELDS = (
    "rule", "direction", "frequency", "baseline", "target", "upper", "start_date", "due_date", "course", "cycle_month",
    "frequency_since", "unit",
)  # fmt: skip


class ObjectiveQuerySet(RecordQuerySet):
    def for_list(self) -> "ObjectiveQuerySet":
        """With what the list's columns show, in one query; what its hidden ones need is said by the table."""
        return self.select_related("owner").only(
            "reference", "title", "area", "metric", "unit", "decimals", "baseline", "target", "upper", "direction",
            "rule", "state", "due_date", "owner_role", "owner__full_name", "owner__email",
        )  # fmt: skip

    def for_judging(self, *more: str) -> "ObjectiveQuerySet":
        """With no more than `Objective.plan` and the verdict need, and the fields `more`."""
        return self.only(*PLAN_FIELDS, "state", *more)

    def running(self) -> "ObjectiveQuerySet":
        """Approved objectives: the ones that are measured."""
        return self.filter(state=Objective.State.APPROVED)

    def decided(self) -> "ObjectiveQuerySet":
        """Objectives that were approved, whatever became of them."""
        return self.filter(state__in=Objective.APPROVED_STATES)


class Objective(Record):
    """A service management objective and the plan to achieve it (6.2)."""

    PREFIX = "OBJ"
    #: Kept from the milestones and from the organization; a reader of the history is told of those.
    QUIET_IN_HISTORY = ("course", "cycle_month")

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
    for_whom = models.CharField(
        _("for whom"), max_length=300, blank=True, help_text=_("The customers or users who benefit.")
    )
    sms_wide = models.BooleanField(_("concerns the SMS as a whole"), default=False)
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
    upper = models.DecimalField(
        _("upper edge of the band"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("With a band the target is its lower edge."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals shown"), null=True, blank=True, validators=[MaxValueValidator(4)]
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
    #: The first day that the present frequency counts from; set when it was changed in mid-year.
    frequency_since = models.DateField(_("frequency since"), null=True, blank=True, editable=False)
    #: The first month of the planning cycle that its periods are counted from: the organization's, when it was made.
    cycle_month = models.PositiveSmallIntegerField(
        default=1, editable=False, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    #: What the milestones plan in between, as [day, value]: kept from them, so that a list needs no join.
    course = models.JSONField(default=list, blank=True, editable=False)
    measurement_approach = models.TextField(
        _("measurement approach"), blank=True, help_text=_("Where the value comes from and how it is calculated.")
    )
    evaluation = models.TextField(
        _("how results are evaluated"), blank=True, help_text=_("Who looks at the results, when, and in which meeting.")
    )
    start_date = models.DateField(_("start date"), null=True, blank=True)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    sponsor = person_key(_("sponsor"), null=True, blank=True, help_text=_("Who in top management stands behind it."))
    alignment = models.TextField(
        _("alignment"), blank=True, help_text=_("The policy statement or strategic priority that it serves.")
    )
    serves = ArrayField(
        models.CharField(max_length=300),
        verbose_name=_("serves"),
        default=list,
        blank=True,
        help_text=_("Strategic priorities and statements of the service management policy."),
    )
    communicated_to = models.CharField(_("communicated to"), max_length=200, blank=True)
    communicated_when = models.CharField(_("when it is communicated"), max_length=200, blank=True)
    communicated_how = models.CharField(_("how it is communicated"), max_length=200, blank=True)
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
    submitted_by = person_key(_("submitted by"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    approved_by = person_key(_("approved by"), null=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    outcome = models.TextField(_("outcome"), blank=True, editable=False)
    lessons = models.TextField(_("lessons learned"), blank=True, editable=False)
    closed_on = models.DateField(_("closed"), null=True, editable=False)
    closed_by = person_key(_("closed by"), null=True, editable=False)
    predecessor = models.ForeignKey(
        "self", verbose_name=_("follows"), null=True, blank=True, editable=False, on_delete=models.PROTECT,
        related_name="successors",
    )  # fmt: skip

    actions = GenericRelation(ActionItem, content_type_field="target_type", object_id_field="target_id")
    comments = GenericRelation(Comment, content_type_field="target_type", object_id_field="target_id")

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
            ("close_objective", "Can review objectives at year-end"),
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
    def is_open(self) -> bool:
        """Whether something can still be decided on it: it is neither closed nor withdrawn."""
        return self.state in {self.State.DRAFT, self.State.SUBMITTED, self.State.APPROVED}

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
            upper=self.upper,
            waypoints=tuple((datetime.date.fromisoformat(day), Decimal(value)) for day, value in self.course),
            cycle_month=self.cycle_month,
            since=self.frequency_since,
            percent=self.unit.strip() == "%",
        )

    def is_overdue(self, today: datetime.date | None = None) -> bool:
        """Whether it still runs after its due date."""
        return (
            self.state == self.State.APPROVED
            and self.due_date is not None
            and self.due_date < (today or timezone.localdate())
        )

import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from risks import scoring
from smsplan.audit.history import History
from smsplan.audit.triggers import append_only, never_deleted
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import Record, RecordQuerySet


class Level(models.IntegerChoices):
    """Risk levels in words (see scoring.Level)."""

    LOW = scoring.Level.LOW, _("Low")
    MEDIUM = scoring.Level.MEDIUM, _("Medium")
    HIGH = scoring.Level.HIGH, _("High")
    EXTREME = scoring.Level.EXTREME, _("Extreme")


class Scale(models.IntegerChoices):
    """The three steps of the default scales for likelihood, impact, benefit and effort."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


class Category(models.Model):
    """A kind of risk. The guide's eleven ship with the product; an organization may add its own."""

    class Family(models.TextChoices):
        OPERATIONAL = "operational", _("SMS operational risk")
        DELIVERY = "delivery", _("Service delivery risk")

    family = models.CharField(_("family"), max_length=12, choices=Family.choices)
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_id = models.CharField(_("name in Indonesian"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    history = History()

    class Meta:
        verbose_name = _("risk category")
        verbose_name_plural = _("risk categories")
        ordering = ("position", "name")
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name_id if self.name_id and get_language() == "id" else self.name


class RiskCriteria(models.Model):
    """One version of the organization's risk criteria (6.1.2 a). A new version never rescores an old assessment."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    cells = models.JSONField(_("level per impact and likelihood"), default=list)
    acceptance_level = models.PositiveSmallIntegerField(
        _("a Manager must accept from level"), choices=Level.choices, default=Level.HIGH
    )
    in_force_since = models.DateTimeField(_("in force since"), default=timezone.now)

    history = History()

    class Meta:
        verbose_name = _("risk criteria")
        verbose_name_plural = _("risk criteria")
        ordering = ("-number",)
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{_('Risk criteria')} {self.number}"

    @classmethod
    def in_force(cls) -> "RiskCriteria":
        """The newest version."""
        return cls.objects.order_by("-number").first()


class RiskQuerySet(RecordQuerySet):
    def for_list(self) -> "RiskQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("category", "owner").only(
            "reference", "title", "state", "review_date", "owner_role", "likelihood", "impact", "level",
            "category__name", "category__name_id", "owner__full_name", "owner__email",
        )  # fmt: skip

    def open(self) -> "RiskQuerySet":
        """Risks that are not closed."""
        return self.exclude(state=Risk.State.CLOSED)

    def overdue(self, today: datetime.date | None = None) -> "RiskQuerySet":
        """Open risks whose review date has passed."""
        return self.open().filter(review_date__lt=today or timezone.localdate())


class Risk(Record):
    """A risk to the SMS or to service delivery (6.1)."""

    PREFIX = "RSK"

    class State(models.TextChoices):
        IDENTIFIED = "identified", _("Identified")
        ASSESSED = "assessed", _("Assessed")
        TREATED = "treated", _("In treatment")
        MONITORED = "monitored", _("Monitored")
        CLOSED = "closed", _("Closed")

    class Source(models.TextChoices):
        """Where the risk comes from, as 6.1.2 asks."""

        ORGANIZATION = "organization", _("The organization")
        REQUIREMENTS = "requirements", _("Not meeting service requirements")
        PARTIES = "parties", _("Other parties in the service lifecycle")

    class Strategy(models.TextChoices):
        PREVENT = "prevent", _("Prevent")
        MITIGATE = "mitigate", _("Mitigate")
        ACCEPT = "accept", _("Accept")
        TRANSFER = "transfer", _("Transfer")

    title = models.CharField(_("risk"), max_length=300, help_text=_("What may happen, in one sentence."))
    cause = models.TextField(_("cause"), blank=True)
    consequence = models.TextField(_("consequence"), blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.ORGANIZATION)
    customer_impact = models.TextField(_("impact on customers"), blank=True)
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="risks")
    practices = models.ManyToManyField(Practice, verbose_name=_("practices"), blank=True, related_name="risks")
    obligations = models.ManyToManyField(Obligation, verbose_name=_("obligations"), blank=True, related_name="risks")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IDENTIFIED, editable=False)
    strategy = models.CharField(_("treatment"), max_length=10, choices=Strategy.choices, blank=True)
    treatment = models.TextField(
        _("treatment plan"), blank=True, help_text=_("What is done to prevent, mitigate or transfer the risk.")
    )
    review_date = models.DateField(_("review date"), null=True, blank=True)
    inherent = models.ForeignKey(
        "risks.Assessment",
        verbose_name=_("inherent assessment"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    residual = models.ForeignKey(
        "risks.Assessment",
        verbose_name=_("residual assessment"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    # What the assessment that counts says (residual, else inherent): kept here, so that lists, filters and the matrix
    # of thousands need no join, and the history shows how the risk moved.
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Scale.choices, null=True, editable=False)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Scale.choices, null=True, editable=False)
    level = models.PositiveSmallIntegerField(_("risk level"), choices=Level.choices, null=True, editable=False)

    _history_m2m_fields = ("services", "practices", "obligations")
    objects = RiskQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ("-pk",)
        permissions = (
            ("own_risk", "Can see own risks"),
            ("assess_risk", "Can assess risks"),
        )
        indexes = (
            models.Index(fields=("state", "review_date")),
            models.Index(fields=("level", "state")),
            GinIndex(name="risk_title_trigram", fields=("title",), opclasses=("gin_trgm_ops",)),
        )

    def get_absolute_url(self) -> str:
        """The risk's page."""
        return reverse("risks:detail", args=[self.pk])

    @property
    def current(self) -> "Assessment | None":
        """The assessment that counts: residual when there is one, else inherent."""
        return self.residual or self.inherent

    def count_assessments(self) -> None:
        """Take likelihood, impact and level from the assessment that counts; the caller saves."""
        current = self.current
        self.likelihood = current.likelihood if current else None
        self.impact = current.impact if current else None
        self.level = current.level if current else None

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state != self.State.CLOSED


class Assessment(models.Model):
    """One scoring of a risk: likelihood over the next 12 months x impact, under one version of the criteria.

    Append-only: a new opinion is a new row.
    """

    class Kind(models.TextChoices):
        INHERENT = "inherent", _("Inherent")
        RESIDUAL = "residual", _("Residual")
        TARGET = "target", _("Target")

    risk = models.ForeignKey(Risk, verbose_name=_("risk"), on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Scale.choices)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Scale.choices)
    level = models.PositiveSmallIntegerField(_("risk level"), choices=Level.choices)
    criteria = models.ForeignKey(RiskCriteria, verbose_name=_("risk criteria"), on_delete=models.PROTECT)
    rationale = models.TextField(_("rationale"), blank=True)
    assessed_on = models.DateField(_("assessed on"), default=timezone.localdate)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assessor"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5)) & Q(impact__range=(1, 5)) & Q(level__range=(1, 4)),
                name="assessment_on_scale",
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_level_display()}"

    def clean(self) -> None:
        """The level must be what the criteria say of likelihood and impact."""
        if self.level != scoring.level_of(self.criteria.cells, self.likelihood, self.impact):
            raise ValidationError({"level": _("The level does not follow from the risk criteria.")})


class OpportunityQuerySet(RecordQuerySet):
    def for_list(self) -> "OpportunityQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("owner")

    def open(self) -> "OpportunityQuerySet":
        """Opportunities not yet converted or declined."""
        return self.exclude(state__in=(Opportunity.State.CONVERTED, Opportunity.State.DECLINED))


class Opportunity(Record):
    """An opportunity to improve SMS or services (6.1): evaluated, then converted into an objective or declined."""

    PREFIX = "OPP"

    class State(models.TextChoices):
        IDENTIFIED = "identified", _("Identified")
        EVALUATED = "evaluated", _("Evaluated")
        CONVERTED = "converted", _("Converted into an objective")
        DECLINED = "declined", _("Declined")

    title = models.CharField(_("opportunity"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    benefit = models.PositiveSmallIntegerField(_("benefit"), choices=Scale.choices, null=True, blank=True)
    benefit_note = models.TextField(_("what the benefit is"), blank=True)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Scale.choices, null=True, blank=True)
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="opportunities")
    practices = models.ManyToManyField(Practice, verbose_name=_("practices"), blank=True, related_name="opportunities")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IDENTIFIED, editable=False)
    review_date = models.DateField(_("review date"), null=True, blank=True)

    _history_m2m_fields = ("services", "practices")
    objects = OpportunityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-pk",)
        permissions = (("own_opportunity", "Can see own opportunities"), ("evaluate_opportunity", "Can evaluate"))

    def get_absolute_url(self) -> str:
        """The opportunity's page."""
        return reverse("opportunities:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Neither converted nor declined."""
        return self.state not in {self.State.CONVERTED, self.State.DECLINED}

    @property
    def priority(self) -> int | None:
        """Benefit against effort, 1 (low) to 3 (high); None before it is evaluated."""
        if not self.benefit or not self.effort:
            return None
        return max(1, min(3, 2 + self.benefit - self.effort))

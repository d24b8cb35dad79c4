from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.models import User, validate_time_zone
from smsplan.audit.history import History
from smsplan.audit.triggers import never_deleted
from smsplan.records.models import Record


class Organization(models.Model):
    """The organization whose service management system this is. There is one."""

    name = models.CharField(_("name"), max_length=200, default="")
    profile = models.TextField(_("profile"), blank=True, help_text=_("What the organization does, and for whom (4.1)."))
    scope = models.TextField(
        _("scope of the SMS"),
        blank=True,
        help_text=_("Services, customers, units and places in scope, and what is left out and why (4.3)."),
    )
    policy = models.TextField(
        _("service management policy"), blank=True, help_text=_("As top management set it (5.2).")
    )
    strategic_priorities = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("strategic priorities"),
        default=list,
        blank=True,
        help_text=_("One a line; objectives are aligned to them."),
    )
    cycle_start_month = models.PositiveSmallIntegerField(
        _("first month of the planning cycle"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("1 for January."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone])
    language = models.CharField(
        _("language of documents"), max_length=5, choices=User.Language.choices, default=User.Language.ENGLISH
    )
    classification = models.CharField(_("classification of documents"), max_length=60, default="", blank=True)
    at_risk_of_way = models.DecimalField(
        _("at risk while short of the plan by at most this share of the way"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(25),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("In percent of the way from baseline to target. What falls further short is off track."),
    )
    at_risk_of_target = models.DecimalField(
        _("or, where there is no way to go, by at most this share of the target"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(2),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("In percent of the target: for values that must hold, averages and extremes."),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    history = History()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organization")
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="organization_is_one"),
            models.CheckConstraint(
                condition=models.Q(at_risk_of_way__range=(0, 100), at_risk_of_target__range=(0, 100)),
                name="organization_tolerances_are_shares",
                violation_error_message=_("The tolerances are shares from 0 to 100 percent."),
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name

    @property
    def heading(self) -> str:
        """The organization's name."""
        return self.name

    @classmethod
    def get(cls) -> "Organization":
        """The organization; a migration made its row."""
        return cls.objects.get(pk=1)


class Service(Record):
    """A service of the portfolio, and how the SMS governs, supports and improves it (the guide's portfolio part)."""

    PREFIX = "SRV"

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    class Criticality(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        CRITICAL = "critical", _("Critical")

    title = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LIVE)
    customers = models.CharField(_("customers"), max_length=300, blank=True)
    criticality = models.CharField(
        _("criticality"), max_length=10, choices=Criticality.choices, default=Criticality.MEDIUM
    )
    targets = models.TextField(_("service level targets"), blank=True)
    governed = models.TextField(_("how it is governed"), blank=True)
    supported = models.TextField(_("how it is supported"), blank=True)
    improved = models.TextField(_("how it is improved"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ("reference",)

    def get_absolute_url(self) -> str:
        """The service's page."""
        return reverse("context:service", args=[self.pk])


class Practice(Record):
    """A service management practice of Clause 8, with its owner and quality criteria."""

    PREFIX = "PRC"

    title = models.CharField(_("name"), max_length=160)
    clause = models.CharField(_("clause"), max_length=20, blank=True, help_text=_("For example 8.6.1."))
    purpose = models.TextField(_("purpose"), blank=True)
    quality_criteria = models.TextField(_("quality criteria"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ("reference",)

    def get_absolute_url(self) -> str:
        """The practice's page."""
        return reverse("context:practice", args=[self.pk])


class Obligation(Record):
    """A law, regulation, contract or standard that bears on services and practices."""

    PREFIX = "OBL"

    class Kind(models.TextChoices):
        LAW = "law", _("Law")
        REGULATION = "regulation", _("Regulation")
        CONTRACT = "contract", _("Contract")
        STANDARD = "standard", _("Standard")

    title = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REGULATION)
    issued_by = models.CharField(_("issued by"), max_length=120, blank=True)
    requirement = models.TextField(_("what it asks of us"), blank=True)
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="obligations")
    practices = models.ManyToManyField(Practice, verbose_name=_("practices"), blank=True, related_name="obligations")

    _history_m2m_fields = ("services", "practices")

    class Meta(Record.Meta):
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("reference",)

    def get_absolute_url(self) -> str:
        """The obligation's page."""
        return reverse("context:obligation", args=[self.pk])

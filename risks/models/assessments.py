from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risks import scoring
from risks.models.criteria import STEP_VALIDATORS, Level, RiskCriteria
from smsplan.accounts.keys import person_key
from smsplan.audit.history import History
from smsplan.audit.triggers import append_only, never_deleted


class Assessment(models.Model):
    """One scoring of a risk: likelihood over the next 12 months x impact, under one version of the criteria.

    Append-only: a new opinion is a new row.
    """

    class Kind(models.TextChoices):
        INHERENT = "inherent", _("Inherent")
        RESIDUAL = "residual", _("Residual")
        TARGET = "target", _("Target")

    risk = models.ForeignKey("risks.Risk", verbose_name=_("risk"), on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=STEP_VALIDATORS)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=STEP_VALIDATORS)
    level = models.PositiveSmallIntegerField(_("risk level"), choices=Level.choices)
    criteria = models.ForeignKey(RiskCriteria, verbose_name=_("risk criteria"), on_delete=models.PROTECT)
    rationale = models.TextField(_("rationale"), blank=True)
    assessed_on = models.DateField(_("assessed on"), default=timezone.localdate)
    assessor = person_key(_("assessor"), null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    #: See smsplan.audit.as_of.tables.
    written_at = "created_at"

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

    @property
    def likelihood_words(self) -> str:
        """The likelihood as its criteria version named it; select `criteria` along."""
        return self.criteria.likelihood_label(self.likelihood)

    @property
    def impact_words(self) -> str:
        """The impact as its criteria version named it; select `criteria` along."""
        return self.criteria.impact_label(self.impact)

    def clean(self) -> None:
        """The level must be what the criteria say of likelihood and impact."""
        if self.level != scoring.level_of(self.criteria.cells, self.likelihood, self.impact):
            raise ValidationError({"level": _("The level does not follow from the risk criteria.")})


class Acceptance(models.Model):
    """A Manager's decision to live with a risk above the acceptance criteria, for a time (6.1.3; the guide's "accept").

    Active until it is voided: by a rescore, by its expiry, or by closing or merging the risk. All stay on record.
    """

    class Void(models.TextChoices):
        RESCORED = "rescored", _("The risk was assessed anew")
        EXPIRED = "expired", _("It expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("The risk was closed or merged")

    risk = models.ForeignKey("risks.Risk", verbose_name=_("risk"), on_delete=models.PROTECT, related_name="acceptances")
    assessment = models.ForeignKey(
        Assessment, verbose_name=_("accepted assessment"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("reason"))
    expires_on = models.DateField(_("expires on"))
    accepted_by = person_key(_("accepted by"))
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now, editable=False)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True, editable=False)
    voided_by = person_key(_("voided by"), null=True, editable=False)
    void = models.CharField(_("why it ended"), max_length=10, choices=Void.choices, blank=True, editable=False)

    history = History()

    class Meta:
        verbose_name = _("risk acceptance")
        verbose_name_plural = _("risk acceptances")
        ordering = ("-accepted_at", "-pk")
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=("risk",), condition=Q(voided_at=None), name="one_active_acceptance"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void="") | (Q(voided_at__isnull=False) & ~Q(void="")),
                name="acceptance_voided_has_reason",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.risk} ({self.expires_on})"

import datetime
from collections.abc import Callable

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from risks.models.assessments import Acceptance, Assessment
from risks.models.criteria import STEP_VALIDATORS, Category, CriteriaBook, Level, RiskCriteria
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem, Comment, Record, RecordQuerySet
from smsplan.ui.today import today as day_shown


class RiskQuerySet(RecordQuerySet):
    def for_list(self) -> "RiskQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("category", "owner").only(
            "reference", "title", "state", "review_date", "owner_role", "likelihood", "impact", "level", "criteria_id",
            "category__name", "category__name_id", "owner__full_name", "owner__email",
        )  # fmt: skip

    def open(self) -> "RiskQuerySet":
        """Risks in the register: neither proposed only, nor closed, nor merged into another."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, today: datetime.date | None = None) -> "RiskQuerySet":
        """Open risks whose review date has passed."""
        return self.open().filter(review_date__lt=today or day_shown())

    def proposed(self) -> "RiskQuerySet":
        """Proposals that wait for Compliance."""
        return self.filter(state=Risk.State.PROPOSED)


class Risk(Record):
    """A risk to the SMS or to service delivery (6.1)."""

    PREFIX = "RSK"

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IDENTIFIED = "identified", _("Identified")
        ASSESSED = "assessed", _("Assessed")
        TREATED = "treated", _("In treatment")
        MONITORED = "monitored", _("Monitored")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged into another")

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
    closing_reason = models.TextField(_("why it was closed"), blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_risks",
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True, editable=False)
    #: Until when the risk is accepted by a Manager; kept from its active Acceptance for the lists.
    accepted_until = models.DateField(_("accepted until"), null=True, blank=True, editable=False)
    inherent = models.ForeignKey(
        Assessment, verbose_name=_("inherent assessment"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    residual = models.ForeignKey(
        Assessment, verbose_name=_("residual assessment"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    target = models.ForeignKey(
        Assessment, verbose_name=_("target assessment"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    # What the assessment that counts says (residual, else inherent): kept here, so that lists, filters and the matrix
    # of thousands need no join, and the history shows how the risk moved.
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), validators=STEP_VALIDATORS, null=True, editable=False
    )
    impact = models.PositiveSmallIntegerField(_("impact"), validators=STEP_VALIDATORS, null=True, editable=False)
    level = models.PositiveSmallIntegerField(_("risk level"), choices=Level.choices, null=True, editable=False)
    criteria = models.ForeignKey(
        RiskCriteria, verbose_name=_("assessed under"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    actions = GenericRelation(ActionItem, content_type_field="target_type", object_id_field="target_id")
    comments = GenericRelation(Comment, content_type_field="target_type", object_id_field="target_id")

    _history_m2m_fields = ("services", "practices", "obligations")
    #: What codes in the details of its audit events stand for (smsplan.audit.exports).
    event_choices = {"why": Acceptance.Void.choices, "kind": Assessment.Kind.choices, "level": Level.choices}
    objects = RiskQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ("-pk",)
        permissions = (
            ("own_risk", "Can see own risks"),
            ("assess_risk", "Can assess risks"),
            ("propose_risk", "Can propose risks"),
            ("accept_risk", "Can accept risks"),
            ("review_risk", "Can review risks"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="risk_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="risk_merged_has_successor",
            ),
        )
        indexes = (
            models.Index(fields=("state", "review_date")),
            models.Index(fields=("level", "state")),
            # For the list's headers, upwards and downwards, without reading every risk: see docs/bench.md.
            models.Index(fields=("title", "id"), name="risk_by_title"),
            models.Index(fields=("owner", "owner_role"), include=("state", "id"), name="risk_by_owner"),
            models.Index(fields=("category",), include=("state", "id"), name="risk_by_category"),
            *(
                index
                for field in ("likelihood", "impact", "level", "review_date")
                for index in (
                    models.Index(fields=(field, "id"), name=f"risk_by_{field}"),
                    models.Index(F(field).desc(nulls_last=True), F("id").desc(), name=f"risk_by_{field}_down"),
                )
            ),
            GinIndex(name="risk_title_trigram", fields=("title",), opclasses=("gin_trgm_ops",)),
        )

    def get_absolute_url(self) -> str:
        """The risk's page."""
        return reverse("risks:detail", args=[self.pk])

    @property
    def current(self) -> Assessment | None:
        """The assessment that counts: residual when there is one, else inherent."""
        return self.residual or self.inherent

    def count_assessments(self) -> None:
        """Take likelihood, impact and level from the assessment that counts; the caller saves."""
        current = self.current
        self.likelihood = current.likelihood if current else None
        self.impact = current.impact if current else None
        self.level = current.level if current else None
        self.criteria_id = current.criteria_id if current else None

    def history_words(self) -> dict[str, Callable[[models.Model], str]]:
        """Likelihood and impact of a history row in the words of the criteria they were chosen from (smsplan.audit)."""
        book = CriteriaBook()

        def under(row: models.Model) -> RiskCriteria:
            # Rows from before versions were kept on the risk belong to the first.
            return book.versions.get(row.criteria_id) or book.first

        return {
            "likelihood": lambda row: under(row).likelihood_label(row.likelihood),
            "impact": lambda row: under(row).impact_label(row.impact),
        }

    @property
    def is_open(self) -> bool:
        """In the register: neither proposed only, nor closed, nor merged into another."""
        return self.state in OPEN_STATES

    @property
    def takes_comments(self) -> bool:
        """Whether it is discussed here: what was merged is discussed where it went."""
        return self.state != self.State.MERGED

    @property
    def takes_files(self) -> bool:
        """The same for files."""
        return self.state != self.State.MERGED

    def is_accepted(self, today: datetime.date) -> bool:
        """Whether a Manager's acceptance is in force; its last day still counts."""
        return self.accepted_until is not None and self.accepted_until >= today

    def clean(self) -> None:
        """Who accepted the risk can't become its owner while the acceptance is in force (four eyes, 6.1.3)."""
        if (
            self.accepted_until is not None
            and self.owner_id is not None
            and self.acceptances.filter(voided_at=None, accepted_by_id=self.owner_id).exists()
        ):
            raise ValidationError(
                {"owner": _("This person accepted the risk and can't own it meanwhile. Withdraw the acceptance first.")}
            )


#: The states of a risk that is managed (see RiskQuerySet.open).
OPEN_STATES = (Risk.State.IDENTIFIED, Risk.State.ASSESSED, Risk.State.TREATED, Risk.State.MONITORED)

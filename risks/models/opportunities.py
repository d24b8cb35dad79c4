from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from risks import priorities
from risks.models.criteria import Scale
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem, Comment, Record, RecordQuerySet


class OpportunityQuerySet(RecordQuerySet):
    def for_list(self) -> "OpportunityQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("owner")

    def open(self) -> "OpportunityQuerySet":
        """Opportunities in the register: not proposed only, not yet converted or declined."""
        return self.filter(state__in=(Opportunity.State.IDENTIFIED, Opportunity.State.EVALUATED))

    def proposed(self) -> "OpportunityQuerySet":
        """Proposals that wait for Compliance."""
        return self.filter(state=Opportunity.State.PROPOSED)


class Opportunity(Record):
    """An opportunity to improve SMS or services (6.1): evaluated, then converted into an objective or declined."""

    PREFIX = "OPP"

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
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
    obligations = models.ManyToManyField(
        Obligation, verbose_name=_("obligations"), blank=True, related_name="opportunities"
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IDENTIFIED, editable=False)
    review_date = models.DateField(_("review date"), null=True, blank=True)

    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True, editable=False)
    closing_reason = models.TextField(_("why it was declined"), blank=True, editable=False)

    actions = GenericRelation(ActionItem, content_type_field="target_type", object_id_field="target_id")
    comments = GenericRelation(Comment, content_type_field="target_type", object_id_field="target_id")

    _history_m2m_fields = ("services", "practices", "obligations")
    #: What codes in the details of its audit events stand for (smsplan.audit.exports).
    event_choices = {"benefit": Scale.choices, "effort": Scale.choices}
    objects = OpportunityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-pk",)
        permissions = (
            ("own_opportunity", "Can see own opportunities"),
            ("evaluate_opportunity", "Can evaluate"),
            ("propose_opportunity", "Can propose opportunities"),
            ("review_opportunity", "Can review opportunities"),
        )

    def get_absolute_url(self) -> str:
        """The opportunity's page."""
        return reverse("opportunities:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """In the register: not proposed only, neither converted nor declined."""
        return self.state in {self.State.IDENTIFIED, self.State.EVALUATED}

    @property
    def priority(self) -> int | None:
        """Benefit against effort, 1 (low) to 3 (high); None before it is evaluated."""
        if not self.benefit or not self.effort:
            return None
        return priorities.priority_of(self.benefit, self.effort)

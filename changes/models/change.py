import datetime
from collections.abc import Callable
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changes import states
from changes.models.plan import ChangeMilestone, Communication, Training
from changes.significance import answers_in_words
from risks.models import Risk
from smsplan.accounts.keys import person_key
from smsplan.audit.triggers import never_deleted
from smsplan.context.models import Obligation, Practice, Service
from smsplan.records.models import ActionItem, Record, RecordQuerySet

#: What was decided on: from its submission on, a plan says what it said when it was submitted.
CONTENT = (
    "title", "description", "purpose", "resources", "impacts", "communication", "training", "success_criteria",
    "smp_sections", "significance", "significance_answers", "significance_reason", "planned_start", "planned_end",
    "owner", "owner_role", "follows",
)  # fmt: skip


class SmpSection(models.TextChoices):
    """The ten contents of the Service Management Plan that a change may touch, under the keys of `smp.content`."""

    SCOPE = "scope", _("Scope of the SMS")
    OBJECTIVES = "objectives", _("How objectives will be achieved")
    ROLES = "roles", _("Roles and responsibilities")
    RESOURCES = "resources", _("Required resources")
    TIMELINE = "timeline", _("Timeline and milestones")
    GOVERNANCE = "governance", _("Governance arrangements")
    PRACTICES = "practices", _("Service management practices")
    ALIGNMENT = "alignment", _("Alignment with strategy and customers")
    RISKS = "risks", _("Risk management approach")
    QUALITY = "quality", _("Quality criteria for processes")


class ChangeQuerySet(RecordQuerySet):
    def visible_to(self, user) -> "ChangeQuerySet":
        """Also the changes of which somebody owns a communication, a training or a milestone."""
        seen = super().visible_to(user)
        if user.has_perm("changes.view_change") or not user.has_perm("changes.own_change"):
            return seen
        return self.filter(
            Q(owner=user)
            | Q(created_by=user)
            | Q(pk__in=Communication.objects.filter(owner=user).values("change"))
            | Q(pk__in=Training.objects.filter(owner=user).values("change"))
            | Q(pk__in=ChangeMilestone.objects.filter(owner=user).values("change"))
        )

    def for_list(self) -> "ChangeQuerySet":
        """With what the list's columns show, in one query."""
        return self.select_related("owner").only(*self.model.LISTED).with_plan_mark()

    def awaiting_plan(self) -> "ChangeQuerySet":
        """Significant changes that did what they were made for, and that no approved version of the Service Management
        Plan has taken up (6.3). What was not effective is followed up, and the plan takes up what follows.
        """
        named = self.model.smp_versions.through.objects.filter(
            change=OuterRef("pk"), version__state__in=self.model.PLAN_STATES
        )
        return self.filter(
            ~Exists(named), state__in=states.OUTCOME, effective=True, significance=self.model.Significance.SIGNIFICANT
        )

    def with_plan_mark(self) -> "ChangeQuerySet":
        """With `awaits_plan` on each: whether it is one of `awaiting_plan`."""
        waiting = self.model.objects.awaiting_plan().filter(pk=OuterRef("pk")).order_by()
        return self.annotate(awaits_plan=Exists(waiting))

    def in_flight(self) -> "ChangeQuerySet":
        """Approved, in progress or implemented: decided on, and not yet shown to have worked."""
        return self.filter(state__in=states.IN_FLIGHT)

    def awaiting_implementation(self) -> "ChangeQuerySet":
        """Approved or in progress: the planned end is a date somebody works towards."""
        return self.filter(state__in=(states.APPROVED, states.IN_PROGRESS))


class Change(Record):
    """A planned change to the SMS, with the seven things that 6.3 and the guide ask for."""

    PREFIX = "CHG"
    SEARCHED_ROWS = ("committed", "impact_rows", "communications", "trainings", "criteria", "milestones")
    #: What the list's columns show.
    LISTED = (
        "reference", "title", "state", "significance", "planned_start", "planned_end", "effective", "owner_role",
        "owner__full_name", "owner__email",
    )  # fmt: skip
    #: The states of a version of the Service Management Plan in which what it names is in the plan.
    PLAN_STATES = ("approved", "superseded")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("Draft")
        SUBMITTED = states.SUBMITTED, _("Submitted")
        APPROVED = states.APPROVED, _("Approved")
        IN_PROGRESS = states.IN_PROGRESS, _("In progress")
        IMPLEMENTED = states.IMPLEMENTED, _("Implemented")
        VERIFIED = states.VERIFIED, _("Verified")
        CLOSED = states.CLOSED, _("Closed")
        REJECTED = states.REJECTED, _("Rejected")
        CANCELLED = states.CANCELLED, _("Cancelled")

    class Significance(models.TextChoices):
        MINOR = "minor", _("Minor")
        SIGNIFICANT = "significant", _("Significant")

    title = models.CharField(_("change"), max_length=200, help_text=_("In one line."))
    description = models.TextField(
        _("what is changing"), blank=True, help_text=_("How the SMS works today, and how it will work afterwards.")
    )
    services = models.ManyToManyField(Service, verbose_name=_("affected services"), blank=True, related_name="changes")
    practices = models.ManyToManyField(
        Practice, verbose_name=_("affected practices"), blank=True, related_name="changes"
    )
    obligations = models.ManyToManyField(
        Obligation, verbose_name=_("affected obligations"), blank=True, related_name="changes"
    )
    smp_sections = ArrayField(
        models.CharField(max_length=20, choices=SmpSection.choices),
        verbose_name=_("affected parts of the Service Management Plan"),
        default=list,
        blank=True,
    )
    significance = models.CharField(
        _("significance"), max_length=12, choices=Significance.choices, default=Significance.MINOR
    )
    #: Question of changes.significance -> {"yes": bool, "why": str}; what the significance was decided by.
    significance_answers = models.JSONField(_("questions of significance"), default=dict, blank=True)
    significance_reason = models.TextField(
        _("why it is judged otherwise"),
        blank=True,
        help_text=_("Only when the significance is not the one that follows from the answers."),
    )
    purpose = models.TextField(
        _("why it is changing"), blank=True, help_text=_("The purpose, and what would happen without the change.")
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    resources = models.TextField(
        _("notes on resources"), blank=True, help_text=_("Or why no resources are needed beyond the daily ones.")
    )
    impacts = models.TextField(
        _("notes on risks and impacts"), blank=True, help_text=_("How the change would be undone, for example.")
    )
    risks = models.ManyToManyField(Risk, verbose_name=_("linked risks"), blank=True, related_name="changes")
    communication = models.TextField(_("notes on communication"), blank=True)
    training = models.TextField(_("notes on training"), blank=True, help_text=_("Or why nobody has to be trained."))
    success_criteria = models.TextField(
        _("notes on verification"), blank=True, help_text=_("What else will show that the change was effective.")
    )
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows up"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="follow_ups",
        help_text=_("The change that was not effective."),
    )
    #: The tasks of the change, each with an owner.
    actions = GenericRelation(ActionItem, "target_id", "target_type")

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    written_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), editable=False, related_name="+"
    )
    submitted_by = person_key(_("submitted by"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    approved_by = person_key(_("approved by"), null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    implemented_by = person_key(_("implemented by"), null=True, blank=True, editable=False)
    implemented_at = models.DateTimeField(_("implemented"), null=True, blank=True, editable=False)
    verified_by = person_key(_("verified by"), null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    effective = models.BooleanField(_("effective"), null=True, blank=True, editable=False)
    evidence = models.TextField(_("evidence of verification"), blank=True, editable=False)
    comments = models.TextField(_("comments on the decision"), blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    _history_m2m_fields = ("services", "practices", "obligations", "risks", "written_by")
    objects = ChangeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("SMS change")
        verbose_name_plural = _("SMS changes")
        ordering = ("-pk",)
        permissions = (
            ("own_change", "Can see own SMS changes"),
            ("submit_change", "Can submit, cancel and close SMS changes"),
            ("approve_change", "Can approve, return and reject SMS changes"),
            ("drive_change", "Can start and implement SMS changes they own"),
            ("verify_change", "Can verify SMS changes"),
        )
        indexes = (models.Index(fields=("state", "planned_end")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(planned_start=None) | Q(planned_end=None) | Q(planned_end__gte=F("planned_start")),
                name="change_ends_after_it_starts",
                violation_error_message=_("The planned end must not lie before the planned start."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.AFTER_APPROVAL) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="change_goes_on_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (Q(submitted_by__isnull=False) & ~Q(approved_by=F("submitted_by"))),
                name="change_four_eyes",
                violation_error_message=_("Nobody approves what they submitted."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.VERIFIED, states.CLOSED))
                | (Q(effective__isnull=False, verified_by__isnull=False) & ~Q(evidence="")),
                name="change_verified_with_evidence",
            ),
        )
        triggers = (
            *never_deleted(),
            pgtrigger.Trigger(
                name="plan_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*CONTENT),
                func="""
                    IF OLD.state <> 'draft' THEN
                        RAISE EXCEPTION 'a submitted change plan is not edited' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="verified_by_criteria",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=[states.VERIFIED, states.CLOSED]),
                func="""
                    IF EXISTS (SELECT 1 FROM changes_criterion c WHERE c.change_id = NEW.id AND c.met IS NULL) THEN
                        RAISE EXCEPTION 'a change is verified by each of its success criteria'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def get_absolute_url(self) -> str:
        """The change's page."""
        return reverse("changes:detail", args=[self.pk])

    def history_words(self) -> dict[str, Callable[[Any], str]]:
        """What the history says of fields that hold more than a plain value."""
        return {"significance_answers": lambda row: answers_in_words(row.significance_answers)}

    @property
    def is_open(self) -> bool:
        """Whether its life goes on."""
        return self.state not in states.ENDS

    @property
    def smp_section_labels(self) -> list[str]:
        """The affected parts of the plan in words."""
        labels = dict(SmpSection.choices)
        return [str(labels.get(key, key)) for key in self.smp_sections]

    def overdue(self, today: datetime.date) -> bool:
        """Whether its planned end has passed while it was still to be implemented."""
        waiting = self.state in (states.APPROVED, states.IN_PROGRESS)
        return waiting and self.planned_end is not None and self.planned_end < today

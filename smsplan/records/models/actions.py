import datetime
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smsplan.accounts.keys import person_key
from smsplan.records.models.base import Record, RecordQuerySet
from smsplan.ui.today import today


@cache
def target_models() -> tuple[type[models.Model], ...]:
    """The registers whose records have actions: those that declare a relation to ActionItem."""
    return tuple(
        model
        for model in apps.get_models()
        if any(field.related_model is ActionItem for field in model._meta.private_fields if field.is_relation)
        and hasattr(model._default_manager, "visible_to")
    )


class ActionItemQuerySet(RecordQuerySet):
    def visible_to(self, user) -> "ActionItemQuerySet":
        """As of every record; who has only `own_actionitem` also sees the actions on records that they see."""
        opts = self.model._meta
        if user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            return self
        if not user.has_perm(f"{opts.app_label}.own_{opts.model_name}"):
            return self.none()
        visible = Q(owner=user) | Q(created_by=user)
        for model in target_models():
            records = model._default_manager.visible_to(user).values("pk")
            visible |= Q(target_type=ContentType.objects.get_for_model(model), target_id__in=records)
        return self.filter(visible)

    def for_list(self) -> "ActionItemQuerySet":
        """With owner and target, which the list's columns show."""
        return self.select_related("owner").prefetch_related("target")

    def overdue(self, day: datetime.date | None = None) -> "ActionItemQuerySet":
        """Actions still to be done although their due date has passed."""
        return self.open().filter(due__lt=day or today())

    def open(self) -> "ActionItemQuerySet":
        """Actions still to be done."""
        return self.filter(state__in=(ActionItem.State.PLANNED, ActionItem.State.IN_PROGRESS))

    def to_check(self) -> "ActionItemQuerySet":
        """Done actions whose effectiveness nobody has evaluated yet (6.1.3 b)."""
        return self.filter(state=ActionItem.State.DONE, effectiveness="")


class ActionItem(Record):
    """An action decided on a record: who does what by when, and whether it worked (6.1.3, 10.1).

    `target` is the record that it serves: a risk, an opportunity, an objective.
    """

    PREFIX = "ACT"

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Effectiveness(models.TextChoices):
        EFFECTIVE = "effective", _("Effective")
        PARTLY = "partly", _("Partly effective")
        INEFFECTIVE = "ineffective", _("Not effective")

    target_type = models.ForeignKey(ContentType, editable=False, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField(editable=False)
    target = GenericForeignKey("target_type", "target_id")
    title = models.CharField(_("action"), max_length=300, help_text=_("What is done, in one sentence."))
    cause = models.TextField(_("cause"), blank=True, help_text=_("For a corrective action: why it became necessary."))
    detail = models.TextField(_("how it is done"), blank=True)
    due = models.DateField(_("due date"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="IDR", blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True, editable=False)
    #: Who said that it is done, which need not be its owner.
    done_by = person_key(_("done by"), null=True, blank=True, editable=False)
    outcome = models.TextField(_("what was done"), blank=True, editable=False)
    effectiveness = models.CharField(
        _("effectiveness"), max_length=12, choices=Effectiveness.choices, blank=True, editable=False
    )
    effectiveness_note = models.TextField(_("what shows it"), blank=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    checked_by = person_key(_("checked by"), null=True, blank=True, editable=False)

    #: What codes in the details of its audit events stand for (smsplan.audit.exports).
    event_choices = {"result": Effectiveness.choices}
    objects = ActionItemQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("due", "pk")
        permissions = (
            ("own_actionitem", "Can see own actions"),
            ("finish_actionitem", "Can start and finish actions"),
            ("check_actionitem", "Can check whether actions were effective"),
        )
        indexes = (
            models.Index(fields=("target_type", "target_id")),
            models.Index(fields=("state", "due")),
        )
        constraints = (
            models.CheckConstraint(condition=Q(effectiveness="") | Q(state="done"), name="action_checked_when_done"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(done_by=None) | ~Q(checked_by=models.F("done_by")),
                name="action_checked_by_another",
            ),
        )

    def get_absolute_url(self) -> str:
        """The action's page."""
        return reverse("records:action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.state in {self.State.PLANNED, self.State.IN_PROGRESS}

    @property
    def served(self) -> models.Model | None:
        """The record that the action serves now: its target, or what the target was merged into."""
        record = self.target
        while record is not None and getattr(record, "merged_into_id", None):
            record = record.merged_into
        return record

    def overdue(self, day: datetime.date | None = None) -> bool:
        """Still to be done although its due date has passed."""
        return self.is_open and self.due is not None and self.due < (day or today())

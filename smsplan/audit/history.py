"""History of every model: django-simple-history, made append-only and stamped with the actor's name at the time."""

import functools

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.utils import get_m2m_field_name

from smsplan.audit.triggers import append_only


class ActorStamp(models.Model):
    """What our history rows have besides simple-history's own columns: the name outlives the person."""

    history_actor_name = models.CharField(_("who"), max_length=200, default="", editable=False)

    class Meta:
        abstract = True


class KeptHistoryManager(HistoryManager):
    """simple-history's manager, whose class is put together once and not each time that somebody says `.history`."""

    @classmethod
    @functools.cache
    def from_queryset(cls, queryset_class, class_name=None):
        """The manager's class with the queryset's methods."""
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """Records every save of a model in an append-only table.

    A save that also changes many-to-many fields is one history row when it goes through `record_history`.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("bases", (ActorStamp,))
        kwargs.setdefault("history_manager", KeptHistoryManager)
        super().__init__(**kwargs)

    def finalize(self, sender, **kwargs):
        """Attach to the concrete model and remember the recorder on it, for `record_history`."""
        super().finalize(sender, **kwargs)
        if self.cls is sender or (self.inherit and issubclass(sender, self.cls)):
            sender._history_recorder = self

    def get_meta_options(self, model):
        """simple-history's options plus the append-only triggers."""
        return super().get_meta_options(model) | {"triggers": append_only()}

    def get_meta_options_m2m(self, through_model):
        """The same for the history of a many-to-many field."""
        return super().get_meta_options_m2m(through_model) | {"triggers": append_only()}

    def create_historical_record_m2ms(self, history_instance, instance):
        """Keep the many-to-many links of a save; by their keys alone, since a whole import goes through here."""
        for field in history_instance._history_m2m_fields:
            historical = self.m2m_models[field]
            through = field.remote_field.through
            links = through._base_manager.filter(**{get_m2m_field_name(field): instance})
            columns = [column.attname for column in through._meta.fields]
            historical.objects.bulk_create(
                historical(history=history_instance, **link) for link in links.values(*columns)
            )


def actor_name(actor) -> str:
    """The name to keep in the trail: the person's full name and e-mail, or "smsplan" for the system itself."""
    if actor is None or not getattr(actor, "is_authenticated", False):
        return "smsplan"
    return f"{actor.full_name} <{actor.email}>"


def record_history(instance: models.Model, *, created: bool, actor, reason: str = "") -> None:
    """Write one history row for `instance` as it stands, many-to-many fields included."""
    instance._history_user = actor
    instance._change_reason = reason
    try:
        instance._history_recorder.create_historical_record(instance, "+" if created else "~")
    finally:
        del instance._history_user
        del instance._change_reason

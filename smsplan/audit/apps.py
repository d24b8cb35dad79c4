from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from simple_history.signals import pre_create_historical_record


def _stamp_actor(*, history_instance, history_user, **_kwargs) -> None:
    from smsplan.audit.history import ActorStamp, actor_name

    if isinstance(history_instance, ActorStamp):
        history_instance.history_actor_name = actor_name(history_user)[:200]


class AuditConfig(AppConfig):
    name = "smsplan.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        """Every history row carries the actor's name at the time."""
        pre_create_historical_record.connect(_stamp_actor, dispatch_uid="audit.stamp_actor")

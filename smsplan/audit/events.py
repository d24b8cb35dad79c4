"""Writing the audit trail."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from smsplan.audit.as_of import afterwards
from smsplan.audit.history import actor_name
from smsplan.audit.models import Action, Event

__all__ = ["Action", "events_of", "record_event"]


def record_event(
    *,
    action: Action,
    actor,
    target: models.Model | None = None,
    label: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
    address: str | None = None,
) -> Event:
    """Append one event. `actor` is None for the system itself. Call it inside the transaction of the act.

    While the past is read, which can write nothing, the event is written as soon as that is over.
    """
    known = actor if actor is not None and getattr(actor, "is_authenticated", False) else None
    event = Event(
        action=Action(action),
        actor=known,
        actor_name=actor_name(known)[:200],
        target_type=ContentType.objects.get_for_model(target) if target is not None else None,
        target_id=target.pk if target is not None else None,
        target_label=(label or (str(target) if target is not None else ""))[:200],
        reason=reason,
        detail=detail or {},
        address=address or None,
    )
    if not afterwards(event.save):
        event.save()
    return event


def events_of(target: models.Model, action: Action) -> models.QuerySet[Event]:
    """The events of one kind about one record, newest first."""
    content_type = ContentType.objects.get_for_model(target)
    return Event.objects.filter(target_type=content_type, target_id=target.pk, action=action)


def request_address(request) -> str | None:
    """The caller's address as the web server saw it; a proxy's header counts only behind our own proxy."""
    return request.META.get("REMOTE_ADDR") or None

"""The audit events as a table, for downloads and evidence packs."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from smsplan.audit.models import Event
from smsplan.ui.exports import Sheet

CHUNK = 2000


def detail_words(detail: dict[str, Any]) -> str:
    """An event's detail in one line."""
    return "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in detail.items() if value not in ("", None))


def event_sheet(queryset: QuerySet[Event] | None = None) -> Sheet:
    """The audit events, all of them and the oldest first unless a queryset says otherwise."""
    events = Event.objects.order_by("pk") if queryset is None else queryset

    def rows() -> Iterator[list[Any]]:
        for event in events.iterator(chunk_size=CHUNK):
            yield [
                event.at,
                event.get_action_display(),
                event.actor_name,
                event.target_label,
                event.reason,
                detail_words(event.detail),
                event.address or "",
            ]

    columns = [_("When"), _("What"), _("Who"), _("Record"), _("Reason"), _("Detail"), _("Address")]
    return Sheet("events", _("Audit events"), columns, rows())

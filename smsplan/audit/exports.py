"""The audit events as a table, for downloads and evidence packs."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smsplan.audit.models import Event
from smsplan.audit.reasons import reason_words
from smsplan.ui.exports import Sheet

CHUNK = 2000
#: How many things of a list the audit trail's page names; the export names all.
MOST_LISTED = 3


#: What the keys of an event's detail mean to a reader; keys that are not listed stand as they are written.
LABELS = {
    "to": gettext_lazy("now"),
    "from": gettext_lazy("before"),
    "effective": gettext_lazy("effective"),
    "criterion": gettext_lazy("success criterion"),
    "met": gettext_lazy("met"),
    "supersedes": gettext_lazy("supersedes"),
    "recipient": gettext_lazy("recipient"),
    "due": gettext_lazy("due"),
    "file": gettext_lazy("file"),
    "format": gettext_lazy("format"),
    "rows": gettext_lazy("rows"),
    "query": gettext_lazy("filter"),
    "register": gettext_lazy("register"),
    "objective": gettext_lazy("objective"),
    "mentioned": gettext_lazy("mentioned"),
    "fields": gettext_lazy("changed"),
    "records": gettext_lazy("records"),
    "into": gettext_lazy("into"),
    "with": gettext_lazy("with"),
    "kind": gettext_lazy("assessment"),
    "level": gettext_lazy("level"),
    "benefit": gettext_lazy("benefit"),
    "effort": gettext_lazy("effort"),
    "why": gettext_lazy("why"),
    "until": gettext_lazy("until"),
    "next": gettext_lazy("next"),
    "result": gettext_lazy("result"),
    "done_on": gettext_lazy("done on"),
    "revision": gettext_lazy("revision"),
    "successor": gettext_lazy("followed by"),
    "submission": gettext_lazy("submission"),
    "number": gettext_lazy("number"),
    "version": gettext_lazy("version"),
    "error": gettext_lazy("error"),
    "bytes": gettext_lazy("size"),
    "sha256": gettext_lazy("SHA-256"),
    "manifest_sha256": gettext_lazy("SHA-256 of the manifest"),
    "content_sha256": gettext_lazy("SHA-256 of the content"),
    "changemilestone": gettext_lazy("milestone of a change"),
    "communication": gettext_lazy("communication of a change"),
    "training": gettext_lazy("training of a change"),
    "drift": gettext_lazy("changed in the registers by then"),
}


def detail_words(event: Event, *, short: bool = False) -> str:
    """An event's detail in one line, in words; `short` cuts check sums and long lists down to their beginning."""
    parts = []
    for key, value in event.detail.items():
        if value in ("", None):
            continue
        text = _value_words(event, key, value)
        if short and key.endswith("sha256"):
            text = f"{text[:12]}…"
        if short and isinstance(value, list) and len(value) > MOST_LISTED:
            text = f"{', '.join(map(str, value[:MOST_LISTED]))}, …"
        parts.append(f"{LABELS.get(key, key.replace('_', ' '))}: {text}")
    return "; ".join(parts)


def _value_words(event: Event, key: str, value: Any) -> str:
    if key == "bytes":
        return filesizeformat(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if key in {"to", "from"} and event.target_type_id:
        return _state_words(event.target_type_id, str(value))
    if key == "format":
        return str(value).upper()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if event.target_type_id and (choices := _choices(event.target_type_id).get(key)):
        return str(dict(choices).get(value, value))
    if isinstance(value, str) and (found := _day(value)):
        return date_format(found, "SHORT_DATE_FORMAT")
    return str(value)


def _state_words(content_type: int, state: str) -> str:
    """The label of a record's state."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    try:
        choices = dict(model._meta.get_field("state").flatchoices)
    except (AttributeError, FieldDoesNotExist):
        return state
    return str(choices.get(state, state))


def _choices(content_type: int) -> dict[str, Any]:
    """The choices that stand behind keys of the details of a model's events, as it says in `event_choices`."""
    return getattr(ContentType.objects.get_for_id(content_type).model_class(), "event_choices", {})


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


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
                reason_words(event.reason),
                detail_words(event),
                event.address or "",
            ]

    columns = [_("When"), _("What"), _("Who"), _("Record"), _("Reason"), _("Detail"), _("Address")]
    return Sheet("events", _("Audit events"), columns, rows())

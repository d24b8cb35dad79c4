"""Telling people what waits for them: each stage once, late rather than never."""

import datetime
import zoneinfo

from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smsplan.accounts.models import User
from smsplan.accounts.roles import COMPLIANCE
from smsplan.audit.events import Action, record_event
from smsplan.context.models import Organization
from smsplan.inbox.services import tell
from smsplan.records.due import DueItem
from smsplan.work.due import due_items
from smsplan.work.models import ReminderRun
from smsplan.work.stages import plan_for, stage

#: The hour at which a day's reminders go out; the schedule in the settings says the same.
HOUR = 6


def today_here() -> datetime.date:
    """The organization's day."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(Organization.get().time_zone))


def send_reminders(today: datetime.date | None = None) -> int:
    """Tell each person what has come to a new stage; returns how many reminders were new.

    Safe to run twice, at once and after any outage: a stage is claimed by the unique row of its notification.
    """
    today = today or today_here()
    people = {person.pk: person for person in User.objects.active()}
    compliance = list(User.objects.active().with_role(COMPLIANCE))
    by_language: dict[str, dict[str, DueItem]] = {}
    sent = 0
    for item in due_items(today):
        reached = stage(item.due, today, plan_for(item.kind))
        if reached is None:
            continue
        owner = people.get(item.owner_id)
        for person in [owner] if owner is not None else compliance:
            words = _in_language(by_language, person.language, today).get(item.key, item)
            sent += _remind(person, words, reached, today, unowned=owner is None)
    ReminderRun.objects.create(day=today, sent=sent)
    return sent


def _in_language(known: dict[str, dict[str, DueItem]], language: str, today: datetime.date) -> dict[str, DueItem]:
    """The due things with their words in `language`, gathered once for each language."""
    if language not in known:
        with translation.override(language):
            known[language] = {item.key: item for item in due_items(today)}
    return known[language]


@transaction.atomic
def _remind(person: User, item: DueItem, reached: str, today: datetime.date, *, unowned: bool) -> int:
    """Claim the stage for this person and write the event, both or neither."""
    claimed = tell(
        recipient=person,
        # The date is part of it: a thing that was given a new date is reminded of anew.
        key=f"reminder:{item.key}:{item.due.isoformat()}:{reached}"[:200],
        url=item.url,
        words=lambda: words(item, today, unowned=unowned),
    )
    if claimed:
        record_event(
            action=Action.REMINDED,
            actor=None,
            label=f"{item.reference} {item.title}",
            detail={"recipient": f"{person.full_name} <{person.email}>", "due": item.due.isoformat()},
        )
    return int(claimed)


def words(item: DueItem, today: datetime.date, *, unowned: bool = False) -> tuple[str, str]:
    """Title and text of a reminder, in the active language."""
    when = formats.date_format(item.due, "DATE_FORMAT")
    lines = [f"{item.reference} {item.title}", f"{item.act}: {day_words(item.due, today)} ({when})."]
    if unowned:
        lines.append(_("It has no active owner, so it is sent to Compliance."))
    return f"{item.act}: {item.reference}", "\n".join(lines)


def day_words(due: datetime.date, today: datetime.date) -> str:
    """How far away a day is, in words."""
    days = (due - today).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("due in %(days)d day", "due in %(days)d days", days) % {"days": days}
    return ngettext("overdue by %(days)d day", "overdue by %(days)d days", -days) % {"days": -days}


def missed_round(now: datetime.datetime | None = None) -> bool:
    """Whether the newest round that should have run by `now` has not."""
    here = timezone.localtime(now, zoneinfo.ZoneInfo(Organization.get().time_zone))
    should = here.date() if here.hour >= HOUR else here.date() - datetime.timedelta(days=1)
    return not ReminderRun.objects.filter(day__gte=should).exists()

"""Loads the demo organization: a year of acts, done by the right people at the right time through the services."""

import datetime
import zoneinfo
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from smsplan.accounts.models import User
from smsplan.context.models import Organization
from smsplan.demo.diary import ZONE, Calendar, Diary
from smsplan.demo.stories import context, objectives, plan, registers, risk_life
from smsplan.demo.stories.cast import World
from smsplan.evidence.services import pack_request

PACK_TITLE = "Preparation of the surveillance audit"


def is_loaded() -> bool:
    """Whether there is an organization already."""
    return bool(Organization.get().name)


def load(today: datetime.date | None = None) -> int:
    """Load the organization into an empty database, all of it or nothing; returns the number of acts.

    The documents that it publishes are files: those that a failure leaves behind are removed.
    """
    today = today or timezone.localdate(timezone=zoneinfo.ZoneInfo(ZONE.key))
    before = _stored_files()
    try:
        with transaction.atomic(), translation.override("en"), timezone.override(ZONE):
            diary = Diary(Calendar(today))
            world = World(diary)
            context.write(world)
            registers.write(world)
            risk_life.write(world)
            objectives.write(world)
            plan.write(world)
            acts = diary.live()
            # The worker builds it as soon as it is there; it reads the registers at a moment of its own.
            pack_request(actor=User.objects.get(email="auditor@demo.test"), title=PACK_TITLE, language="en")
            return acts
    except BaseException:
        for path in _stored_files() - before:
            path.unlink(missing_ok=True)
        raise


def _stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}

"""What happens to risks by time alone."""

import zoneinfo

from celery import shared_task
from django.utils import timezone

from risks import services
from smsplan.context.models import Organization


@shared_task(name="risks.tasks.expire_acceptances")
def expire_acceptances() -> None:
    """End the acceptances whose last day has passed where the organization is; safe to run twice and late."""
    zone = zoneinfo.ZoneInfo(Organization.get().time_zone)
    services.acceptances_expire(timezone.localdate(timezone=zone))

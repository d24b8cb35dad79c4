"""What was typed and never saved into a version that has ended: it is in no editor any more, and can be copied."""

import datetime

from django.utils import timezone
from django.utils.timezone import localdate

from smp.models import SectionDraft, Version

#: For so long it can be copied.
KEPT = datetime.timedelta(days=90)


def kept_until(draft: SectionDraft, version: Version) -> datetime.date | None:
    """Until when what was typed into this version can be copied; None while it is open, and the text simply stays."""
    if version.state in Version.OPEN:
        return None
    return localdate(max(draft.saved_at, version.updated_at) + KEPT)


def leftovers_sweep(now: datetime.datetime | None = None) -> int:
    """Remove what was typed into versions that have ended, a while after; returns how many texts went.

    An approval, a review or a successor keeps the text longer; what was typed into an open version always stays.
    """
    before = (now or timezone.now()) - KEPT
    ended = SectionDraft.objects.exclude(section__version__state__in=Version.OPEN)
    gone, _each = ended.filter(saved_at__lt=before, section__version__updated_at__lt=before).delete()
    return gone

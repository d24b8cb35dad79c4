"""Previews of an open version as PDF: one for each person, made in the background, and swept after a day."""

import datetime
import uuid
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smp.document import marked, render
from smp.models import Preview, Version
from smsplan.accounts.models import User
from smsplan.records import longwork, sweeping
from smsplan.records.files import place
from smsplan.records.services import NotAllowed, require

FOLDER = "smp/previews"
#: How long a preview is kept: it says what the version said when it was asked for.
KEPT = datetime.timedelta(days=1)

RENDERING = gettext_noop("Making the document")
MARKING = gettext_noop("Marking it as not in force")


@transaction.atomic
def preview_request(*, version: Version, actor) -> Preview:
    """Have a preview made of an open version; it takes the place of the person's earlier ones.

    One that waits in the queue is given back: it will show the same. Raises PermissionDenied, NotAllowed.
    """
    # The lock makes one request of two that the same person sends at once.
    actor = User.objects.select_for_update().get(pk=actor.pk)
    require(actor.has_perm("smp.view_version"))
    version = Version.objects.get(pk=version.pk)
    if version.state not in Version.OPEN:
        raise NotAllowed(_("%(version)s is not open any more; there is nothing to preview.") % {"version": version})
    own = Preview.objects.filter(requested_by=actor)
    waiting = own.filter(version=version, work_state=Preview.Progress.QUEUED).first()
    sweeping.remove(own.exclude(pk=waiting.pk if waiting else None))
    if waiting is not None:
        return waiting
    preview = Preview.objects.create(version=version, requested_by=actor)
    longwork.enqueue(preview)
    return preview


def build(work: Preview) -> None:
    """Make the preview. A preview that was replaced meanwhile leaves nothing. Raises PdfError."""
    version = Version.objects.get(pk=work.version_id)
    longwork.report(work, 15, RENDERING)
    pdf = render(version)
    longwork.report(work, 85, MARKING)
    pdf = marked(version, pdf)
    name = f"{FOLDER}/{uuid.uuid4().hex}.pdf"
    placed = place(Path(default_storage.path(name)), pdf)
    if not Preview.objects.filter(pk=work.pk).update(file=name, size=len(pdf)):
        placed.unlink(missing_ok=True)


def sweep(now: datetime.datetime | None = None) -> int:
    """Remove previews older than a day, and files that no preview knows; returns how many files went."""
    return sweeping.sweep(Preview, folder=FOLDER, before=(now or timezone.now()) - KEPT)

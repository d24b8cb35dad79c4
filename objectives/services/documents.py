"""Having the dashboard of objectives put on paper."""

from django.db import transaction

from objectives.dashboard import Dashboard
from objectives.models import DashboardDocument
from smsplan.accounts.models import User
from smsplan.audit.events import Action, record_event
from smsplan.records import longwork
from smsplan.records.services import require


@transaction.atomic
def dashboard_request(*, shown: Dashboard, language: str) -> DashboardDocument:
    """Have a PDF made of a dashboard, in `language`, with what its reader may see when it is made.

    While the same one is being made already, that one is given back.
    """
    # The lock makes one request of two that the same person sends at once.
    actor = User.objects.select_for_update().get(pk=shown.user.pk)
    wanted = {"year": shown.cycle.year, "by": shown.by, "verdict": shown.verdict, "language": language}
    under_way = (DashboardDocument.Progress.QUEUED, DashboardDocument.Progress.RUNNING)
    present = DashboardDocument.objects.filter(requested_by=actor, work_state__in=under_way, **wanted).first()
    if present is not None:
        return present
    document = DashboardDocument.objects.create(requested_by=actor, **wanted)
    record_event(action=Action.REQUESTED, actor=actor, target=document)
    longwork.enqueue(document)
    return document


@transaction.atomic
def dashboard_download(*, document: DashboardDocument, actor, address: str | None = None) -> DashboardDocument:
    """Let the file out to the one who asked for it, and write it into the audit trail. Raises PermissionDenied."""
    require(document.requested_by_id == actor.pk and bool(document.sha256))
    record_event(
        action=Action.DOWNLOADED,
        actor=actor,
        target=document,
        detail={"file": document.file_name, "sha256": document.sha256},
        address=address,
    )
    return document

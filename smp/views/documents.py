"""The plan on paper: its making, a preview, its download."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.generic import View

from smp.document import render
from smp.models import Publication, Version
from smp.views.shared import READ, OfVersion, publication_of, work_status
from smsplan.audit.events import Action, record_event, request_address
from smsplan.records.views import WorkPoll, WorkRetry, WorkStatus
from smsplan.ui.views import Entry


class PublicationPoll(OfVersion, WorkPoll):
    """How far the making of the document is."""

    permission = "smp.view_version"

    def get_work(self):
        publication = publication_of(self.version)
        if publication is None:
            raise Http404
        return publication, work_status(self.version, self.request.user) or WorkStatus(publication, poll_url="")


class PublicationRetry(OfVersion, WorkRetry):
    """Make the document of an approved version again after it failed."""

    permission = ("smp.submit_version", "smp.approve_version")

    def get_work(self) -> Publication:
        publication = publication_of(self.version)
        if publication is None:
            raise Http404
        return publication

    def get_success_url(self, work: Publication) -> str:
        return self.version.get_absolute_url()


class VersionPreview(OfVersion, Entry, View):
    """The document as it would print now, marked as not in force; an open version only."""

    permission = "smp.view_version"

    def get(self, request, pk):
        if self.version.state not in Version.OPEN:
            raise Http404
        return HttpResponse(
            render(self.version),
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="smp-{self.version.number}-preview.pdf"',
                "Cache-Control": "no-store",
            },
        )


class DocumentDownload(OfVersion, Entry, View):
    """The published document; each download is an audit event."""

    permission = READ

    def get(self, request, pk):
        publication = publication_of(self.version)
        if publication is None or not publication.sha256:
            raise Http404
        record_event(
            action=Action.DOWNLOADED,
            actor=request.user,
            target=self.version,
            detail={"file": f"smp-{self.version.number}.pdf", "sha256": publication.sha256},
            address=request_address(request),
        )
        return FileResponse(
            publication.file.open("rb"),
            as_attachment=True,
            filename=f"smp-{self.version.number}.pdf",
            content_type="application/pdf",
        )

"""The published document: its making, the file as approved, a marked copy once it is superseded, its certificate."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from smp.document import marked, successor
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
        return publication, work_status(self.version, self.request.user) or WorkStatus(
            publication, poll_url="", title=_("Publication")
        )


class PublicationRetry(OfVersion, WorkRetry):
    """Make the document of an approved version again after it failed."""

    permission = ("smp.submit_version", "smp.approve_version")

    def get_work(self) -> Publication:
        publication = publication_of(self.version)
        if publication is None or not self.version.is_publishing:  # Returned or rejected since.
            raise Http404
        return publication

    def get_success_url(self, work: Publication) -> str:
        return self.version.get_absolute_url()


@dataclass(frozen=True)
class Paper:
    """The published document as the version's page tells of it."""

    publication: Publication
    url: str
    #: The file as it was approved, when `url` gives a marked copy.
    original_url: str = ""
    certificate_url: str = ""


def paper_of(version: Version) -> Paper | None:
    """The version's document, once it is published."""
    publication = publication_of(version)
    if publication is None or not publication.sha256:
        return None

    def url(name: str) -> str:
        return reverse(f"smp:{name}", args=[version.pk])

    return Paper(
        publication,
        url=url("document"),
        original_url=url("original") if version.state == Version.State.SUPERSEDED else "",
        certificate_url=url("certificate") if publication.certificate_sha256 else "",
    )


class OfDocument(OfVersion, Entry, View):
    """Something of a version's published document; 404 before there is one."""

    permission = READ
    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        self.publication = publication_of(self.version)
        if self.publication is None or not self.publication.sha256:
            raise Http404
        return self.answer()

    def answer(self) -> Any:
        """What is handed out."""
        raise NotImplementedError

    def handed_out(self, name: str, sha256: str) -> None:
        """Each download is an audit event."""
        record_event(
            action=Action.DOWNLOADED,
            actor=self.request.user,
            target=self.version,
            detail={"file": name, "sha256": sha256},
            address=request_address(self.request),
        )


class DocumentOriginal(OfDocument):
    """The document byte for byte as it was approved and signed."""

    def answer(self) -> FileResponse:
        name = f"smp-{self.version.number}.pdf"
        self.handed_out(name, self.publication.sha256)
        return FileResponse(
            self.publication.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )


class DocumentDownload(DocumentOriginal):
    """The document; of a superseded version a copy that says so on every page, and which version took its place."""

    def answer(self) -> FileResponse | HttpResponse:
        if self.version.state != Version.State.SUPERSEDED:
            return super().answer()
        with self.publication.file.open("rb") as file:
            copy = marked(self.version, file.read(), by=successor(self.version))
        name = f"smp-{self.version.number}-superseded.pdf"
        self.handed_out(name, hashlib.sha256(copy).hexdigest())
        return HttpResponse(
            copy,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )


class DocumentCertificate(OfDocument):
    """The certificate that the document was signed with, out of the document itself."""

    def answer(self) -> HttpResponse:
        # Only here: reading a signature takes a library that no other page needs.
        from smsplan.ui.pdf_signing import signature_in

        with self.publication.file.open("rb") as file:
            signature = signature_in(file.read()) if self.publication.certificate_sha256 else None
        if signature is None:
            raise Http404
        return HttpResponse(
            signature.certificate,
            content_type="application/pkix-cert",
            headers={"Content-Disposition": f'attachment; filename="smp-{self.version.number}.cer"'},
        )

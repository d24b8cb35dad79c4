"""The dashboard of objectives on paper: asked for, made in the background, and kept for the one who asked."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView, View

from objectives import documents
from objectives.models import DashboardDocument
from objectives.services.documents import dashboard_download, dashboard_request
from objectives.views.dashboard import OfCycle
from objectives.views.register import VIEW
from smsplan.audit.events import request_address
from smsplan.records.views import WorkPoll, WorkRetry, WorkStatus
from smsplan.ui.parts import Crumb
from smsplan.ui.views import Entry

#: How many of a person's documents their page shows, the newest first.
NEWEST = 10


def own(user) -> QuerySet[DashboardDocument]:
    """The documents that this person asked for; nobody else gets them, for they hold what that person may see."""
    return DashboardDocument.objects.filter(requested_by=user)


def status_of(document: DashboardDocument) -> WorkStatus:
    """How far it is, as its page shows it."""

    def url(name: str) -> str:
        return reverse(f"objectives:{name}", args=[document.pk])

    return WorkStatus(
        document,
        poll_url=url("dashboard_pdf_progress"),
        retry_url=url("dashboard_pdf_retry") if document.work_state == DashboardDocument.Progress.FAILED else "",
        download_url=url("dashboard_pdf_download") if document.sha256 else "",
    )


class DashboardPdfs(OfCycle, TemplateView):
    """The PDFs that this person asked for; sending it asks for one more, of the dashboard that the address names."""

    template_name = "objectives/dashboard_documents.html"
    title = gettext_lazy("Dashboard as PDF")

    @property
    def lead(self) -> str:
        """Whose they are, and for how long."""
        return _("Only you can download these: each holds what you may see, and is kept for %(days)d days.") % {
            "days": documents.KEPT_DAYS
        }

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(_("Objectives"), reverse("objectives:list")),
            Crumb(_("Dashboard of objectives"), reverse("objectives:dashboard")),
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for a PDF."""
        dashboard_request(shown=self.dashboard, language=request.LANGUAGE_CODE)
        messages.success(
            request, _("The PDF is being made. You may leave this page; your inbox tells when it is ready.")
        )
        return redirect("objectives:dashboard_pdf")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = own(self.request.user)[:NEWEST]
        return super().get_context_data(**kwargs) | {
            "documents": [(one, documents.title_of(one), status_of(one)) for one in found]
        }


class DashboardPdfProgress(WorkPoll):
    """How far one of them is, asked for by its page."""

    permission = VIEW

    def get_work(self) -> tuple[DashboardDocument, WorkStatus]:
        document = get_object_or_404(own(self.request.user), pk=self.kwargs["pk"])
        return document, status_of(document)


class DashboardPdfRetry(WorkRetry):
    """Make one that failed once more."""

    permission = VIEW

    def get_work(self) -> DashboardDocument:
        return get_object_or_404(own(self.request.user), pk=self.kwargs["pk"])

    def get_success_url(self, work: DashboardDocument) -> str:
        return work.get_absolute_url()


class DashboardPdfDownload(Entry, View):
    """The file; each download is an audit event with its SHA-256."""

    permission = VIEW
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The PDF. 404 before it was made."""
        document = get_object_or_404(own(request.user), pk=pk)
        if not document.sha256:
            raise Http404
        dashboard_download(document=document, actor=request.user, address=request_address(request))
        return FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=document.file_name,
            content_type="application/pdf",
            headers={"Cache-Control": "private, no-store"},
        )

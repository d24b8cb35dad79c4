"""A preview of an open version: asked for, made in the background, and opened when it is ready."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.base import TemplateView

from smp.models import Preview, Version
from smp.previewing import preview_request
from smp.views.shared import OfVersion
from smsplan.records.views import WorkPoll, WorkStatus
from smsplan.ui.views import Entry


class OfOwnPreview(OfVersion):
    """The person's own preview of an open version; what others asked for is not shown to them."""

    permission = "smp.view_version"
    request: HttpRequest

    def dispatch(self, request, *args, **kwargs):
        """404 once the version is not open any more."""
        if request.user.has_perm(self.permission) and self.version.state not in Version.OPEN:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_preview(self) -> Preview | None:
        """The one preview that the person has of it, or None."""
        return Preview.objects.filter(version=self.version, requested_by=self.request.user).order_by("-pk").first()

    def address(self, name: str) -> str:
        """One of the preview's addresses."""
        return reverse(f"smp:{name}", args=[self.version.pk])


class VersionPreview(OfOwnPreview, Entry, TemplateView):
    """How far the preview is; sending the page has a new one made."""

    template_name = "smp/preview.html"

    def get_title(self) -> str:
        """What stands above."""
        return _("Preview of %(version)s") % {"version": self.version}

    def post(self, request, pk):
        """Have a preview made, in the place of the one before."""
        preview_request(version=self.version, actor=request.user)
        return redirect("smp:preview", pk)

    def get_context_data(self, **kwargs):
        preview = self.get_preview()
        context = super().get_context_data(**kwargs) | {"version": self.version, "preview": preview}
        if preview is not None:
            context["work"] = WorkStatus(preview, poll_url=self.address("preview_progress"))
        if preview is not None and preview.file:
            context["file_url"] = self.address("preview_file")
        return context


class PreviewProgress(OfOwnPreview, WorkPoll):
    """How far it is, asked for by its page; the browser goes to the file as soon as there is one."""

    def get_work(self):
        preview = self.get_preview()
        if preview is None:
            raise Http404
        return preview, WorkStatus(preview, poll_url=self.address("preview_progress"))

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        preview = self.get_preview()
        if request.htmx and preview is not None and preview.work_state == Preview.Progress.READY:
            del response["HX-Refresh"]
            response["HX-Redirect"] = self.address("preview_file")
        return response


class PreviewFile(OfOwnPreview, Entry, View):
    """The preview itself, shown in the browser."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        preview = self.get_preview()
        if preview is None or not preview.file:
            raise Http404
        return FileResponse(
            preview.file.open("rb"),
            filename=f"smp-{self.version.number}-preview.pdf",
            content_type="application/pdf",
            headers={"Cache-Control": "private, no-store"},
        )

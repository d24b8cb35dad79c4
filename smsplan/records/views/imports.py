"""Importing a table: upload, preview row by row, confirm all rows or none."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.records import imports
from smsplan.records.models import ImportRun
from smsplan.records.services import (
    NotAllowed,
)
from smsplan.records.tabular import TableProblem
from smsplan.ui.exports import Sheet, as_csv
from smsplan.ui.parts import Crumb
from smsplan.ui.views import Entry


class ImportPage(Entry, View):
    """Upload, preview row by row, confirm: nothing is saved before, and then all rows or none."""

    importer: imports.Importer
    title = gettext_lazy("Import")
    register_title = ""
    register_url = ""
    template_url = ""

    def get_breadcrumbs(self) -> list[Crumb]:
        """The register that the rows go into."""
        return [Crumb(str(self.register_title), reverse(self.register_url))]

    def get(self, request):
        return self._answer(request)

    def post(self, request):
        if "confirm" in request.POST:
            return self._confirm(request)
        upload = request.FILES.get("file")
        if upload is None:
            return self._answer(request, refused=_("Choose a CSV or XLSX file first."), status=422)
        if upload.size > settings.IMPORT_MAX_BYTES:
            most = settings.IMPORT_MAX_BYTES // 1024 // 1024
            return self._answer(request, refused=_("The file is larger than %(most)d MB.") % {"most": most}, status=422)
        content = upload.read()
        try:
            plan = imports.preview(self.importer, upload.name, content)
        except TableProblem as problem:
            return self._answer(request, refused=str(problem), name=upload.name, status=422)
        run = imports.keep_upload(self.importer, name=upload.name, content=content, actor=request.user)
        return self._answer(request, plan=plan, run=run, name=upload.name, status=200 if plan.ok else 422)

    def _confirm(self, request):
        run = get_object_or_404(
            ImportRun, pk=request.POST.get("confirm"), created_by=request.user, kind=self.importer.kind
        )
        try:
            count = imports.confirm(self.importer, run, actor=request.user)
        except NotAllowed as refusal:
            messages.info(request, " ".join(refusal.messages))
            return redirect(self.register_url)
        except (ValidationError, TableProblem) as error:
            text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            return self._answer(request, refused=text, status=409)
        messages.success(request, _("%(count)d rows imported from “%(name)s”.") % {"count": count, "name": run.name})
        return redirect(self.register_url)

    def _answer(self, request, *, status=200, **context):
        page = self.get_page()
        page.lead = ""
        context |= {
            "page": page,
            "importer": self.importer,
            "lead": self.lead,
            "template_url": reverse(self.template_url),
        }
        if plan := context.get("plan"):
            context["shown"] = plan.rows[:200]
        return render(request, "records/import.html", context, status=status)


class ImportTemplate(Entry, View):
    """An empty CSV with the headings that an import knows."""

    importer: imports.Importer
    file_name = "template"

    def get(self, request):
        sheet = Sheet(self.file_name, "", [str(column.heading) for column in self.importer.columns], [])
        response = HttpResponse(b"".join(as_csv(sheet)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}.csv"'
        return response

"""What every register's pages share on top of smsplan.ui: history, files, stale saves, imports, long work."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.audit import diff
from smsplan.audit.events import Action, record_event, request_address
from smsplan.records import imports, longwork
from smsplan.records.models import Attachment, ImportRun, LongWork, Submission
from smsplan.records.services import (
    NotAllowed,
    StaleRevision,
    attach,
    attachments_of,
    claim_submission,
    detach,
    save_form,
    typed,
)
from smsplan.records.tabular import TableProblem
from smsplan.ui.exports import Sheet, as_csv
from smsplan.ui.forms import ReasonForm
from smsplan.ui.parts import Conflict, Crumb
from smsplan.ui.views import SIGNED_IN, ConfirmPage, DetailPage, Entry, FormPage, ListPage


class RecordListPage(ListPage):
    """A register's list; its exports are audit events."""

    def exported(self, format: str, count: int) -> None:
        """Write the export into the audit trail."""
        record_event(
            action=Action.EXPORTED,
            actor=self.request.user,
            label=str(self.title),
            detail={"format": format, "rows": count, "query": self.request.GET.urlencode()[:1000]},
            address=request_address(self.request),
        )


class RecordDetailPage(DetailPage):
    """A record's page with the tabs Overview, Files and History."""

    #: The permission that attaching and withdrawing files needs.
    change_permission = ""

    def get_title(self) -> str:
        """The record's title, under whatever name the register keeps it."""
        return self.record.heading

    def get_tabs(self):
        """(key, label, count, template) of each tab."""
        return [
            ("overview", _("Overview"), None, ""),
            ("files", _("Files"), attachments_of(self.record).count(), "ui/_files.html"),
            ("history", _("History"), None, "ui/_history.html"),
        ]

    def may_change(self) -> bool:
        """Whether this person may attach files here."""
        return self.request.user.has_perm(self.change_permission)

    def get_tab_context(self, key: str) -> dict:
        """Files or history, for the tab that shows them."""
        if key == "files":
            content_type = ContentType.objects.get_for_model(self.record)
            return {
                "attachments": attachments_of(self.record),
                "can_upload": self.may_change(),
                "upload_url": reverse("records:attach", args=[content_type.pk, self.record.pk]),
            }
        if key == "history":
            return {"saves": diff.saves(self.record)}
        return {}


class RecordFormPage(FormPage):
    """Create or edit a record: one history row a save, double submits and stale saves told apart and nothing lost."""

    def save(self, form):
        """Save the form's record as `perform` does it. Raises ValidationError with the conflicts of a stale save."""
        try:
            with transaction.atomic():
                if form.instance.pk is not None:
                    return self.perform(form)
                token = uuid.UUID(self.submission) if len(self.submission) in {32, 36} else uuid.uuid4()
                claim = claim_submission(token, self.request.user)
                if claim is None:
                    return self._already_made(token)
                record = self.perform(form)
                claim.target = record
                claim.save(update_fields=["target_type", "target_id"])
                return record
        except StaleRevision as stale:
            return self._compare(form, stale.current)

    def perform(self, form):
        """The write itself; a register with a service function for it calls that instead."""
        return save_form(form, actor=self.request.user, reason=form.cleaned_data.get("change_reason", ""))

    def _already_made(self, token):
        submission = Submission.objects.filter(token=token, person=self.request.user).first()
        if submission is None or submission.target is None:
            raise PermissionDenied(_("This form was sent already."))
        return submission.target

    def _compare(self, form, current):
        """Both versions field by field; when nothing differs the other save said the same and stands."""
        conflicts = []
        for name in form.fields:
            model_field = next((f for f in current._meta.get_fields() if f.name == name), None)
            if model_field is None or name == "revision":
                continue
            stored = getattr(current, name)
            if model_field.many_to_many:
                yours, theirs = typed(form.cleaned_data[name]), typed(stored.all())
            elif model_field.is_relation:
                yours, theirs = typed(form.cleaned_data[name]), typed(stored)
            else:
                yours = diff.words(model_field, form.cleaned_data[name])
                theirs = diff.words(model_field, stored)
            if yours != theirs:
                conflicts.append(Conflict(str(form.fields[name].label), yours, theirs))
        if not conflicts:
            return current
        error = ValidationError(
            _("Somebody else saved this record meanwhile. Nothing you typed is lost: compare and save again.")
        )
        error.conflicts = conflicts
        error.fresh_revision = current.revision
        error.conflict_note = _("%(who)s saved this record on %(when)s, after you opened it.") % {
            "who": current.updated_by or "smsplan",
            "when": date_format(localtime(current.updated_at), "DATETIME_FORMAT"),
        }
        raise error


# Files --------------------------------------------------------------------------------------------


def _target(user, content_type_pk: int, pk: int, *, change: bool):
    """The record that a file belongs to, if this person may see it (404) and, when `change`, change it (403)."""
    content_type = get_object_or_404(ContentType, pk=content_type_pk)
    model = content_type.model_class()
    if model is None or not hasattr(model._default_manager, "visible_to"):
        raise Http404
    record = get_object_or_404(model._default_manager.visible_to(user), pk=pk)
    if change and not user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"):
        raise PermissionDenied
    return record


class AttachView(Entry, View):
    """Attach an uploaded file to a record."""

    permission = SIGNED_IN

    def post(self, request, content_type, pk):
        record = _target(request.user, content_type, pk, change=True)
        upload = request.FILES.get("file")
        if upload is None:
            messages.error(request, _("Choose a file first."))
        else:
            try:
                attach(record=record, upload=upload, actor=request.user, note=request.POST.get("note", "")[:200])
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, _("“%(name)s” is attached.") % {"name": upload.name})
        return redirect(f"{record.get_absolute_url()}?tab=files")


class AttachmentDownload(Entry, View):
    """Download a file as an attachment, never shown inline."""

    permission = SIGNED_IN

    def get(self, request, pk):
        attachment = get_object_or_404(Attachment, pk=pk)
        record = _target(request.user, attachment.target_type_id, attachment.target_id, change=False)
        record_event(
            action=Action.DOWNLOADED,
            actor=request.user,
            target=record,
            detail={"file": attachment.name, "sha256": attachment.sha256},
            address=request_address(request),
        )
        return FileResponse(
            attachment.file.open("rb"),
            as_attachment=True,
            filename=attachment.name,
            content_type="application/octet-stream",
        )


class DetachView(ConfirmPage):
    """Withdraw a file from its record, with a reason."""

    permission = SIGNED_IN
    reason_required = True
    heading = gettext_lazy("Withdraw this file?")
    consequence = gettext_lazy(
        "The file leaves the record's list. It is kept, and the history says who withdrew it and why."
    )
    form_class = ReasonForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.attachment = get_object_or_404(Attachment, pk=kwargs["pk"], withdrawn_at=None)
            self.target = _target(request.user, self.attachment.target_type_id, self.attachment.target_id, change=True)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """The record that the file belongs to."""
        return [Crumb(str(self.target), self.get_success_url())]

    def get_success_url(self) -> str:
        return f"{self.target.get_absolute_url()}?tab=files"

    def act(self, form):
        """Withdraw."""
        detach(attachment=self.attachment, actor=self.request.user, reason=form.cleaned_data["reason"])


# Imports ------------------------------------------------------------------------------------------


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


# Long work ----------------------------------------------------------------------------------------


class WorkStatus:
    """Long work as `ui/_progress.html` shows it."""

    def __init__(self, work: LongWork, *, poll_url: str, retry_url: str = "", download_url: str = ""):
        self.state = work.work_state
        self.progress = work.percent
        self.step = _(work.step) if work.step else ""
        self.error = work.error
        self.poll_url = poll_url
        self.retry_url = retry_url
        self.download_url = download_url


class WorkPoll(Entry, View):
    """The progress of one piece of long work, polled by its page; `get_work` scopes it to who may see it."""

    def get_work(self) -> tuple[LongWork, WorkStatus]:
        """The work and how it is shown. Raises Http404."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        _work, status = self.get_work()
        response = render(request, "ui/_progress.html", {"work": status})
        if status.state in {LongWork.Progress.READY, LongWork.Progress.FAILED} and request.htmx:
            response["HX-Refresh"] = "true"
        return response


class WorkRetry(Entry, View):
    """Queue failed work again."""

    def get_work(self) -> LongWork:
        """The work. Raises Http404."""
        raise NotImplementedError

    def get_success_url(self, work: LongWork) -> str:
        """Where to go afterwards."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        work = self.get_work()
        longwork.retry(work)
        return redirect(self.get_success_url(work))

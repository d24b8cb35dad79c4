"""Files of records: attach, download, withdraw."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.audit.events import Action, record_event, request_address
from smsplan.records.models import Attachment
from smsplan.records.services import (
    attach,
    detach,
)
from smsplan.ui.forms import ReasonForm
from smsplan.ui.parts import Crumb
from smsplan.ui.views import SIGNED_IN, ConfirmPage, Entry


def record_seen_by(user, content_type_pk: int, pk: int, *, change: bool):
    """The record that a file or comment is kept with: 404 unless this person sees it, 403 if `change` is not theirs.

    A record may refuse any change of its files by `takes_files`.
    """
    content_type = get_object_or_404(ContentType, pk=content_type_pk)
    model = content_type.model_class()
    if model is None or not hasattr(model._default_manager, "visible_to"):
        raise Http404
    record = get_object_or_404(model._default_manager.visible_to(user), pk=pk)
    may_change = user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    if change and not (may_change and getattr(record, "takes_files", True)):
        raise PermissionDenied
    return record


class AttachView(Entry, View):
    """Attach an uploaded file to a record."""

    permission = SIGNED_IN

    def post(self, request, content_type, pk):
        record = record_seen_by(request.user, content_type, pk, change=True)
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
        record = record_seen_by(request.user, attachment.target_type_id, attachment.target_id, change=False)
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
            self.target = record_seen_by(
                request.user, self.attachment.target_type_id, self.attachment.target_id, change=True
            )
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """The record that the file belongs to."""
        return [Crumb(str(self.target), self.get_success_url())]

    def get_success_url(self) -> str:
        return f"{self.target.get_absolute_url()}?tab=files"

    def act(self, form):
        """Withdraw."""
        detach(attachment=self.attachment, actor=self.request.user, reason=form.cleaned_data["reason"])
